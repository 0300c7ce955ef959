"""The season open on a day, as the app above keeps it."""

from collections.abc import Callable
from datetime import date
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string


def calendar() -> Callable[[date], int | None]:
    """
    What names the season open on a day, or None.

    Seasons belong to rounds, which stands on this app and cannot be imported here; the settings say where to ask.
    """
    return cast(Callable[[date], int | None], import_string(settings.SEASON_CALENDAR)())

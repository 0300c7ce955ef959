"""Countries as a person reads them, in the order of their language."""

import time

from django.conf import settings

from profiles.models import Country
from profiles.rules.terms import NOT_A_COUNTRY

# Two hundred names that change once in years and stand on most pages: kept in memory as long as a public page.
_kept: dict[str, tuple[float, list[tuple[str, str]]]] = {}


def in_order(language: str) -> list[tuple[str, str]]:
    """Code and name of every country, sorted as `en` or `fr` sorts; the pools of recognized organizations are none."""
    side = "fr" if language == "fr" else "en"
    until, rows = _kept.get(side, (0.0, []))
    if time.monotonic() >= until:
        found = Country.objects.exclude(code__in=NOT_A_COUNTRY).order_by(f"sort_{side}")
        rows = list(found.values_list("code", f"name_{side}"))
        _kept[side] = (time.monotonic() + settings.PUBLIC_CACHE_SECONDS, rows)
    return list(rows)


def names(language: str) -> dict[str, str]:
    """The name of every country by its code."""
    return dict(in_order(language))

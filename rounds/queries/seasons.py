"""The calendar of seasons, read once and asked often."""

from collections.abc import Callable
from datetime import date

from iecsite.clock import home_date
from rounds.models.season import Season
from rounds.rules import seasons


def calendar() -> Callable[[date], int | None]:
    """Reads all seasons and returns what names the one open on a day, or None."""
    spans = [
        seasons.Span(year, opens_on, closes_at and home_date(closes_at))
        for year, opens_on, closes_at in Season.objects.values_list("year", "opens_on", "closes_at")
    ]
    return lambda day: seasons.open_on(day, spans)

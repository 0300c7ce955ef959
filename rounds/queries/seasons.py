"""The calendar of seasons, read once and asked often."""

from collections.abc import Callable, Iterable
from datetime import date, datetime

from iecsite.clock import home_date
from rounds.models.season import Season
from rounds.rules import seasons


def calendar() -> Callable[[date], int | None]:
    """Reads all seasons and returns what names the one open on a day, or None."""
    return calendar_of(Season.objects.values_list("year", "opens_on", "closes_at"))


def calendar_of(rows: Iterable[tuple[int, date, datetime | None]]) -> Callable[[date], int | None]:
    """The same of seasons that were read: year, first day, moment at which it closes."""
    spans = [seasons.Span(year, opens_on, closes_at and home_date(closes_at)) for year, opens_on, closes_at in rows]
    return lambda day: seasons.open_on(day, spans)

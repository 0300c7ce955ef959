"""The only place that reads the clock. Everything below the edge is handed `at` or `on`."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

# Rounds, ages and fees are settled on the calendar of the programme's head office in Ottawa.
HOME_ZONE = ZoneInfo("America/Toronto")


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(tz=UTC)


def today() -> date:
    """The present day in the programme's home zone (Eastern)."""
    return home_date(now())


def home_date(moment: datetime) -> date:
    """The Eastern calendar day on which an aware instant falls."""
    return moment.astimezone(HOME_ZONE).date()

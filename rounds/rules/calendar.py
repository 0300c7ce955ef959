"""
When a season is open, and until when an invitation may be answered.

Periods are half-open: the moment at which one ends is no longer in it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import NamedTuple
from zoneinfo import ZoneInfo

# The calendar of the programme's head office: the day of an act is the day in Ottawa.
EASTERN = ZoneInfo("America/Toronto")

# Ten calendar days, the exact deadline being written in the invitation (PDI-PR, read 2026-11-23).
DAYS_TO_ANSWER = 10

DATE_LINE = "date_line"
# The clock on which the last day ends. The precision of the ten days is not stated by the source: the choice is a setting.
# The date line is where every day ends last, so that nobody's own clock says 23:59 too late.
CLOCKS = {
    DATE_LINE: timezone(timedelta(hours=-12)),
    "utc": UTC,
    "eastern": EASTERN,
}

_MINUTE = timedelta(minutes=1)


class AnswerDeadline(NamedTuple):
    """The last day on which an invitation may be answered, and the first moment at which it no longer may."""

    answer_by: date
    lapses_at: datetime


def answer_deadline(issued_at: datetime, rule: str) -> AnswerDeadline:
    """
    Until when an invitation may be answered: 23:59 of day 10, the Eastern day of issue being day 0.

    :param issued_at: aware
    :param rule: the clock that ends the last day: `date_line`, `utc` or `eastern`
    :returns: the day to be shown, and the moment enforced (in UTC), from which an answer is late
    :raises KeyError: for a rule that nobody knows
    """
    last_day = eastern_day(issued_at) + timedelta(days=DAYS_TO_ANSWER)
    end = datetime.combine(last_day + timedelta(days=1), time(), tzinfo=CLOCKS[rule])
    return AnswerDeadline(last_day, end.astimezone(UTC))


def last_minute(answer_by: date, lapses_at: datetime, zone: str) -> datetime:
    """
    The last minute to be shown to a person whose clocks are a zone's: never later than what is enforced.

    23:59 of the last day where the person is; where the rule ends that day before their clock does, its own last minute.

    :returns: aware, in UTC
    """
    where_they_are = datetime.combine(answer_by, time(23, 59), tzinfo=ZoneInfo(zone))
    return min(where_they_are.astimezone(UTC), lapses_at.astimezone(UTC) - _MINUTE)


def in_time(lapses_at: datetime, at: datetime) -> bool:
    """Whether an answer given at `at` still counts."""
    return at < lapses_at


def eastern_day(moment: datetime) -> date:
    """The calendar day in Ottawa on which an aware moment falls."""
    return moment.astimezone(EASTERN).date()


def opening_moment(opens_on: date) -> datetime:
    """The moment at which what opens on a day opens: when that day begins in Ottawa."""
    return datetime.combine(opens_on, time(), tzinfo=EASTERN)


def is_open(opens_on: date, closes_at: datetime | None, at: datetime) -> bool:
    """Whether a season takes candidates at a moment; without a closing moment it closes when that is announced."""
    return opening_moment(opens_on) <= at and (closes_at is None or at < closes_at)

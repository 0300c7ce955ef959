"""Until when an invitation may be answered, and when a season is open."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rounds.rules import calendar

ZONES = sorted(available_timezones() - {"localtime", "Factory"})
moments = st.datetimes(min_value=datetime(2024, 1, 1), max_value=datetime(2035, 1, 1), timezones=st.just(UTC))


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("issued_at", "rule", "answer_by", "lapses_at"),
    [
        # Noon in Ottawa on February 2 is day 0; the last day is the 12th.
        (utc(2026, 2, 2, 17), "date_line", date(2026, 2, 12), utc(2026, 2, 13, 12)),
        (utc(2026, 2, 2, 17), "utc", date(2026, 2, 12), utc(2026, 2, 13)),
        (utc(2026, 2, 2, 17), "eastern", date(2026, 2, 12), utc(2026, 2, 13, 5)),
        # Half past eleven at night in Ottawa is still the 2nd, whatever the date in UTC.
        (utc(2026, 2, 3, 4, 30), "date_line", date(2026, 2, 12), utc(2026, 2, 13, 12)),
        (utc(2026, 2, 3, 5), "date_line", date(2026, 2, 13), utc(2026, 2, 14, 12)),
        # Over the change of clocks in March: the days are calendar days.
        (utc(2026, 3, 2, 17), "eastern", date(2026, 3, 12), utc(2026, 3, 13, 4)),
        (utc(2026, 10, 26, 16), "eastern", date(2026, 11, 5), utc(2026, 11, 6, 5)),
        # Over the end of a year.
        (utc(2026, 12, 28, 17), "date_line", date(2027, 1, 7), utc(2027, 1, 8, 12)),
    ],
)
def test_answer_deadline_is_the_end_of_day_ten(issued_at, rule, answer_by, lapses_at):
    assert calendar.answer_deadline(issued_at, rule) == (answer_by, lapses_at)


def test_answer_deadline_refuses_a_rule_that_nobody_knows():
    with pytest.raises(KeyError):
        calendar.answer_deadline(utc(2026, 2, 2, 17), "midnight")


@given(moments, st.sampled_from(ZONES))
def test_date_line_never_ends_before_a_persons_own_day(issued_at, zone):
    answer_by, lapses_at = calendar.answer_deadline(issued_at, "date_line")

    shown = calendar.last_minute(answer_by, lapses_at, zone)

    assert shown < lapses_at
    local = shown.astimezone(ZoneInfo(zone))
    assert (local.date(), local.hour, local.minute) == (answer_by, 23, 59)


@given(moments, st.sampled_from(ZONES), st.sampled_from(sorted(calendar.CLOCKS)))
def test_no_rule_shows_a_later_moment_than_it_enforces(issued_at, zone, rule):
    answer_by, lapses_at = calendar.answer_deadline(issued_at, rule)

    shown = calendar.last_minute(answer_by, lapses_at, zone)

    assert calendar.in_time(lapses_at, shown)
    assert lapses_at - shown >= timedelta(minutes=1)


@given(moments, st.sampled_from(sorted(calendar.CLOCKS)))
def test_an_invitation_leaves_at_least_nine_whole_days(issued_at, rule):
    lapses_at = calendar.answer_deadline(issued_at, rule).lapses_at

    assert timedelta(days=9) < lapses_at - issued_at <= timedelta(days=11, hours=13)


def test_in_time_is_half_open():
    end = utc(2026, 2, 13, 12)

    assert calendar.in_time(end, end - timedelta(microseconds=1))
    assert not calendar.in_time(end, end)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (utc(2025, 12, 19, 4, 59, 59), False),
        (utc(2025, 12, 19, 5), True),
        (utc(2026, 10, 19, 12, 59, 59), True),
        (utc(2026, 10, 19, 13), False),
    ],
)
def test_a_season_is_open_from_its_first_moment_until_just_before_its_last(at, expected):
    assert calendar.is_open(date(2025, 12, 19), utc(2026, 10, 19, 13), at) is expected


def test_a_season_without_a_closing_moment_stays_open():
    assert calendar.is_open(date(2025, 12, 19), None, utc(2030, 1, 1))

"""Deadlines run exactly, and are never told later than they are."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.rules import deadlines

moments = st.datetimes(datetime(2023, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))


def test_twenty_days_are_exactly_480_hours_across_a_change_of_clocks():
    accepted = datetime(2026, 3, 1, 12, 34, 56, tzinfo=ZoneInfo("America/Toronto")).astimezone(UTC)

    due = deadlines.submission_due_at(accepted)

    assert due == datetime(2026, 3, 21, 17, 34, 56, tzinfo=UTC)
    assert due.astimezone(ZoneInfo("America/Toronto")).hour == 13


@given(moments)
def test_what_is_shown_is_never_later_and_less_than_a_minute_earlier(accepted):
    due = deadlines.submission_due_at(accepted)

    assert due - accepted == timedelta(hours=480)
    assert timedelta(0) <= due - deadlines.shown(due) < timedelta(minutes=1)
    assert deadlines.shown(due).second == 0


@pytest.mark.parametrize(("microseconds", "in_time"), [(-1, True), (0, False), (1, False)])
def test_the_moment_itself_is_late(microseconds, in_time):
    due = datetime(2026, 2, 22, 12, 0, tzinfo=UTC)

    assert deadlines.in_time(due, due + timedelta(microseconds=microseconds)) is in_time


def test_requests_and_biometrics_give_thirty_days_unless_said_otherwise():
    asked = datetime(2026, 2, 2, 12, 0, tzinfo=UTC)

    assert deadlines.request_due_at(asked) == datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
    assert deadlines.request_due_at(asked, days=7) == datetime(2026, 2, 9, 12, 0, tzinfo=UTC)
    assert deadlines.biometrics_due_at(asked) == datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("issued", "entry"),
    [(date(2026, 2, 2), date(2027, 2, 2)), (date(2028, 2, 29), date(2029, 2, 28))],
)
def test_a_letter_of_introduction_is_good_for_twelve_months(issued, entry):
    assert deadlines.latest_entry_on(issued) == entry

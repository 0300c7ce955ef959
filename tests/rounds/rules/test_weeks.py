"""The weeks of the calendar, and which pools are due in one."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rounds.rules import weeks
from rounds.rules.calendar import EASTERN
from rounds.rules.manifest import SHORTEST_GAP
from rounds.rules.places import Places

MONDAY = date(2026, 2, 2)
DRAWN = date(2026, 2, 4)
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@given(days)
def test_every_day_has_one_monday_at_most_six_days_before(day):
    monday = weeks.monday_of(day)

    assert monday.weekday() == 0
    assert timedelta(0) <= day - monday < timedelta(days=7)


@given(days)
def test_a_list_lies_open_for_its_whole_day_in_every_week_of_summer_time_too(day):
    moments = weeks.moments_of(weeks.monday_of(day))

    assert moments.draw_at - moments.freeze_at >= SHORTEST_GAP + timedelta(minutes=30)
    assert weeks.week_of(moments.draw_at) == weeks.week_of(moments.freeze_at) == weeks.monday_of(day)
    assert moments.draw_at.astimezone(EASTERN).hour == 10


@given(days, st.integers(-20, 40))
def test_a_final_round_has_five_days_of_notice(announced, ahead):
    assert weeks.may_be_final(announced + timedelta(days=ahead), announced) == (ahead >= 5)


def test_the_calendar_shows_seven_weeks_from_this_one():
    shown = list(weeks.weeks_ahead(at=datetime(2026, 2, 2, 17, tzinfo=UTC), first_round_week=date(2026, 1, 19), until=None))

    assert shown == [MONDAY + timedelta(weeks=number) for number in range(7)]


def test_a_week_whose_list_should_be_fixed_already_is_not_announced():
    late = datetime(2026, 2, 3, 15, tzinfo=UTC)

    assert next(weeks.weeks_ahead(at=late, first_round_week=MONDAY, until=None)) == MONDAY + timedelta(weeks=1)


@pytest.mark.parametrize(
    ("first", "until", "shown"), [(None, None, 0), (date(2026, 2, 18), None, 5), (MONDAY, date(2026, 2, 11), 2)]
)
def test_no_week_before_the_first_round_or_after_the_profiles_are_closed(first, until, shown):
    found = list(weeks.weeks_ahead(at=datetime(2026, 2, 2, 12, tzinfo=UTC), first_round_week=first, until=until))

    assert len(found) == shown


def facts(**changes):
    usual = {
        "accepting": True,
        "opens_on": date(2025, 12, 19),
        "first_round_on": date(2026, 1, 19),
        "final_round_on": None,
        "places": Places(quota=10, unlimited=False, approved=3),
        "unused": 7,
        "candidates": 5,
    }
    return weeks.PoolFacts(**{**usual, **changes})


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, None),
        ({"accepting": False}, "not_accepting"),
        ({"opens_on": date(2026, 2, 5)}, "not_open_yet"),
        ({"opens_on": DRAWN}, None),
        ({"first_round_on": None}, "before_first_round"),
        ({"first_round_on": date(2026, 2, 9)}, "before_first_round"),
        # Any day of the week counts: what is announced is the week.
        ({"first_round_on": date(2026, 2, 6)}, None),
        ({"places": Places(quota=None, unlimited=False, approved=0)}, "quota_to_be_announced"),
        ({"places": Places(quota=None, unlimited=True, approved=900), "unused": None}, None),
        ({"candidates": 0}, "nobody_waits"),
        ({"places": Places(quota=3, unlimited=False, approved=3)}, "no_places"),
        ({"final_round_on": DRAWN}, None),
        ({"final_round_on": date(2026, 2, 3), "unused": 0}, "after_final_round"),
        ({"final_round_on": date(2026, 2, 3), "unused": -4}, "after_final_round"),
        ({"final_round_on": date(2026, 2, 3), "unused": 2}, None),
    ],
)
def test_which_pools_are_due(changes, why):
    assert weeks.not_due(facts(**changes), drawn_on=DRAWN) == why

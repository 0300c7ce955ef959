"""The days of birth between which a pool's ages lie agree with the rule for one person."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.rules.calendar import age_on
from rounds.rules.bounds import earliest_birth, latest_birth

days = st.dates(date(2020, 1, 1), date(2040, 12, 31))
ages = st.integers(16, 40)


@given(day=days, age=ages, off=st.integers(-3, 3))
def test_the_earliest_birth_is_the_last_one_still_of_an_age(day, age, off):
    born = earliest_birth(age, on=day) + timedelta(days=off)
    assert (age_on(born, day) <= age) == (off >= 0)


@given(day=days, age=ages, off=st.integers(-3, 3))
def test_the_latest_birth_is_the_first_one_that_reached_an_age(day, age, off):
    born = latest_birth(age, on=day) + timedelta(days=off)
    assert (age_on(born, day) >= age) == (off <= 0)


@pytest.mark.parametrize(
    ("on", "earliest"),
    [
        (date(2026, 2, 2), date(1990, 2, 3)),
        (date(2026, 2, 28), date(1990, 3, 1)),
        (date(2027, 2, 28), date(1991, 3, 1)),
        (date(2028, 2, 28), date(1992, 2, 29)),
        (date(2028, 2, 29), date(1992, 3, 1)),
    ],
)
def test_thirty_five_is_inclusive_until_the_day_before_the_next_birthday(on, earliest):
    assert earliest_birth(35, on=on) == earliest

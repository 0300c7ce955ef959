"""Birthdays and months against counting day by day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.rules.calendar import add_months, age_on, birthday, last_day_of_age, months_begun

days = st.dates(date(1960, 1, 1), date(2060, 12, 31))
births = st.dates(date(1960, 1, 1), date(2010, 12, 31)) | st.sampled_from([date(1996, 2, 29), date(2000, 2, 29)])


def naive_age(born: date, day: date) -> int:
    """Counts the anniversaries that have begun, one year after the other; 29 February becomes 1 March."""
    age = -1
    for year in range(born.year, day.year + 1):
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        month, number = (3, 1) if (born.month, born.day) == (2, 29) and not leap else (born.month, born.day)
        age += date(year, month, number) <= day
    return age


@given(births, days)
def test_age_is_the_number_of_anniversaries_begun(born, day):
    if day >= born:
        assert age_on(born, day) == naive_age(born, day)


@given(births, st.integers(1, 60))
def test_birthday_is_the_first_day_of_an_age_and_the_day_before_the_last_of_the_one_before(born, age):
    first = birthday(born, age)

    assert age_on(born, first) == age
    assert age_on(born, first - timedelta(days=1)) == age - 1
    assert last_day_of_age(born, age - 1) == first - timedelta(days=1)


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2000, 2, 29), date(2018, 2, 28), 17),
        (date(2000, 2, 29), date(2018, 3, 1), 18),
        (date(2000, 2, 29), date(2020, 2, 28), 19),
        (date(2000, 2, 29), date(2020, 2, 29), 20),
        (date(1990, 2, 3), date(2026, 2, 2), 35),
        (date(1990, 2, 2), date(2026, 2, 2), 36),
    ],
)
def test_age_around_a_birthday(born, day, age):
    assert age_on(born, day) == age


def naive_month_later(day: date) -> date:
    """The same day of the next month, found by walking back from a too late one."""
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    for number in range(day.day, 0, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    raise AssertionError(day)


@given(days.filter(lambda day: day.day <= 28), st.integers(0, 40))
def test_months_are_added_one_by_one(day, months):
    expected = day
    for _ in range(months):
        expected = naive_month_later(expected)
    assert add_months(day, months) == expected


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2025, 1, 31), 3, date(2025, 4, 30)),
        (date(2025, 12, 31), 12, date(2026, 12, 31)),
        (date(9999, 12, 31), 3, date.max),
    ],
)
def test_a_month_that_is_too_short_ends_on_its_last_day(day, months, expected):
    assert add_months(day, months) == expected


@given(days, days)
def test_months_begun_is_the_fewest_months_that_reach_the_second_day(first, last):
    months = months_begun(first, last)

    expected = next(number for number in range(2000) if add_months(first, number) >= last) if last > first else 0
    assert months == expected


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2024, 5, 1), date(2025, 5, 1), 12),
        (date(2024, 5, 1), date(2025, 4, 30), 12),
        (date(2024, 5, 1), date(2025, 5, 2), 13),
        (date(2024, 5, 1), date(2024, 5, 1), 0),
    ],
)
def test_a_permit_that_ends_on_the_eve_or_on_the_day_is_as_long(first, last, months):
    assert months_begun(first, last) == months

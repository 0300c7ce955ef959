"""Birthdays and months, counted the way the programme counts them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta


def age_on(date_of_birth: date, day: date) -> int:
    """
    Full years of age on a day.

    A year is complete when its anniversary begins (Interpretation Act, R.S.C. 1985, c. I-21, s. 30, read 2026-11-23).
    The Act does not name the anniversary of 29 February in a common year; here it is 1 March, the first day on which a
    whole year has passed, so that nobody loses a day.
    """
    return day.year - date_of_birth.year - ((day.month, day.day) < (date_of_birth.month, date_of_birth.day))


def birthday(date_of_birth: date, age: int) -> date:
    """The day on which a person reaches an age; 1 March for those born on 29 February, in common years."""
    year = min(date_of_birth.year + age, date.max.year)
    try:
        return date_of_birth.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def last_day_of_age(date_of_birth: date, age: int) -> date:
    """The last day on which a person is still of an age: the day before the next birthday."""
    return birthday(date_of_birth, age + 1) - timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """
    The same day of the month, some months later, or the last day of a shorter month.

    The calendar's own last day where the sum would pass it.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_begun(first: date, last: date) -> int:
    """
    Months from one day to another, a begun month counted whole; 0 when the second is not later.

    A permit from 1 May to 30 April and one from 1 May to 1 May are both twelve months.
    """
    if last <= first:
        return 0
    months = (last.year - first.year) * 12 + last.month - first.month
    return months if add_months(first, months) >= last else months + 1

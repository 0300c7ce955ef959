"""Whom a pool's terms take on a day, as values to compare with: what lets a freeze judge everybody in one statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from profiles.rules.calendar import add_months, birthday, last_day_of_age
from profiles.rules.facts import COOP
from profiles.rules.passports import kind_asked, taken_of_citizens
from profiles.rules.problems import Code, Problem
from profiles.rules.terms import ACTIVE, SUSPENDED, Terms


@dataclass(frozen=True, slots=True)
class Bounds:
    """
    Who fits a pool on a day: born between two days, both included (None: no limit), with one of some passports (none named: any),
    each named by its issuer and its kind.

    ``status``: the agreement's, which may take nobody, or only who comes through a recognized organization. ``citizenships``: of
    a pool of organizations, the partners whose citizens it takes, those left out whose agreement is suspended; None elsewhere.
    ``of_citizens``: of such a pool, with which passports it takes the citizens of each: citizenship, issuer and kind.
    ``graduated_from``: the earliest diploma that still opens the pool to somebody who is no student; None where none is asked.
    ``centre_in``: the country in which a training centre counts as a school.
    """

    born_from: date | None
    born_until: date | None
    passports: tuple[tuple[str, str], ...]
    status: str = ACTIVE
    citizenships: tuple[str, ...] | None = None
    of_citizens: tuple[tuple[str, str, str], ...] = ()
    graduated_from: date | None = None
    centre_in: str | None = None


def bounds(terms: Terms, *, on: date) -> Bounds:
    """
    The bounds of an agreement row on the day of the invitation: the same answer as its predicates of age, passport, diploma and
    standing give person by person.

    :param on: the Eastern day of the draw
    """
    return Bounds(
        born_from=None if terms.max_age is None else earliest_birth(terms.max_age, on=on),
        born_until=None if terms.min_age is None else latest_birth(terms.min_age, on=on),
        passports=tuple((code, kind_asked(terms.country, code)) for code in sorted(terms.passport_codes)),
        status=terms.status,
        citizenships=tuple(one.country for one in terms.partners if one.status != SUSPENDED) if terms.partners else None,
        of_citizens=passports_of_citizens(terms),
        graduated_from=earliest_diploma(terms, on=on),
        centre_in=terms.country if terms.training_centre_accepted else None,
    )


def keeps_out_of_lists(problem: Problem) -> bool:
    """Whether the freeze leaves somebody out of a list for a reason: it judges no other facts than those that bounds compare."""
    return problem.code in _JUDGED or (problem.code, problem.wording) == (Code.STUDENT, "graduate")


_JUDGED = frozenset(
    {
        Code.CITIZENSHIP,
        Code.AGREEMENT_INACTIVE,
        Code.AGE_LOW,
        Code.AGE_HIGH,
        Code.PASSPORT_COUNTRY,
        Code.PASSPORT_EXPIRED,
    }
)


def passports_of_citizens(terms: Terms) -> tuple[tuple[str, str, str], ...]:
    """
    With which passports a pool of organizations takes the citizens of each partner whose agreement is not suspended: citizenship,
    issuer and kind. Empty for the pool of an agreement.
    """
    theirs = [one for one in terms.partners if one.status != SUSPENDED]
    return tuple((one.country, issuer, kind) for one in theirs for issuer, kind in taken_of_citizens(one))


def earliest_diploma(terms: Terms, *, on: date) -> date | None:
    """The earliest day of a diploma that still counts on a day under terms that take recent graduates; None under others."""
    months = terms.graduates_accepted_months
    if terms.category != COOP or months is None:
        return None
    # No month is longer than 31 days, so no diploma before this day counts any more.
    day = on - timedelta(days=31 * months)
    while add_months(day, months) < on:
        day += timedelta(days=1)
    return day


def earliest_birth(age: int, *, on: date) -> date:
    """The earliest day of birth of which a person is still of an age on a day (inclusive until the next birthday)."""
    day = _years_before(on, age + 1)
    while last_day_of_age(day, age) >= on:
        day -= timedelta(days=1)
    while last_day_of_age(day, age) < on:
        day += timedelta(days=1)
    return day


def latest_birth(age: int, *, on: date) -> date:
    """The latest day of birth of which a person has reached an age on a day."""
    day = _years_before(on, age)
    while birthday(day, age) <= on:
        day += timedelta(days=1)
    while birthday(day, age) > on:
        day -= timedelta(days=1)
    return day


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 3, 1)

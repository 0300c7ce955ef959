"""The result of a check without an account: each category of each citizenship, what it costs, and the chance in its pool."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from applications.queries import fees
from profiles.rules import check, check_letter, eligibility, facts_form
from profiles.rules.calendar import last_day_of_age
from profiles.rules.eligibility import Verdict
from profiles.rules.facts import CATEGORIES, Facts
from profiles.rules.problems import Problem
from profiles.rules.remedies import Remedy, way_out
from profiles.rules.terms import NOT_A_COUNTRY, RO_ONLY, Terms
from rounds.models import Pool
from rounds.queries import pool_numbers
from rounds.queries.pool_numbers import PoolNumbers


@dataclass(frozen=True)
class Row:
    """
    One verdict with the numbers of its pool this season (None: there is no pool) and what it costs the person in all.

    `stream` in English and French; `organization` by name, where a letter of one opens the row; `last_day` of the age that the
    row takes, for those whom nothing keeps out for good.
    """

    verdict: Verdict
    numbers: PoolNumbers | None
    cost: Decimal | None
    stream: tuple[str, str] = ("", "")
    organization: str = ""
    last_day: date | None = None


@dataclass(frozen=True)
class Result:
    """
    The rows, those that are open first; `unknown` when no citizenship has an agreement. `letter`: the categories that the letter
    of an organization could open, where the person was asked for one and has none.
    """

    facts: Facts
    season: int | None
    rows: list[Row]
    unknown: Problem | None
    letter: tuple[str, ...] = ()


def result(told: dict[str, Any], terms: Sequence[Terms], *, on: date, season: int | None) -> Result:
    """
    What a person may do with the answers of a check, invited on a day. A dozen queries, whatever the number of rows.

    :param terms: of every agreement row in force on the day, and of the pools of organizations
    :param season: the one open on the day
    :raises profiles.rules.malformed.MalformedFacts: for answers that are none
    """
    asked = check.steps(told, terms, on=on, season=season)
    facts = facts_form.question(check.facts(told, terms, on=on, season=season), season_on=lambda _day: season).facts
    judged = [(one, _verdict(facts, one, on=on, season=season)) for one in _theirs(facts, terms)]
    pools = pools_of((season, one.country) for one, _verdict in judged)
    costs = fees.costs(date_of_birth=facts.date_of_birth, citizenships=facts.citizenships, on=on)
    rows = [
        Row(
            verdict=verdict,
            numbers=pools.get((season, one.country, one.category, one.stream)),
            cost=costs.get(one.category) if verdict.eligible else None,
            stream=(one.stream_name_en or one.stream, one.stream_name_fr or one.stream),
            organization=one.stream_name_en if one.organization else "",
            last_day=_last_day(facts, one, verdict),
        )
        for one, verdict in judged
    ]
    rows.sort(key=lambda row: (not row.verdict.eligible, row.verdict.country in NOT_A_COUNTRY))
    letter = ()
    if check.Step.ORGANIZATION in asked and not facts.recognized_organization:
        letter = check_letter.could_open(facts, terms, on=on, season=season)
    return Result(facts, season, rows, eligibility.no_known_citizenship(facts, terms), letter)


def pools_of(wanted: Iterable[tuple[int | None, str]]) -> dict[tuple[int | None, str, str, str], PoolNumbers]:
    """
    The numbers of the pools of some countries in some seasons, by season, country, category and stream. Five queries at most,
    however many.

    :param wanted: seasons with countries; a season that is None has no pools
    """
    countries: dict[int, set[str]] = {}
    for season, country in wanted:
        if season is not None:
            countries.setdefault(season, set()).add(country)
    theirs = [Q(season=season, country__in=codes) for season, codes in countries.items()]
    if not theirs:
        return {}
    numbers = pool_numbers.of_pools(Pool.objects.filter(reduce(or_, theirs)).select_related("country"))
    return {(one.pool.season_id, one.pool.country_id, one.pool.category, one.pool.stream): one for one in numbers}


def _theirs(facts: Facts, terms: Sequence[Terms]) -> list[Terms]:
    """
    The rows of the person's citizenships; with a letter, also those of every organization that may nominate them, or the route
    itself where no organization is known.
    """
    own = [one for one in terms if one.country in facts.citizenships and one.country not in NOT_A_COUNTRY]
    own.sort(key=lambda one: (facts.citizenships.index(one.country), CATEGORIES.index(one.category), one.stream))
    if not facts.recognized_organization:
        return own
    through = list(check_letter.routes(facts.citizenships, terms))
    if any(one.organization for one in through):
        # A row that only an organization opens is now told by the organizations themselves.
        return [one for one in own if one.status != RO_ONLY] + through
    return own + through


def _last_day(facts: Facts, terms: Terms, verdict: Verdict) -> date | None:
    ends = {Remedy.FOR_GOOD, Remedy.NOT_YOURS} & {way_out(problem).remedy for problem in verdict.problems}
    return None if ends or terms.max_age is None else last_day_of_age(facts.date_of_birth, terms.max_age)


def _verdict(facts: Facts, terms: Terms, *, on: date, season: int | None) -> Verdict:
    """The check does not ask whose letter it is: each organization is taken to be the one."""
    return eligibility.pool_verdict(replace(facts, organization=terms.organization or None), terms, on=on, season=season)

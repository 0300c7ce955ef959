"""The result of a check without an account: each category of each citizenship, what it costs, and the chance in its pool."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from applications.queries import fees
from profiles.queries import seasons
from profiles.rules import check, eligibility, facts_form
from profiles.rules.calendar import last_day_of_age
from profiles.rules.eligibility import Verdict
from profiles.rules.facts import CATEGORIES, Facts
from profiles.rules.organizations import partners_of
from profiles.rules.problems import Problem
from profiles.rules.terms import NOT_A_COUNTRY, PARTNERS, RO_ONLY, Terms
from rounds.models import Pool
from rounds.queries import pool_numbers
from rounds.queries.pool_numbers import PoolNumbers


@dataclass(frozen=True)
class Row:
    """
    One verdict with the numbers of its pool this season (None: there is no pool) and what it costs the person in all.

    `stream` in English and French; `organization` by name, where a letter of one opens the row; `last_day` of the age that the
    row takes, for those whom it takes today.
    """

    verdict: Verdict
    numbers: PoolNumbers | None
    cost: Decimal | None
    stream: tuple[str, str] = ("", "")
    organization: str = ""
    last_day: date | None = None


@dataclass(frozen=True)
class Result:
    """The rows, those that are open first; `unknown` when no citizenship has an agreement."""

    facts: Facts
    season: int | None
    rows: list[Row]
    unknown: Problem | None


def result(told: dict[str, Any], terms: Sequence[Terms], *, on: date) -> Result:
    """
    What a person may do with the answers of a check, invited on a day. A dozen queries, whatever the number of rows.

    :param terms: of every agreement row in force on the day, and of the pools of organizations
    :raises profiles.rules.malformed.MalformedFacts: for answers that are none
    """
    question = facts_form.question(check.facts(told, terms, on=on), season_on=seasons.calendar())
    facts, season = question.facts, question.season
    judged = [(one, _verdict(facts, one, on=on, season=season)) for one in _theirs(facts, terms)]
    pools = {}
    if season is not None:
        theirs = Pool.objects.filter(season=season, country__in={one.country for one, _verdict in judged})
        numbers = pool_numbers.of_pools(theirs.select_related("country"))
        pools = {(one.pool.country_id, one.pool.category, one.pool.stream): one for one in numbers}
    costs = fees.costs(date_of_birth=facts.date_of_birth, citizenships=facts.citizenships, on=on)
    rows = [
        Row(
            verdict=verdict,
            numbers=pools.get((one.country, one.category, one.stream)),
            cost=costs.get(one.category) if verdict.eligible else None,
            stream=(one.stream_name_en or one.stream, one.stream_name_fr or one.stream),
            organization=one.stream_name_en if one.organization else "",
            last_day=last_day_of_age(facts.date_of_birth, one.max_age) if verdict.eligible and one.max_age is not None else None,
        )
        for one, verdict in judged
    ]
    rows.sort(key=lambda row: (not row.verdict.eligible, row.verdict.country in NOT_A_COUNTRY))
    return Result(facts, season, rows, eligibility.no_known_citizenship(facts, terms))


def _theirs(facts: Facts, terms: Sequence[Terms]) -> list[Terms]:
    """
    The rows of the person's citizenships; with a letter, also those of every organization that may nominate them, or the route
    itself where no organization is known.
    """
    own = [one for one in terms if one.country in facts.citizenships and one.country not in NOT_A_COUNTRY]
    own.sort(key=lambda one: (facts.citizenships.index(one.country), CATEGORIES.index(one.category), one.stream))
    if not facts.recognized_organization:
        return own
    through = [one for one in terms if one.organization and partners_of(facts, one)]
    if through:
        # A row that only an organization opens is now told by the organizations themselves.
        return [one for one in own if one.status != RO_ONLY] + through
    return own + [one for one in terms if one.country == PARTNERS and partners_of(facts, one)]


def _verdict(facts: Facts, terms: Terms, *, on: date, season: int | None) -> Verdict:
    """The check does not ask whose letter it is: each organization is taken to be the one."""
    return eligibility.pool_verdict(replace(facts, organization=terms.organization or None), terms, on=on, season=season)

"""The result of a check without an account: each category of each citizenship, what it costs, and the chance in its pool."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from applications.models import Fee
from applications.rules import fees
from profiles.queries import agreements, seasons
from profiles.rules import check, eligibility, facts_form
from profiles.rules.eligibility import Verdict
from profiles.rules.facts import CATEGORIES, Facts
from profiles.rules.problems import Problem
from profiles.rules.terms import NOT_A_COUNTRY
from rounds.models import Pool
from rounds.queries import pool_numbers
from rounds.queries.pool_numbers import PoolNumbers


@dataclass(frozen=True)
class Row:
    """One verdict with the numbers of its pool this season (None: there is no pool) and what it costs the person in all."""

    verdict: Verdict
    numbers: PoolNumbers | None
    cost: Decimal | None


@dataclass(frozen=True)
class Result:
    """The rows, those that are open first; `unknown` when no citizenship has an agreement."""

    facts: Facts
    season: int | None
    rows: list[Row]
    unknown: Problem | None


def result(told: dict[str, Any], *, on: date) -> Result:
    """
    What a person may do with the answers of a check, invited on a day. Eight queries, whatever the number of rows.

    :raises profiles.rules.malformed.MalformedFacts: for answers that are none
    """
    question = facts_form.question(check.facts(told, on=on), season_on=seasons.calendar())
    terms = agreements.terms_in_force(on)
    verdicts = eligibility.verdicts(question.facts, terms, on=on, season=question.season)
    pools = {}
    if question.season is not None:
        theirs = Pool.objects.filter(season=question.season, country__in={one.country for one in verdicts})
        numbers = pool_numbers.of_pools(theirs.select_related("country"))
        pools = {(one.pool.country_id, one.pool.category, one.pool.stream): one for one in numbers}
    costs = _costs(question.facts, on)
    rows = [
        Row(one, pools.get((one.country, one.category, one.stream)), costs.get(one.category) if one.eligible else None)
        for one in sorted(verdicts, key=lambda verdict: (not verdict.eligible, verdict.country in NOT_A_COUNTRY))
    ]
    return Result(question.facts, question.season, rows, eligibility.no_known_citizenship(question.facts, terms))


def _costs(facts: Facts, on: date) -> dict[str, Decimal]:
    """What each category costs in all: the fees of an application received on the day. One query."""
    rows = [fee.row() for fee in Fee.objects.all()]
    biometrics = fees.biometrics_needed(
        date_of_birth=facts.date_of_birth, citizenships=facts.citizenships, last_captured_on=None, on=on
    )
    found = {}
    for category in CATEGORIES:
        try:
            lines = fees.fee_lines(rows, category, on, biometrics)
        except fees.NoFeeKnown:
            continue
        found[category] = sum((line.amount for line in lines), Decimal(0))
    return found

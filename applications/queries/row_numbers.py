"""What each row of an answer of the open interface costs, and the odds in its pool: the numbers of the check's page."""

from collections.abc import Iterable
from typing import Any

from applications.queries import check, fees
from profiles.rules.facts_form import Question
from rounds.queries.pool_numbers import PoolNumbers
from rounds.rules import odds


def add(told: Iterable[tuple[Question, dict[str, Any]]]) -> None:
    """
    Write `cost` and `odds` into the rows of each answer. As many queries for many people as for one.

    :param told: each question with its answer, as `profiles.rules.answer` gives it
    """
    told = list(told)
    rows = fees.table()
    pools = check.pools_of((question.season, row["country"]) for question, body in told for row in body["results"])
    for question, body in told:
        facts = question.facts
        costs = fees.costs(date_of_birth=facts.date_of_birth, citizenships=facts.citizenships, on=question.on, rows=rows)
        for row in body["results"]:
            cost = costs.get(row["category"]) if row["eligible"] else None
            numbers = pools.get((question.season, row["country"], row["category"], row["stream"]))
            row["cost"] = None if cost is None else f"{cost:.2f}"
            row["odds"] = None if numbers is None else _odds(numbers)


def _odds(one: PoolNumbers) -> dict[str, Any]:
    return {
        "season": one.pool.season_id,
        "pool": one.pool.code,
        "candidates": one.next_candidates,
        "invitations": one.next_invitations,
        "chance": None if one.chance is None else odds.six_places(one.chance),
        "fixed": one.fixed,
        "rating": one.band,
    }

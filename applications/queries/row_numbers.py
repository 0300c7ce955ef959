"""What each row of an answer of the open interface costs, and the odds in its pool: the numbers of the check's page."""

from collections.abc import Iterable
from typing import Any

from applications.queries import check
from profiles.rules.facts_form import Question
from rounds.queries.pool_numbers import PoolNumbers
from rounds.rules import odds


def add(told: Iterable[tuple[Question, dict[str, Any]]]) -> None:
    """
    Write `cost` and `odds` into the rows of each answer. As many queries for many people as for one.

    :param told: each question with its answer, as `profiles.rules.answer` gives it
    """
    told = list(told)
    pools = check.pools_of((question.season, row["country"]) for question, body in told for row in body["results"])
    for question, body in told:
        costs = check.costs_of(question.facts, on=question.on)
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

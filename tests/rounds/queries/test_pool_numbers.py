"""What the public is told of a pool: exact counts, and a chance that says when it is a forecast."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rounds.queries import pool_numbers
from rounds.rules import odds
from rounds.states import PoolStatus, RoundState
from tests.conftest import NOON
from tests.factories import draws, rounds

pytestmark = pytest.mark.django_db(transaction=True)


def numbers(code: str = "FR-WH"):
    return pool_numbers.of_pools([rounds.pool(code)])[0]


def test_nothing_is_rated_before_the_first_round():
    rounds.candidate("FR-WH", at=NOON)

    found = numbers()

    assert (found.candidates, found.invitations, found.chance, found.band) == (1, 0, None, odds.NOT_RATED)


def test_an_approved_round_is_what_the_chance_counts_with():
    for _n in range(4):
        rounds.candidate("FR-WH", at=NOON)
    draws.approved({"FR-WH": 1}, at=NOON)

    found = numbers()

    assert (found.chance, found.fixed) == (0.25, False)


def test_the_chance_is_no_forecast_once_the_list_is_fixed():
    for _n in range(4):
        rounds.candidate("FR-WH", at=NOON)
    draws.carried_out({"FR-WH": 1}, at=NOON, until=RoundState.PUBLISHED)
    rounds.candidate("FR-WH", at=NOON)

    found = numbers()

    assert (found.candidates, found.next_candidates, found.chance, found.fixed) == (5, 4, 0.25, True)


def test_after_a_round_the_chance_is_a_forecast_from_it():
    for _n in range(5):
        rounds.candidate("FR-WH", at=NOON)
    draws.carried_out({"FR-WH": 1}, at=NOON)

    found = numbers()

    assert (found.candidates, found.invitations, found.open_invitations) == (4, 1, 1)
    assert (found.chance, found.fixed) == (0.25, False)
    assert [line.invited for line in pool_numbers.history(rounds.pool())] == [1]


def test_a_pool_that_takes_nobody_has_no_chance():
    draws.approved({"FR-WH": 1}, at=NOON)
    rounds.candidate("FR-WH", at=NOON)
    pool = rounds.pool("FR-WH")
    pool.status = PoolStatus.NOT_ACCEPTING

    assert pool_numbers.of_pools([pool])[0].chance is None


def test_as_many_queries_for_all_pools_as_for_one():
    draws.carried_out({"FR-WH": 1}, at=NOON)

    with CaptureQueriesContext(
        connection,
    ) as one:
        pool_numbers.of_pools([rounds.pool()])
    with CaptureQueriesContext(connection) as every:
        found = pool_numbers.of_season(2026)

    assert len(found) > 60
    assert len(every) == len(one)

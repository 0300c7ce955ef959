"""Fifty at once for the last places of a pool."""

import pytest
from django.db import transaction

from rounds.operations import places
from tests.factories import rounds
from tests.races.together import at_the_same_moment

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 50


@pytest.mark.parametrize("free", [1, 3])
def test_fifty_at_once_get_no_more_than_the_places_left(free):
    pool = rounds.pool("FR-WH", quota=10, approved=10 - free)

    def take():
        with transaction.atomic(durable=True):
            return rounds.place_for_nobody(pool)

    results = at_the_same_moment(*[take] * MANY)

    assert sorted(results) == [False] * (MANY - free) + [True] * free
    pool.refresh_from_db()
    assert pool.approved == 10


def test_a_place_taken_in_a_transaction_that_fails_stays_free():
    pool = rounds.pool("FR-WH", quota=10, approved=9)

    def take_and_fail():
        with transaction.atomic(durable=True):
            taken = places.take_place(pool_id=pool.pk)
            raise RuntimeError(taken)

    results = at_the_same_moment(*[take_and_fail] * 5)

    assert all(isinstance(result, RuntimeError) for result in results)
    assert places.places_left(pool_id=pool.pk) == 1

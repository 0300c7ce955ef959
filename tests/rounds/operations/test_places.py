"""The gate at the last place of a pool."""

import pytest
from django.db import IntegrityError, transaction

from rounds.models import Pool
from rounds.operations import places
from tests.factories import rounds

pytestmark = pytest.mark.django_db


def test_take_place_counts_up_to_the_quota_and_no_further():
    pool = rounds.pool("FR-WH", quota=3, approved=0)

    assert [rounds.place_for_nobody(pool) for _ in range(4)] == [True, True, True, False]
    assert places.places_left(pool_id=pool.pk) == 0
    pool.refresh_from_db()
    assert pool.approved == 3


def test_take_place_gives_none_while_the_quota_is_to_be_announced():
    pool = rounds.pool("FR-WH", quota=None, unlimited=False, approved=0)

    assert not places.take_place(pool_id=pool.pk)
    assert places.places_left(pool_id=pool.pk) == 0


def test_take_place_never_ends_where_the_agreement_sets_no_number():
    pool = rounds.pool("FR-WH", quota=None, unlimited=True, approved=0)

    assert all(rounds.place_for_nobody(pool) for _ in range(3))
    assert places.places_left(pool_id=pool.pk) is None


def test_the_database_refuses_what_passes_the_gate():
    pool = rounds.pool("FR-WH", quota=1, approved=1)

    with pytest.raises(IntegrityError, match="pool_approved_within_quota"), transaction.atomic():
        Pool.objects.filter(pk=pool.pk).update(approved=2)

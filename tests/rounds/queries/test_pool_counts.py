"""A large pool is counted by the clock for people's pages; a small one each time."""

import pytest
from django.core.cache import cache

from rounds import tasks
from rounds.operations import candidacies
from rounds.queries import pools
from tests.factories import rounds

pytestmark = pytest.mark.django_db


def counted(*codes):
    ids = [rounds.pool(code).pk for code in codes]
    return [pools.pool_counts_lately(ids).get(pk, 0) for pk in ids]


def test_whoever_could_be_drawn_is_counted_and_nobody_else(noon):
    for _ in range(2):
        rounds.candidate("FR-WH", "FR-YP", at=noon)
    gone = rounds.candidate("FR-WH", at=noon)
    candidacies.withdraw(profile_id=gone.pk, by=gone.user, at=noon)
    # Whoever is invited stays in the other pools, and no round draws them.
    rounds.invited("FR-IC", others=("FR-WH",), at=noon)
    ids = {code: rounds.pool(code).pk for code in ("FR-WH", "FR-YP", "FR-IC")}

    assert pools.pool_counts() == {ids["FR-WH"]: 2, ids["FR-YP"]: 2}
    assert pools.pool_counts([ids["FR-YP"], ids["FR-IC"]]) == {ids["FR-YP"]: 2}
    assert pools.pool_counts([]) == {}


@pytest.mark.parametrize(("large", "second"), [(2, [2, 2]), (1000, [3, 2])])
def test_only_large_pools_are_counted_lately(noon, monkeypatch, large, second):
    monkeypatch.setattr(pools, "LARGE", large)
    cache.clear()
    for _ in range(2):
        rounds.candidate("FR-WH", at=noon)
    rounds.candidate("FR-YP", at=noon)
    tasks.count_large_pools.run(at_once=True)
    assert counted("FR-WH", "FR-YP") == [2, 1]

    rounds.candidate("FR-WH", "FR-YP", at=noon)

    assert counted("FR-WH", "FR-YP") == second
    cache.clear()
    assert counted("FR-WH", "FR-YP") == [3, 2]


@pytest.fixture
def large_from_two(noon, monkeypatch):
    monkeypatch.setattr(pools, "LARGE", 2)
    cache.clear()
    return [rounds.candidate("FR-WH", at=noon) for _ in range(2)]


def test_nobody_waits_for_a_count_that_the_clock_has_made(large_from_two, django_assert_num_queries):
    tasks.count_large_pools.run(at_once=True)
    large = rounds.pool("FR-WH").pk

    with django_assert_num_queries(1):
        assert pools.pool_counts_lately([large]) == {large: 2}


def test_the_clock_counts_anew_as_often_as_it_comes(large_from_two, noon):
    for _ in range(2):
        tasks.count_large_pools.run(at_once=True)
    rounds.candidate("FR-WH", at=noon)
    assert counted("FR-WH") == [2]

    tasks.count_large_pools.run(at_once=True)

    assert counted("FR-WH") == [3]


def test_a_pool_that_shrank_is_counted_each_time_again(large_from_two, noon):
    tasks.count_large_pools.run(at_once=True)
    leaver = large_from_two[0]
    candidacies.leave(profile_id=leaver.pk, pool_id=rounds.pool("FR-WH").pk, by=leaver.user, at=noon)
    assert counted("FR-WH") == [2]

    tasks.count_large_pools.run(at_once=True)

    assert counted("FR-WH") == [1]

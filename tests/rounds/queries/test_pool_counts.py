"""A large pool is counted once a minute for people's pages; a small one each time."""

import pytest
from django.core.cache import cache

from rounds.queries import pools
from tests.factories import rounds

pytestmark = pytest.mark.django_db


def counted(*codes):
    ids = [rounds.pool(code).pk for code in codes]
    return [pools.pool_counts_lately(ids).get(pk, 0) for pk in ids]


@pytest.mark.parametrize(("large", "second"), [(2, [2, 2]), (1000, [3, 2])])
def test_only_large_pools_are_counted_lately(noon, monkeypatch, large, second):
    monkeypatch.setattr(pools, "LARGE", large)
    cache.clear()
    for _ in range(2):
        rounds.candidate("FR-WH", at=noon)
    rounds.candidate("FR-YP", at=noon)
    assert counted("FR-WH", "FR-YP") == [2, 1]

    rounds.candidate("FR-WH", "FR-YP", at=noon)

    assert counted("FR-WH", "FR-YP") == second
    cache.clear()
    assert counted("FR-WH", "FR-YP") == [3, 2]

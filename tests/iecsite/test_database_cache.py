"""Counters of tries are kept in a table; a full one forgets what is over and nothing that still counts."""

import pytest
from django.core.cache import caches

pytestmark = pytest.mark.django_db


def test_a_full_cache_forgets_what_is_over_and_nothing_that_counts(monkeypatch):
    kept = caches["default"]
    monkeypatch.setattr(kept, "_max_entries", 3)
    kept.set("over", 1, timeout=-1)
    for number in range(10):
        kept.set(f"tries_of_{number}", number, timeout=600)

    assert [kept.get(f"tries_of_{number}") for number in range(10)] == list(range(10))
    assert kept.get("over") is None

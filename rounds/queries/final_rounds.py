"""Whom the final round of pools concerns."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count

from rounds.models import Candidacy
from rounds.states import IN_POOL


@dataclass(frozen=True)
class Concerned:
    """People in some of the pools, each counted once, and how many stand in each (pool id -> people)."""

    people: int
    by_pool: dict[int, int]


def concerned(pool_ids: Collection[int]) -> Concerned:
    """Everybody who waits in one of these pools or holds an invitation from it. Two queries."""
    here = Candidacy.objects.filter(pool__in=pool_ids, state__in=sorted(IN_POOL))
    by_pool = dict(here.values_list("pool_id").annotate(n=Count("id")).order_by())
    return Concerned(here.aggregate(n=Count("profile", distinct=True))["n"], by_pool)

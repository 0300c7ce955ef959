"""The chance of one person in several pools of the next round, and of two people together."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from rounds.models import Pool
from rounds.queries import pool_numbers
from rounds.queries.pool_numbers import PoolNumbers
from rounds.rules import odds
from rounds.rules.several_pools import Several, several_pools


@dataclass(frozen=True)
class PersonOdds:
    """
    `pools` in the order in which a round draws them, `chances` of an invitation from each (never from two), `any` of one at all;
    None where a pool has nothing to count with. `counted`: exact for these numbers; `fixed`: and the numbers are fixed too.
    """

    pools: tuple[PoolNumbers, ...]
    chances: tuple[float, ...]
    any: float | None
    counted: bool
    fixed: bool

    @property
    def band(self) -> str:
        """The official word for a chance of an invitation at all."""
        return odds.band(self.any)


@dataclass(frozen=True)
class PairOdds:
    """Two people: the chance that both are invited in the next round, and that at least one of them is."""

    first: PersonOdds
    second: PersonOdds
    both: float | None
    either: float | None
    counted: bool


def of_person(pools: Sequence[Pool]) -> PersonOdds:
    """The chances of somebody who waits in all of these one to three pools of one season. Six queries."""
    numbers = sorted(pool_numbers.of_pools(pools), key=lambda one: one.pool.order)
    fixed = all(one.exact for one in numbers)
    if any(one.next_invitations is None or not one.accepting or one.next_candidates < 1 for one in numbers):
        return PersonOdds(tuple(numbers), (), None, counted=False, fixed=False)
    # Somebody who asks what it would be like is one more in each pool where they do not wait yet: in small pools that counts.
    together = _together([one.pool.pk for one in numbers]) if len(numbers) > 1 else {}
    everybody = frozenset(range(len(numbers)))
    together[everybody] = max(1, together.get(everybody, 0))
    lines = [(one.next_candidates, one.next_invitations or 0) for one in numbers]
    found = _bounded(lines, together)
    return PersonOdds(tuple(numbers), found.each, found.any, counted=found.exact, fixed=fixed)


def of_pair(first: Sequence[Pool], second: Sequence[Pool]) -> PairOdds:
    """
    The chances of two people who wait each in pools of their own.

    Counted exactly for two who are in one and the same pool, and for two in different pools that share no people; otherwise the
    product of their chances, which is off by less than a pool's share of one person.
    """
    one, other = of_person(first), of_person(second)
    if one.any is None or other.any is None:
        return PairOdds(one, other, None, None, counted=False)
    same = len(one.pools) == len(other.pools) == 1 and one.pools[0].pool.pk == other.pools[0].pool.pk
    if same:
        line = one.pools[0]
        both = odds.both_of_us(candidates=max(2, line.next_candidates), invitations=line.next_invitations or 0)
        counted = True
    else:
        both = one.any * other.any
        counted = one.counted and other.counted and len(one.pools) == len(other.pools) == 1
    both = both or 0.0
    return PairOdds(one, other, both, min(1.0, one.any + other.any - both), counted=counted)


def _bounded(lines: list[tuple[int, int]], together: dict[frozenset[int], int]) -> Several:
    """Counted; where a list is fixed and people have moved since, the numbers of the one may not fit those of the other."""
    for place, (candidates, invitations) in enumerate(lines):
        shared = sum(people for pools, people in together.items() if place in pools)
        lines[place] = (max(candidates, shared), invitations)
    return several_pools(lines, together)


def _together(ids: list[int]) -> dict[frozenset[int], int]:
    """Places in `ids` -> how many people wait in exactly these of the pools, for two and more. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_TOGETHER, {"pools": ids})
        return {frozenset(ids.index(pool) for pool in pools): people for pools, people in cursor.fetchall()}


_TOGETHER = """
    SELECT pools, count(*)
      FROM (SELECT array_agg(waiting.pool_id ORDER BY waiting.pool_id) AS pools
              FROM rounds_candidacy AS waiting
              JOIN profiles_profile AS profile ON profile.id = waiting.profile_id
             WHERE waiting.state = 'waiting' AND profile.state = 'active' AND waiting.pool_id = ANY(%(pools)s)
             GROUP BY waiting.profile_id
            HAVING count(*) > 1) AS person
     GROUP BY pools
"""

"""The chance of one person in one pool or several of the next round, and of two people together."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rounds.models import Pool
from rounds.queries import pool_numbers
from rounds.queries.drawn_with import DrawnWith, drawn_with
from rounds.queries.pool_numbers import PoolNumbers
from rounds.rules import odds
from rounds.rules.several_pools import InTurn, in_turn


@dataclass(frozen=True)
class PersonOdds:
    """
    `pools` in the order in which a round draws them, `chances` of an invitation from each (never from two), `any` of one at all;
    None where there is nothing to count with.

    `counted`: exact for these numbers, those who wait in several pools counted in; `listed`: they are numbers of a fixed list.
    Without both it is a forecast or an estimate and says neither 0 nor 1. `shared`: pools that are drawn before take people out
    of these, so that who waits here alone has another chance than who waits there too.
    """

    pools: tuple[PoolNumbers, ...]
    chances: tuple[float | None, ...]
    any: float | None
    counted: bool
    listed: bool
    shared: bool

    @property
    def fixed(self) -> bool:
        """Whether it is exact, and no forecast: counted, from a fixed list."""
        return self.counted and self.listed

    @property
    def band(self) -> str:
        """The official word for a chance of an invitation at all."""
        return odds.band(self.any)


@dataclass(frozen=True)
class PairOdds:
    """Two people: the chance that both are invited in the next round, and that at least one of them is; None: none to tell."""

    first: PersonOdds
    second: PersonOdds
    both: float | None
    either: float | None
    counted: bool


def of_person(pools: Sequence[Pool]) -> PersonOdds:
    """The chances of somebody who waits in these one to three pools of one season and in no other. Ten queries at most."""
    return of_numbers(pool_numbers.of_pools(pools))


def of_numbers(numbers: Sequence[PoolNumbers]) -> PersonOdds:
    """The same where the numbers of the pools are known already. Six queries at most."""
    numbers = _in_order(numbers)
    if not _rated(numbers):
        return _nothing(numbers)
    with_them = drawn_with(numbers)
    found, counted = _counted(with_them, [numbers])
    return _person(0, numbers, found, with_them, counted=counted)


def of_pair(first: Sequence[Pool], second: Sequence[Pool]) -> PairOdds:
    """The chances of two people who wait each in pools of their own. Ten queries at most where both have a chance to tell."""
    known = {one.pool.pk: one for one in pool_numbers.of_pools({pool.pk: pool for pool in (*first, *second)}.values())}
    one, other = (_in_order([known[pool.pk] for pool in pools]) for pools in (first, second))
    if not _rated(one) or not _rated(other):
        return PairOdds(of_numbers(one), of_numbers(other), None, None, counted=False)
    with_them = drawn_with(_in_order(list(known.values())))
    found, counted = _counted(with_them, [one, other])
    mine, theirs = (_person(number, numbers, found, with_them, counted=counted) for number, numbers in enumerate((one, other)))
    both, either = found.both, found.either
    if not (counted and with_them.listed):
        both, either = _capped(both), _capped(either)
        if both == 0 and any(line.coming is None for line in known.values()):
            # A single invitation in the last round does not say that the next one has no second.
            both = None
    return PairOdds(mine, theirs, both, either, counted=counted)


def exact_for_everybody(numbers: PoolNumbers, alone: PersonOdds) -> bool:
    """
    Whether the chance told of a pool is exactly that of each person on its list.

    :param alone: the chances of somebody who waits in this pool alone
    """
    return numbers.fixed and (numbers.everybody or (alone.fixed and not alone.shared))


def _in_order(numbers: Sequence[PoolNumbers]) -> list[PoolNumbers]:
    return sorted(numbers, key=lambda one: one.pool.order)


def _rated(numbers: Sequence[PoolNumbers]) -> bool:
    return all(one.chance is not None for one in numbers)


def _nothing(numbers: Sequence[PoolNumbers]) -> PersonOdds:
    return PersonOdds(tuple(numbers), (None,) * len(numbers), None, counted=False, listed=False, shared=False)


def _counted(with_them: DrawnWith, people: Sequence[Sequence[PoolNumbers]]) -> tuple[InTurn, bool]:
    """The chances of these people, and whether they are exact for who is counted in these pools."""
    lines, together = list(with_them.lines), dict(with_them.together)
    asked = Counter(frozenset(with_them.pools.index(one.pool.pk) for one in person) for person in people)
    # Who asks what it would be like is one more where nobody waits as they would: in small pools that counts.
    for group, number in asked.items():
        if len(group) > 1:
            together[group] = max(number, together.get(group, 0))
    for place, (candidates, invitations) in enumerate(lines):
        shared = sum(number for group, number in together.items() if place in group)
        lines[place] = (max(candidates, shared + asked[frozenset({place})]), invitations)
    found = in_turn(lines, together, list(asked.elements()))
    as_they_are = lines == list(with_them.lines) and together == with_them.together
    return found, found.exact and with_them.whole and as_they_are


def _person(number: int, numbers: Sequence[PoolNumbers], found: InTurn, with_them: DrawnWith, *, counted: bool) -> PersonOdds:
    each = [found.each[number][with_them.pools.index(one.pool.pk)] for one in numbers]
    chance: float | None = found.any[number]
    told: list[float | None] = list(each)
    if not (counted and with_them.listed):
        share = min(1.0, odds.MOST_FORECAST / found.any[number]) if found.any[number] else 1.0
        chance = _capped(chance)
        # More people may still join a pool that would invite everybody, so one drawn after it is not out of reach.
        told = [one * share or None for one in each]
    return PersonOdds(
        tuple(numbers), tuple(told), chance, counted=counted, listed=with_them.listed, shared=_shared(numbers, with_them)
    )


def _shared(numbers: Sequence[PoolNumbers], with_them: DrawnWith) -> bool:
    """Whether a pool that is drawn before one of these, and is none of them, may take people out of it."""
    own = {with_them.pools.index(one.pool.pk) for one in numbers}
    return any(
        place not in own and with_them.lines[place][1] and any(place < one for one in group & own)
        for group in with_them.together
        for place in group
    )


def _capped(chance: float | None) -> float | None:
    return None if chance is None else min(chance, odds.MOST_FORECAST)

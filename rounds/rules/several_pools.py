"""
The chance of somebody who waits in several pools of one round, drawn one after the other.

Whom an earlier pool invites leaves the later ones, so a later pool is smaller when it is drawn: by how many is a matter of chance
that is counted here, not guessed. Method: the draw protocol's section on odds, read 2026-11-24.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp, lgamma

from rounds.rules.odds import next_round, two_pools

MOST_POOLS = 3
# Cases less likely than this are left out; of all that are left out together it is less than a millionth.
LEAST = 1e-12
# More cases than this are not counted one by one: the two last numbers then stand for their means.
MOST_CASES = 250_000


@dataclass(frozen=True, slots=True)
class Several:
    """`each`: the chance of an invitation from each pool, never from two, so that they add up to `any`; `exact`: counted."""

    each: tuple[float, ...]
    any: float
    exact: bool


def several_pools(pools: Sequence[tuple[int, int]], together: Mapping[frozenset[int], int]) -> Several:
    """
    The chances of a person in every one of one to three pools.

    :param pools: (candidates, invitations) in the order in which they are drawn
    :param together: places in `pools` -> how many people are in exactly these and in no other of them; the person is among
        those who are in all
    :raises ValueError: with no pool, more than three, or numbers that cannot be
    """
    if not 1 <= len(pools) <= MOST_POOLS or any(candidates < 1 for candidates, _invitations in pools):
        raise ValueError("one to three pools, each with somebody in it")
    if len(pools) == 1:
        chance = next_round(pools[0][1], pools[0][0]) or 0.0
        return Several((chance,), chance, exact=True)
    if len(pools) == 2:
        found = two_pools(first=pools[0], second=pools[1], both=together.get(frozenset({0, 1}), 0))
        return Several((found.first, found.second), found.any, exact=True)
    return _three(pools, together)


def _three(pools: Sequence[tuple[int, int]], together: Mapping[frozenset[int], int]) -> Several:
    (n1, k1), (n2, k2), (n3, k3) = pools
    k1 = min(k1, n1)
    in_all = together.get(frozenset({0, 1, 2}), 0) - 1
    ab, ac, bc = (together.get(frozenset(pair), 0) for pair in ((0, 1), (0, 2), (1, 2)))
    if in_all < 0 or in_all + ab + ac >= n1 or in_all + ab + bc >= n2 or in_all + ac + bc >= n3:
        raise ValueError("the people in several pools must be among those in each")
    p1 = k1 / n1
    if k1 == n1:
        return Several((1.0, 0.0, 0.0), 1.0, exact=True)
    cases = _size(n1 - 1, in_all, k1) * _size(n1 - 1, ab, k1)
    exact = cases * _size(n1 - 1, ac, k1) * _size(n2 - 1, bc + in_all, k2) <= MOST_CASES
    second = third = 0.0
    for x, likely_x in _drawn(n1 - 1, in_all, k1):
        for y, likely_y in _drawn(n1 - 1 - in_all, ab, k1 - x):
            likely, left2 = likely_x * likely_y, n2 - x - y
            p2 = min(1.0, k2 / left2)
            second += likely * p2
            if p2 < 1:
                missed = _third(
                    n3 - x,
                    k3,
                    first=(n1 - 1 - in_all - ab, ac, k1 - x - y),
                    second=(left2 - 1, bc + in_all - x, k2),
                    exact=exact,
                )
                third += likely * (1 - p2) * missed
    each = (p1, (1 - p1) * second, (1 - p1) * third)
    return Several(each, min(1.0, sum(each)), exact=exact)


def _third(left: int, k3: int, *, first: tuple[int, int, int], second: tuple[int, int, int], exact: bool) -> float:
    """The chance in the third pool, over how many of it the first and the second pool took."""
    if not exact:
        gone = sum(marked * drawn / others for others, marked, drawn in (first, second) if others)
        return min(1.0, k3 / max(1.0, left - gone))
    return sum(
        likely_z * likely_e * min(1.0, k3 / (left - z - e)) for z, likely_z in _drawn(*first) for e, likely_e in _drawn(*second)
    )


def _drawn(others: int, marked: int, drawn: int) -> Iterator[tuple[int, float]]:
    """How many of the marked are among those drawn, with the chance of each number (hypergeometric)."""
    drawn = min(drawn, others)
    low, high = max(0, drawn - (others - marked)), min(marked, drawn)
    if low == high:
        yield low, 1.0
        return
    for number in range(low, high + 1):
        likely = exp(_ways(marked, number) + _ways(others - marked, drawn - number) - _ways(others, drawn))
        if likely > LEAST:
            yield number, likely


def _size(others: int, marked: int, drawn: int) -> int:
    """About how many numbers `_drawn` gives: seven standard deviations to each side of the mean."""
    if others < 2:
        return 1
    share = min(1.0, drawn / others)
    spread = (marked * share * (1 - share)) ** 0.5
    return min(marked, drawn, int(14 * spread) + 2) + 1


def _ways(of: int, chosen: int) -> float:
    return lgamma(of + 1) - lgamma(chosen + 1) - lgamma(of - chosen + 1)

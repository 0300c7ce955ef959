"""Chances of somebody in several pools of a round: against full enumeration, against the vectors, and never over one."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rounds.rules import several_pools as module
from rounds.rules.odds import two_pools
from rounds.rules.several_pools import several_pools

ALL = frozenset({0, 1, 2})


def enumerated(pools: list[set[int]], invite: list[int], me: int) -> list[float]:
    """The chance of `me` in each pool, over every way in which the pools can be drawn."""

    def draw(place: int, gone: frozenset[int]) -> dict[int, float]:
        if place == len(pools):
            return {}
        waiting = sorted(pools[place] - gone)
        ways = list(combinations(waiting, min(invite[place], len(waiting))))
        chances: dict[int, float] = {}
        for way in ways:
            if me in way:
                chances[place] = chances.get(place, 0) + 1 / len(ways)
                continue
            for later, chance in draw(place + 1, gone | set(way)).items():
                chances[later] = chances.get(later, 0) + chance / len(ways)
        return chances

    found = draw(0, frozenset())
    return [found.get(place, 0.0) for place in range(len(pools))]


@pytest.mark.parametrize("invite", [[1, 1, 1], [2, 1, 2], [0, 2, 1], [3, 3, 3], [1, 0, 5]])
def test_three_pools_agree_with_every_way_to_draw(invite):
    me = 0
    pools = [{me, 1, 2, 3, 4}, {me, 1, 3, 5, 6}, {me, 1, 2, 5, 7, 8}]
    together = {ALL: 2, frozenset({0, 1}): 1, frozenset({0, 2}): 1, frozenset({1, 2}): 1}

    found = several_pools([(len(pool), number) for pool, number in zip(pools, invite, strict=True)], together)

    assert found.exact
    assert list(found.each) == pytest.approx(enumerated(pools, invite, me), abs=1e-10)


def test_one_and_two_pools_are_as_before():
    assert several_pools([(3351, 24)], {}).any == pytest.approx(24 / 3351)
    two = several_pools([(12, 5), (40, 9)], {frozenset({0, 1}): 7})
    expected = two_pools(first=(12, 5), second=(40, 9), both=7)
    assert two.each == (expected.first, expected.second)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(0, 12), min_size=7, max_size=7), st.lists(st.integers(0, 30), min_size=3, max_size=3))
def test_chances_add_up_to_at_most_one(people, invite):
    a, b, c, ab, ac, bc, in_all = people
    sizes = [a + ab + ac + in_all + 1, b + ab + bc + in_all + 1, c + ac + bc + in_all + 1]
    together = {ALL: in_all + 1, frozenset({0, 1}): ab, frozenset({0, 2}): ac, frozenset({1, 2}): bc}

    found = several_pools(list(zip(sizes, invite, strict=True)), together)

    assert all(0 <= chance <= 1 for chance in found.each)
    assert found.any <= 1
    assert found.each[0] == pytest.approx(min(1, invite[0] / sizes[0]))
    # Another pool never takes a chance away.
    assert found.any >= max(found.each) - 1e-12


def test_of_many_people_means_stand_for_what_is_not_counted(monkeypatch):
    pools, together = [(400, 40), (500, 60), (3000, 100)], {ALL: 60, frozenset({0, 2}): 50, frozenset({1, 2}): 70}
    monkeypatch.setattr(module, "MOST_CASES", 10**9)
    counted = several_pools(pools, together)
    monkeypatch.setattr(module, "MOST_CASES", 1)
    quick = several_pools(pools, together)

    assert (counted.exact, quick.exact) == (True, False)
    assert quick.any == pytest.approx(counted.any, rel=1e-4)


@pytest.mark.parametrize("pools", [[], [(1, 1)] * 4, [(0, 1)]])
def test_what_cannot_be_is_refused(pools):
    with pytest.raises(ValueError, match="one to three pools"):
        several_pools(pools, {})

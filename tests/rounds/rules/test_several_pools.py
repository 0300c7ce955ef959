"""Chances in pools drawn in turn, of one person and of two: against every way to draw, the vectors, and never over one."""

import json
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rounds.rules import drawn_among
from rounds.rules.several_pools import in_turn

VECTORS = json.loads((Path(__file__).parents[3] / "docs" / "draw-vectors.json").read_text())["odds"]
FIRST, SECOND, BOTH = frozenset({0}), frozenset({1}), frozenset({0, 1})


def enumerated(pools: list[set[int]], invite: list[int]) -> dict[frozenset[tuple[int, int]], float]:
    """Every outcome (who is invited from where), over all ways in which the pools can be drawn, with its chance."""

    def draw(place: int, gone: frozenset[tuple[int, int]], chance: float) -> None:
        if place == len(pools):
            found[gone] += chance
            return
        waiting = sorted(pools[place] - {person for person, _pool in gone})
        ways = list(combinations(waiting, min(invite[place], len(waiting))))
        for way in ways:
            draw(place + 1, gone | {(person, place) for person in way}, chance / len(ways))

    found: Counter = Counter()
    draw(0, frozenset(), 1.0)
    return found


def together(pools: list[set[int]]) -> dict[frozenset[int], int]:
    """How many people are in exactly which of the pools, two and more."""
    where = Counter(frozenset(n for n, pool in enumerate(pools) if person in pool) for person in set().union(*pools))
    return {places: number for places, number in where.items() if len(places) > 1}


def asked(pools: list[set[int]], invite: list[int], *people: int):
    lines = [(len(pool), number) for pool, number in zip(pools, invite, strict=True)]
    places = [frozenset(n for n, pool in enumerate(pools) if person in pool) for person in people]
    return in_turn(lines, together(pools), places)


# Seven people at most in three pools at most: a bit for each pool that a person is in.
ROUNDS = st.tuples(st.lists(st.integers(1, 7), min_size=2, max_size=7), st.lists(st.integers(0, 3), min_size=3, max_size=3))


@settings(deadline=None, max_examples=80)
@given(ROUNDS)
def test_one_person_and_two_as_every_draw_counted_out(made):
    bits, invite = made
    pools = [{person for person, one in enumerate(bits) if one >> place & 1} for place in range(3)]
    outcomes = enumerated(pools, invite)

    def chance(holds) -> float:
        return sum(likely for outcome, likely in outcomes.items() if holds(dict(outcome)))

    found, one = asked(pools, invite, 0, 1), asked(pools, invite, 0)

    assert found.exact
    for person in (0, 1):
        for place, likely in found.each[person].items():
            assert likely == pytest.approx(chance(lambda gone, p=person, at=place: gone.get(p) == at), abs=1e-9)
        assert found.any[person] == pytest.approx(chance(lambda gone, p=person: p in gone), abs=1e-9)
    assert (one.each[0], one.any[0]) == (pytest.approx(found.each[0]), pytest.approx(found.any[0]))
    assert found.both == pytest.approx(chance(lambda gone: {0, 1} <= gone.keys()), abs=1e-9)
    assert found.either == pytest.approx(chance(lambda gone: gone.keys() & {0, 1}), abs=1e-9)


@pytest.mark.parametrize("case", VECTORS["two_pools"]["cases"])
def test_two_pools_of_the_vectors(case):
    pools, shared = [(case["n1"], case["k1"]), (case["n2"], case["k2"])], {BOTH: case["both"]}

    in_both, in_second = in_turn(pools, shared, [BOTH]), in_turn(pools, shared, [SECOND])

    assert in_both.each[0] == pytest.approx({0: case["pool1"], 1: case["pool2"]}, abs=1e-10)
    assert in_both.any[0] == pytest.approx(case["any"], abs=1e-10)
    assert in_second.any[0] == pytest.approx(case["pool2_only_person"], abs=1e-10)


def test_who_waits_in_one_pool_alone_gains_by_those_whom_an_earlier_pool_takes():
    assert in_turn([(2, 1), (4, 1)], {BOTH: 2}, [SECOND]).any[0] == pytest.approx(1 / 3)
    assert in_turn([(2, 1), (4, 1)], {}, [SECOND]).any[0] == pytest.approx(1 / 4)
    assert in_turn([(2, 0), (4, 1)], {BOTH: 2}, [SECOND]).any[0] == pytest.approx(1 / 4)


def test_two_people_in_pools_that_share_nobody_multiply():
    found = in_turn([(3, 1), (5, 2)], {}, [FIRST, SECOND])

    assert (found.both, found.either) == (pytest.approx(1 / 3 * 2 / 5), pytest.approx(1 - 2 / 3 * 3 / 5))


def test_where_nobody_can_be_left_over_it_is_certain_and_only_there():
    everybody = in_turn([(3, 1), (5, 5)], {BOTH: 2}, [BOTH, SECOND])
    nearly = in_turn([(3, 1), (10**6, 10**6 - 1)], {}, [FIRST, SECOND])

    assert (everybody.any, everybody.both, everybody.either) == ((1.0, 1.0), pytest.approx(1), 1.0)
    assert nearly.any[1] < 1
    assert nearly.either < 1


def test_what_is_less_likely_than_one_in_a_billion_counts_as_impossible():
    """The first pool would have to draw fewer than 100 of the 1,000 who wait in both, where about 500 are drawn."""
    found = in_turn([(2_000, 1_000), (1_001, 900)], {frozenset({0, 1}): 1_000}, [frozenset({1})])

    assert (found.any, found.exact) == ((1.0,), True)


def test_many_people_are_counted_too_and_quickly():
    found = in_turn([(4_000, 300), (9_000, 500), (120_000, 2_000)], {BOTH: 900, frozenset({1, 2}): 4_000}, [frozenset({2})])

    assert found.exact
    assert 2_000 / 120_000 < found.any[0] < 2_000 / 119_000


def test_a_hundred_pools_of_people_of_several_citizenships_are_estimated():
    pools = [(2_000, 20)] * 100
    shared = {frozenset(pair): 3 for pair in combinations(range(100), 2)}

    found = in_turn(pools, shared, [frozenset({99}), frozenset({5, 99})])

    assert not found.exact
    assert 20 / 2_000 < found.any[0] < 20 / 1_900
    assert found.any[0] < found.any[1] < 2 * found.any[0]


def test_of_too_many_cases_means_stand_for_those_that_are_not_counted():
    pools, shared = [(400, 40), (500, 60), (3000, 100)], {frozenset({0, 1, 2}): 60, frozenset({0, 2}): 50, frozenset({1, 2}): 70}
    counted = in_turn(pools, shared, [frozenset({0, 1, 2}), frozenset({2})])
    quick = in_turn(pools, shared, [frozenset({0, 1, 2}), frozenset({2})], most_cases=1)

    assert (counted.exact, quick.exact) == (True, False)
    assert quick.any == pytest.approx(counted.any, rel=1e-4)
    assert quick.both == pytest.approx(counted.both, rel=1e-3)


@settings(deadline=None)
@given(st.integers(1, 10**6), st.data())
def test_the_numbers_that_may_be_drawn_of_some_people_add_up(people, data):
    marked, drawn = data.draw(st.integers(0, people)), data.draw(st.integers(0, people))
    found = drawn_among.counted(people, marked, drawn)

    assert sum(likely for _number, likely in found) == pytest.approx(1)
    assert sum(number * likely for number, likely in found) == pytest.approx(marked * drawn / people, abs=1e-6, rel=1e-9)
    assert all(max(0, drawn + marked - people) <= number <= min(marked, drawn) for number, _likely in found)


@pytest.mark.parametrize(
    ("pools", "shared", "people"),
    [
        ([(5, 1)], {}, []),
        ([(5, 1)], {}, [FIRST] * 3),
        ([(5, 1)], {}, [frozenset()]),
        ([(0, 1)], {}, [FIRST]),
        ([(1, 1)], {}, [FIRST, FIRST]),
        ([(5, 1), (5, 1)], {BOTH: 6}, [FIRST]),
        ([(5, 1), (5, 1)], {}, [BOTH]),
    ],
)
def test_what_cannot_be_is_refused(pools, shared, people):
    with pytest.raises(ValueError, match=r"one person or two|must be among those"):
        in_turn(pools, shared, people)

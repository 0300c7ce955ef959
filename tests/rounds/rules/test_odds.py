"""Odds: exact where a round can be counted, and never more certain than that."""

import json
from itertools import combinations, permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rounds.rules import odds

VECTORS = json.loads((Path(__file__).parents[3] / "docs" / "draw-vectors.json").read_text())["odds"]
WORDS = {
    "Excellent": odds.EXCELLENT,
    "Very good": odds.VERY_GOOD,
    "Fair": odds.FAIR,
    "Low": odds.LOW,
    "Very low": odds.VERY_LOW,
    "Under 1 %": odds.UNDER_ONE,
}


@pytest.mark.parametrize("case", VECTORS["next_round"])
def test_next_round_is_invitations_over_candidates(case):
    chance = odds.next_round(case["invitations"], case["entries"])

    assert chance == pytest.approx(case["chance"], abs=1e-12)
    assert odds.band(chance) == WORDS[case["label"]]


def test_an_empty_pool_has_no_chance_to_tell():
    assert odds.next_round(10, 0) is None
    assert odds.band(None) == odds.NOT_RATED


@pytest.mark.parametrize("case", VECTORS["two_pools"]["cases"])
def test_two_pools(case):
    found = odds.two_pools(first=(case["n1"], case["k1"]), second=(case["n2"], case["k2"]), both=case["both"])

    assert found.first == pytest.approx(case["pool1"], abs=1e-10)
    assert found.second == pytest.approx(case["pool2"], abs=1e-10)
    assert found.any == pytest.approx(case["any"], abs=1e-10)
    assert found.second_only == pytest.approx(case["pool2_only_person"], abs=1e-10)


@given(st.data())
def test_two_pools_as_every_draw_counted_out(data):
    both = data.draw(st.integers(1, 2))
    n1 = both + data.draw(st.integers(0, 2))
    n2 = both + data.draw(st.integers(0, 2))
    k1, k2 = data.draw(st.integers(0, n1)), data.draw(st.integers(0, n2))
    first = [f"b{i}" for i in range(both)] + [f"x{i}" for i in range(n1 - both)]
    second = [f"b{i}" for i in range(both)] + [f"y{i}" for i in range(n2 - both)]
    hits = total = 0.0
    for invited in combinations(first, k1):
        orders = list(permutations(second))
        for order in orders:
            after = [one for one in order if one not in invited][:k2]
            total += 1
            hits += "b0" in invited or "b0" in after

    assert odds.two_pools(first=(n1, k1), second=(n2, k2), both=both).any == pytest.approx(hits / total, abs=1e-9)


@pytest.mark.parametrize("case", VECTORS["season_path"])
def test_season_path(case):
    weeks = odds.Weeks(
        candidates=case["n0"],
        invitations=case["weekly_invitations"],
        arrivals=case["weekly_arrivals"],
        leaving=case["leave"],
        rounds=case["weeks"],
    )

    assert odds.season(weeks) == pytest.approx(case["chance"], abs=1e-12)


def test_outlook_is_a_range_about_the_assumed_season_and_the_same_for_a_seed():
    weeks = odds.Weeks(candidates=4208, invitations=24, arrivals=300, leaving=0.0, rounds=10)

    found = odds.outlook(weeks, seed=7)

    assert found == odds.outlook(weeks, seed=7)
    assert found.low < odds.season(weeks) < found.high
    assert 0.02 < found.low < found.middle < found.high < 0.08


@given(st.integers(2, 7), st.integers(0, 9))
def test_both_of_us_as_every_pair_counted_out(candidates, invitations):
    drawn = list(combinations(range(candidates), min(invitations, candidates)))
    both = sum({0, 1} <= set(one) for one in drawn) / len(drawn)

    assert odds.both_of_us(candidates=candidates, invitations=invitations) == pytest.approx(both)


@pytest.mark.parametrize(
    ("chance", "words", "one_in"),
    [
        (24 / 3351, (7, 1000), 140),
        (0.5, (50, 100), None),
        (0.05, (5, 100), 20),
        (0.8, (80, 100), None),
        (0.0004, (4, 10000), 2500),
    ],
)
def test_a_chance_in_people(chance, words, one_in):
    assert odds.of_a_thousand(chance) == words
    assert odds.one_in(chance) == one_in


@given(st.floats(0, 1))
def test_only_certainty_is_called_certain(chance):
    count, base = odds.of_a_thousand(chance)

    assert count <= base
    if chance > 1e-6:
        assert abs(count / base - chance) <= chance / 9 + 1e-6

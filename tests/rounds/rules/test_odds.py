"""Odds: exact where a round can be counted, and never more certain than that."""

import json
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


def test_an_outlook_is_never_certain():
    flooded = odds.Weeks(candidates=5, invitations=500.0, arrivals=1.0, leaving=0.0, rounds=10)
    nothing = odds.Weeks(candidates=5, invitations=0.0, arrivals=1.0, leaving=0.0, rounds=10)
    ending = odds.Weeks(candidates=50, invitations=9.0, arrivals=500.0, leaving=0.0, rounds=10, most=0.001)

    assert odds.outlook(flooded, seed=7).high < 1
    assert odds.outlook(nothing, seed=7) is None
    assert odds.outlook(ending, seed=7).low > 0


@pytest.mark.parametrize(
    ("chance", "words", "one_in"),
    [
        (24 / 3351, (7, 1000), 140),
        (0.5, (50, 100), None),
        (0.05, (5, 100), 20),
        (0.8, (80, 100), None),
        (0.0004, (4, 10000), 2500),
        (249 / 250, (996, 1000), None),
        (0.99999, (99999, 100000), None),
        (1, (100, 100), None),
        (0, (0, 100), None),
    ],
)
def test_a_chance_in_people(chance, words, one_in):
    assert odds.of_a_thousand(chance) == words
    assert odds.one_in(chance) == one_in


# Chances as rounds make them, and those at the very ends.
UNCERTAIN = st.one_of(
    st.floats(0, 1, exclude_min=True, exclude_max=True),
    st.floats(1e-12, 1e-3),
    st.floats(1e-12, 1e-3).map(lambda little: 1 - little),
    st.integers(2, 10**7).map(lambda people: 1 / people),
    st.integers(2, 10**7).map(lambda people: (people - 1) / people),
)


@given(UNCERTAIN)
def test_what_is_not_certain_is_never_told_as_none_or_all(chance):
    count, base = odds.of_a_thousand(chance)

    assert 0 < count < base
    assert odds.of_a_hundred(chance) in (None, *range(1, 100))
    assert 0 < odds.six_places(chance) < 1
    if 1e-6 < chance < 1 - 1e-6:
        assert abs(count / base - chance) <= chance / 9 + 1e-6


@pytest.mark.parametrize(("chance", "told", "grid"), [(0.0, (0, 100), None), (1.0, (100, 100), 100)])
def test_certainty_is_told_as_that(chance, told, grid):
    assert (odds.of_a_thousand(chance), odds.of_a_hundred(chance), odds.six_places(chance)) == (told, grid, chance)

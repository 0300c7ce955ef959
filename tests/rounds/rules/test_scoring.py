"""Scores of forecasts: the Brier score by hand, and reliability by rating."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rounds.rules import outlooks, scoring
from rounds.rules.odds import Weeks, season
from rounds.rules.scoring import ALL, Held, scores

CHANCES = st.floats(0.01, 0.99)


@pytest.mark.parametrize(
    ("chance", "share", "expected"),
    [(0.5, 0.5, 0.25), (0.2, 0.2, 0.16), (0.2, 0.0, 0.04), (0.8, 1.0, 0.04), (0.9, 0.0, 0.81)],
)
def test_brier(chance, share, expected):
    assert scoring.brier(Held(chance, share, 10)) == pytest.approx(expected)


def test_reliability_by_rating_weighs_people():
    found = scores([Held(0.3, 0.2, 100), Held(0.2, 0.4, 300), Held(0.005, 0.0, 50), Held(0.9, 1.0, 0)])

    assert [(one.band, one.forecasts, one.people) for one in found] == [("low", 2, 400), ("under_one", 1, 50), (ALL, 3, 450)]
    assert found[0].forecast_mean == pytest.approx(0.225)
    assert found[0].invited_share == pytest.approx(0.35)


@given(st.lists(st.tuples(CHANCES, CHANCES, st.integers(1, 1000)), min_size=1, max_size=20))
def test_no_forecast_beats_the_truth(told):
    honest = scores([Held(share, share, people) for _chance, share, people in told])[-1]
    other = scores([Held(chance, share, people) for chance, share, people in told])[-1]

    assert honest.brier <= other.brier + 1e-12
    assert 0 <= other.brier <= 1


def test_nothing_told_has_no_score():
    assert scores([]) == []


def test_places_that_are_left_bound_what_a_season_invites():
    free = Weeks(candidates=100, invitations=10, arrivals=0, leaving=0, rounds=5)
    bound = Weeks(candidates=100, invitations=10, arrivals=0, leaving=0, rounds=5, most=15)

    assert season(free) == pytest.approx(0.5)
    assert season(bound) == pytest.approx(0.15)


@pytest.mark.parametrize(("day", "rounds"), [(1, 5), (29, 1), (30, 0), (31, 0)])
def test_weekly_rounds_until_the_pools_close(day, rounds):
    from datetime import date

    assert outlooks.rounds_left(date(2026, 10, day), closes_on=date(2026, 10, 30)) == rounds

"""The two tests of chance: known values, fair draws pass, the faults of 2011 do not."""

import random

import pytest

from rounds.rules.quality import ALARM, DECILES, Found, Tenth, chi_square, chi_square_tail, kolmogorov_smirnov


@pytest.mark.parametrize(
    ("statistic", "degrees", "probability"),
    [(16.919, 9, 0.05), (21.666, 9, 0.01), (3.841, 1, 0.05), (0, 9, 1), (60, 9, 1.34e-9), (9.342, 10, 0.5)],
)
def test_tail_of_chi_square_is_that_of_the_tables(statistic, degrees, probability):
    assert chi_square_tail(statistic, degrees) == pytest.approx(probability, rel=0.01)


def test_kolmogorov_smirnov_has_the_value_of_the_tables():
    # 1.358 / sqrt(n) is the table's 5 % point for large n.
    n = 10_000
    shift = 1.358 / n**0.5
    found = kolmogorov_smirnov([min(1.0, (i + 0.5) / n + shift) for i in range(n)])
    assert found.p_value == pytest.approx(0.05, rel=0.05)


def spread(n, chosen, dice=None):
    """One pool of n people in order of registration, and which of them were selected; each anywhere in its own share of it."""
    chosen = set(chosen)
    tenths = [Tenth(0, 0)] * DECILES
    for place in range(n):
        number = place * DECILES // n
        tenths[number] = Tenth(tenths[number].considered + 1, tenths[number].selected + (place in chosen))
    positions = [(place + (dice.random() if dice else 0.5)) / n for place in sorted(chosen)]
    return tenths, positions if len(chosen) < n else []


@pytest.mark.parametrize(("n", "k"), [(8, 3), (100, 1), (100, 99), (1000, 100), (5000, 2000)])
def test_fair_selections_pass(n, k):
    dice = random.Random(20260202)
    for _again in range(300):
        tenths, positions = spread(n, dice.sample(range(n), k), dice)
        assert kolmogorov_smirnov(positions).passed
        assert chi_square([tenths]).passed


def test_p_values_of_fair_selections_are_spread_as_they_should_be():
    dice = random.Random(7)
    found = [chi_square([spread(2000, dice.sample(range(2000), 400))[0]]).p_value for _again in range(500)]
    assert 0.03 < sum(p < 0.1 for p in found) / len(found) < 0.17
    assert 0.4 < sum(found) / len(found) < 0.6


def fair_p_values(pools, times, seed):
    """The p-values of so many fair rounds over pools of (people, selected)."""
    dice = random.Random(seed)
    for _again in range(times):
        positions = []
        for n, k in pools:
            positions += spread(n, dice.sample(range(n), k), dice)[1]
        yield kolmogorov_smirnov(positions).p_value


@pytest.mark.parametrize(
    "pools",
    [
        [(2, 2)] * 60,
        [(2, 1)] * 60,
        [(1, 1)] * 40 + [(2, 1)] * 20,
        [(3, 1)] * 40 + [(3, 2)] * 40,
        [(2, 1), (5, 4), (12, 3), (40, 39), (7, 7)] * 12,
        [(2, 1)],
        [(3, 2), (2, 1)],
    ],
    ids=["everybody", "pairs", "mostly everybody", "threes", "all sorts", "one pair", "two small pools"],
)
def test_many_fair_rounds_of_small_pools_have_no_smaller_p_value_than_chance_gives(pools):
    times = 400
    found = sorted(fair_p_values(pools, times, seed=20261129))
    for at_most in (0.3, 0.1, 0.03):
        seen, expected = sum(p <= at_most for p in found), at_most * times
        assert seen <= expected + 4 * expected**0.5, at_most
    assert found[0] > ALARM


def test_an_order_that_shows_in_many_small_pools_is_an_alarm():
    dice = random.Random(4)
    positions = [position for _pool in range(60) for position in spread(2, [0], dice)[1]]
    assert kolmogorov_smirnov(positions).p_value < ALARM


@pytest.mark.parametrize("n", range(1, 7))
def test_the_p_value_is_at_least_the_true_one_for_few_positions(n):
    # Of one position the largest distance is at least d with probability 2 (1 - d); of more, counted.
    dice = random.Random(n)
    found = [kolmogorov_smirnov([dice.random() for _one in range(n)]) for _again in range(2000)]
    found.sort(key=lambda one: one.statistic, reverse=True)
    for rank in (40, 200, 800):
        assert found[rank].p_value >= rank / len(found) * 0.85
    if n == 1:
        assert all(one.p_value >= 2 * (1 - one.statistic) for one in found)


@pytest.mark.parametrize("share", [0.9, 0.5])
def test_threat_26_a_selection_from_the_first_days_is_an_alarm(share):
    dice = random.Random(3)
    early = dice.sample(range(2000 * 2 // 30), int(100 * share))
    late = dice.sample(range(200, 2000), 100 - len(early))
    tenths, positions = spread(2000, early + late)
    assert kolmogorov_smirnov(positions).p_value < ALARM
    assert chi_square([tenths]).p_value < ALARM


def test_several_small_pools_tell_together_what_none_tells_alone():
    first = [Tenth(4, 4)] + [Tenth(4, 0)] * 9
    assert chi_square([first]).passed
    assert not chi_square([first] * 40).passed


@pytest.mark.parametrize("pools", [[], [[Tenth(0, 0)] * 10], [[Tenth(3, 0)] * 10], [[Tenth(3, 3)] * 10]])
def test_where_there_was_nothing_to_choose_nothing_is_found(pools):
    assert chi_square(pools) == Found(0.0, 1.0)
    assert kolmogorov_smirnov([]) == Found(0.0, 1.0)

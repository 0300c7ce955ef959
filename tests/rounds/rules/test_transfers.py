"""What letters hold on the day of a transfer does not move, and a country keeps in all what it was promised."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rounds.rules.transfers import Point, cut_to_what_is_free

DAYS = [date(2026, 2, 1) + timedelta(days=number) for number in range(5)]


def series_of(moves, *, quotas=(100, 100, 100)):
    """Pools 0, 1, 2 with a first number each, then one transfer a day: giver, taker, places."""
    series = {pool: [Point(pool, DAYS[0], quota)] for pool, quota in enumerate(quotas)}
    for number, (giver, taker, places) in enumerate(moves, start=1):
        for pool, moved in ((giver, -places), (taker, places)):
            series[pool].append(Point(pool, DAYS[number], series[pool][-1].quota + moved, moved, UUID(int=number)))
    return series


@pytest.mark.parametrize(
    ("letters", "stay", "quotas"),
    [
        ({0: 60}, {}, (60, 140)),
        ({0: 61}, {1: 1}, (61, 139)),
        ({0: 100}, {1: 40}, (100, 100)),
    ],
)
def test_only_free_places_move(letters, stay, quotas):
    series = series_of([(0, 1, 40)])

    assert cut_to_what_is_free(series, letters, on=DAYS[1]) == {UUID(int=key): number for key, number in stay.items()}
    assert (series[0][-1].quota, series[1][-1].quota) == quotas


def test_nothing_is_cut_before_its_day():
    assert cut_to_what_is_free(series_of([(0, 1, 40)]), {0: 100}, on=DAYS[0]) == {}


def test_a_number_that_staff_set_anew_stands():
    series = series_of([(0, 1, 40)])
    series[1].append(Point(1, DAYS[3], 500))

    cut_to_what_is_free(series, {0: 100}, on=DAYS[1])

    assert [point.quota for point in series[1]] == [100, 100, 500]


def test_who_gave_on_what_it_has_not_got_keeps_that_back_too():
    series = series_of([(0, 1, 100), (1, 2, 150)])

    assert cut_to_what_is_free(series, {0: 100}, on=DAYS[1]) == {UUID(int=1): 100, UUID(int=2): 50}
    assert [points[-1].quota for points in series.values()] == [100, 0, 200]


moves = st.lists(st.tuples(st.integers(0, 2), st.integers(1, 2), st.integers(1, 60)), min_size=1, max_size=4)


@given(moves, st.data())
def test_a_country_keeps_its_places_and_no_letter_is_without_one(told, data):
    quotas, chosen = [100, 100, 100], []
    for giver, step, places in told:
        taker = (giver + step) % 3
        if places <= quotas[giver]:
            quotas[giver] -= places
            quotas[taker] += places
            chosen.append((giver, taker, places))
    series = series_of(chosen)
    letters = dict.fromkeys(series, 0)
    for day in DAYS:
        cut_to_what_is_free(series, letters, on=day)
        in_force = {pool: [point for point in points if point.on <= day][-1].quota for pool, points in series.items()}
        assert sum(in_force.values()) == 300
        assert all(0 <= letters[pool] <= quota for pool, quota in in_force.items())
        assert cut_to_what_is_free(series, letters, on=day) == {}
        letters = {pool: data.draw(st.integers(letters[pool], quota)) for pool, quota in in_force.items()}

"""The calculator: several pools of one person, two people, and what cannot be counted."""

import pytest
from django.urls import reverse

from rounds.views import charts
from tests.conftest import NOON
from tests.factories import draws, rounds

pytestmark = pytest.mark.django_db(transaction=True)


def page(client, **chosen):
    return " ".join(client.get(reverse("calculator"), chosen).content.decode().split())


@pytest.fixture
def four():
    for codes in (["FR-WH"], ["FR-WH"], ["FR-YP", "FR-WH"], ["FR-YP", "FR-WH"]):
        rounds.candidate(*codes, at=NOON)
    return draws.approved({"FR-WH": 1, "FR-YP": 1}, at=NOON)


def test_two_people_in_one_pool(client, four):
    shown = page(client, pool1="FR-WH", with1="FR-WH")

    assert "Both of you: not in this round" in shown
    assert "At least one of you: about 50 in 100." in shown
    assert "Counted exactly for these numbers." in shown


def test_one_person_in_two_pools(client, four):
    shown = page(client, pool1="FR-WH", pool2="FR-YP")

    # One of two as a young professional; the other way round one of the three who are then left.
    assert "67 in 100" in shown
    assert "so the chances of the pools add up" in shown


def test_a_pool_without_numbers_is_not_guessed(client, four):
    assert "One of these pools has nothing to count with" in page(client, pool1="DE-WH")


def test_who_chose_nothing_for_themselves_is_told(client, four):
    assert "Choose at least one open pool for yourself" in page(client, with1="FR-WH")


@pytest.mark.parametrize(("most", "top"), [(1, 1), (3, 5), (7, 10), (12, 20), (9285, 10000), (0.4, 0.5)])
def test_scales_end_in_round_figures(most, top):
    assert charts.round_figure(most) == pytest.approx(top)


def test_bars_keep_to_their_picture():
    drawn = charts.bars([10, 40], [1, 20], ["first", "last"], limit=30)

    assert drawn.top == 50
    assert [(bar.whole, bar.part) for bar in drawn.bars] == [(40.0, 4.0), (160.0, 80.0)]
    assert (drawn.limit_y, drawn.first, drawn.last) == (80.0, "first", "last")
    assert charts.bars([0], [0], ["first"]) is None

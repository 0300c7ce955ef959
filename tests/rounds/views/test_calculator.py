"""The calculator: several pools of one person, two people, and what cannot be counted."""

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from rounds.rules import odds
from rounds.states import RoundState
from rounds.views import charts
from rounds.views.calculator import Told
from tests.conftest import NOON
from tests.factories import draws, rounds

pytestmark = pytest.mark.django_db(transaction=True)


def page(client, **chosen):
    return " ".join(client.get(reverse("calculator"), chosen).content.decode().split())


@pytest.fixture
def waiting():
    """Two in Working Holiday alone, and two who are also Young Professionals, which is drawn before."""
    for codes in (["FR-WH"], ["FR-WH"], ["FR-YP", "FR-WH"], ["FR-YP", "FR-WH"]):
        rounds.candidate(*codes, at=NOON)


@pytest.fixture
def four(waiting):
    return draws.approved({"FR-WH": 1, "FR-YP": 1}, at=NOON)


@pytest.fixture
def listed(waiting):
    return draws.carried_out({"FR-WH": 1, "FR-YP": 1}, at=NOON, until=RoundState.PUBLISHED)


def test_one_person_in_one_pool_that_loses_people_to_an_earlier_one(client, four):
    shown = page(client, pool1="FR-WH")

    # One of the four is a young professional by then.
    assert "33 in 100" in shown
    assert "A forecast" in shown


def test_two_people_in_one_pool(client, four):
    shown = page(client, pool1="FR-WH", with1="FR-WH")

    assert "Both of you: not in this round" in shown
    assert "At least one of you: about 67 in 100." in shown
    assert "Counted exactly for these numbers." in shown


def test_two_people_in_pools_that_share_people(client, listed):
    shown = page(client, pool1="FR-WH", with1="FR-YP", with2="FR-WH")

    assert "Both of you: about 17 in 100" in shown
    assert "At least one of you: about 83 in 100." in shown
    assert "Counted exactly for these numbers." in shown
    assert "The list of the coming round is fixed: this is exact." in shown


def test_one_person_in_two_pools(client, four):
    shown = page(client, pool1="FR-WH", pool2="FR-YP")

    # One of two as a young professional; the other way round one of the three who are then left.
    assert "67 in 100" in shown
    assert "so the chances of the pools add up" in shown


def test_what_nobody_on_a_fixed_list_is_in_is_called_an_estimate(client):
    for code in ("FR-YP", "FR-YP", "FR-WH", "FR-WH"):
        rounds.candidate(code, at=NOON)
    draws.carried_out({"FR-WH": 1, "FR-YP": 1}, at=NOON, until=RoundState.PUBLISHED)

    shown = page(client, pool1="FR-YP", pool2="FR-WH")

    assert "This is an estimate all the same" in shown
    assert "this is exact" not in shown
    assert "An estimate: not every case could be counted" in page(client, pool1="FR-YP", pool2="FR-WH", with1="FR-WH")


def test_certain_is_what_a_fixed_list_makes_certain(client):
    rounds.candidate("FR-WH", at=NOON)
    round_ = draws.approved({"FR-WH": 1}, at=NOON)
    before = page(client, pool1="FR-WH")
    draws.carry_on(round_, at=NOON, until=RoundState.PUBLISHED)
    fixed = page(client, pool1="FR-WH")

    assert "99 in 100" in before
    assert "100 in 100" not in before
    assert "100 in 100" in fixed
    assert "this is exact" in fixed


def test_after_a_round_that_invited_nobody_there_is_nothing_to_count_with(client):
    draws.carried_out({"FR-WH": 1}, at=NOON)
    rounds.candidate("FR-WH", at=NOON)

    shown = page(client, pool1="FR-WH")

    assert "One of these pools has nothing to count with" in shown
    assert "No invitation in this round" not in shown


def test_what_one_invitation_last_time_says_of_two_people(client):
    for _n in range(3):
        rounds.candidate("FR-WH", at=NOON)
    draws.carried_out({"FR-WH": 1}, at=NOON)

    shown = page(client, pool1="FR-WH", with1="FR-WH")

    assert "Both of you: not rated" in shown
    assert "At least one of you: about 99 in 100." in shown


def test_nearly_everybody_is_not_everybody():
    shown = Told(249 / 250, odds.of_a_thousand(249 / 250), "Excellent")
    html = render_to_string("rounds/_person_odds.html", {"person": {"any": shown, "lines": []}})

    assert "About 996 in 1,000. Excellent." in html
    assert "99 in 100" in html
    assert html.count("iec-dot-on") == 99


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

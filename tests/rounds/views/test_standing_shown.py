"""What the pages say of a round is true in every state of it: to everybody, to who is in its list, and to staff."""

from datetime import timedelta

import pytest
from django.urls import reverse

from iecsite import clock
from rounds.models import RandomValue, Round
from rounds.operations import randomness
from rounds.operations import rounds as operations
from rounds.rules import stops
from rounds.states import RoundState
from tests.factories import cast, draws, rounds

pytestmark = pytest.mark.django_db
STILL_TO_COME = ("still to come", "It is drawn on", "List open")


@pytest.fixture
def people(noon):
    return [rounds.candidate("FR-WH", at=noon) for _n in range(3)]


def page(client, name, *arguments):
    return client.get(reverse(name, args=arguments)).content.decode()


def stopped(round_, reason, at):
    Round.objects.filter(pk=round_.pk).update(put_aside_at=at, last_error=reason)
    return round_


def test_a_round_stopped_by_an_alarm_says_so_everywhere(client, people, noon):
    round_ = stopped(draws.carried_out({"FR-WH": 1}, at=noon, until=RoundState.DRAWN), stops.ORDER_SHOWS, noon)
    shown = page(client, "round_page", round_.code)
    listed = page(client, "rounds")
    client.force_login(people[0].user)
    own = [page(client, "my_round", round_.code), page(client, "my_rounds"), page(client, "home")]

    for one in (shown, own[0], own[2]):
        assert "A test of chance raised its alarm" in one
        assert "It is never drawn again" in one
    assert "Stands still" in listed
    assert "Stands still" in own[1]
    assert not [words for one in (shown, listed, *own) for words in STILL_TO_COME if words in one]


def test_what_was_named_beforehand_is_on_the_page_before_it_is_used_and_nothing_that_was_not(client, people, noon):
    round_ = draws.public({"FR-WH": 1}, at=noon)
    shown = page(client, "round_page", round_.code)

    assert "Only when the beacon itself gives no value for 72 hours" in shown
    for name in ("Lotto 649", "Lotto Max", "Daily Grand"):
        assert name in shown
    assert "No sealed secret of ours" in shown
    assert "Mixed with the next link" not in shown
    assert "The value of the beacon drand quicknet with the number" in shown


def test_a_round_with_a_chain_names_its_anchor(client, people, noon):
    made, _last = randomness.make_chain(season=2026, length=3, words=["a", "b", "c"], by=None, at=noon - timedelta(days=8))
    shown = page(client, "round_page", draws.public({"FR-WH": 1}, at=noon).code)
    assert made.anchor in shown
    assert "No sealed secret of ours" not in shown


def test_a_void_round_was_not_drawn_and_has_no_moment(client, people, noon):
    round_ = draws.public({"FR-WH": 1}, at=noon)
    operations.void(round_id=round_.pk, reason_en="A trial.", reason_fr="Un essai.", by=draws.approver(at=noon), at=noon)
    shown = page(client, "round_page", round_.code)
    client.force_login(people[0].user)

    assert "<strong>Random value</strong>" not in shown
    assert "Moment of the draw" not in page(client, "my_round", round_.code)


def test_no_test_of_chance_is_said_to_have_found_what_it_could_not(client, people, noon):
    few = draws.carried_out({"FR-WH": 3}, at=noon)
    assert "could not tell anything here" in page(client, "round_page", few.code)
    assert "had no influence" not in page(client, "round_page", few.code)


def test_staff_are_offered_to_void_only_what_may_be_voided(client, people, noon, monkeypatch):
    round_ = draws.public({"FR-WH": 1}, at=noon)
    client.force_login(cast.with_second_factor(draws.approver(at=noon)))
    monkeypatch.setattr(clock, "now", lambda: round_.draw_at - timedelta(seconds=1))
    assert "Void this round" in page(client, "admin:rounds_round_change", round_.pk)
    monkeypatch.setattr(clock, "now", lambda: round_.draw_at)
    assert "Void this round" not in page(client, "admin:rounds_round_change", round_.pk)


def test_staff_are_warned_of_a_public_round_without_a_chain(client, people, noon):
    round_ = draws.approved({"FR-WH": 1}, at=noon, draw_at=noon + timedelta(hours=25), test_source=False)
    client.force_login(cast.with_second_factor(draws.approver(at=noon)))
    assert "No sealed chain" in page(client, "admin:rounds_round_change", round_.pk)
    randomness.make_chain(season=2026, length=3, words=["a", "b", "c"], by=None, at=noon - timedelta(days=8))
    assert "No sealed chain" not in page(client, "admin:rounds_round_change", round_.pk)


def test_a_link_from_escrow_is_not_said_to_come_by_the_network(client, people, noon, monkeypatch):
    randomness.make_chain(season=2026, length=3, words=["a", "b", "c"], by=None, at=noon - timedelta(days=8))
    round_ = draws.public({"FR-WH": 1}, at=noon)
    line = next(one for one in round_.draw.manifest.split('"') if one.startswith("beacon drand"))
    RandomValue.objects.create(round=round_, line=line, value="ab", relay="https://example.org", known_at=round_.draw_at)
    stopped(round_, stops.SEALED, round_.draw_at)
    monkeypatch.setattr(clock, "now", lambda: round_.draw_at)
    assert "waits for the next link of our sealed chain" in page(client, "round_page", round_.code)
    client.force_login(cast.with_second_factor(draws.approver(at=noon)))
    shown = page(client, "admin:rounds_round_change", round_.pk)

    assert "the network never brings it" in shown
    assert "It is fetched from the network by itself" not in shown

"""An alarm of chance: it stops the round before anybody is told, two people explain it, and nothing is drawn again."""

import json

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape

from iecsite.approvals import NotApproved
from rounds import verify_draw
from rounds.models import Invitation, RoundEntry, Selection
from rounds.operations import alarms, draws
from rounds.operations import rounds as operations
from rounds.operations.alarms import CannotSettle
from rounds.operations.rounds import CannotVoid
from rounds.publication import files
from rounds.queries import quality
from rounds.queries.quality import Spread
from rounds.rules import stops
from rounds.states import RoundState
from tests.factories import draws as factory
from tests.factories import people, rounds

pytestmark = pytest.mark.django_db
FOUND = "The auditor computed the round from its list and seed: the result is right."
TROUVE = "L'auditrice a recalculé la ronde à partir de sa liste et de sa graine : le résultat est juste."
WORDS = {"found_en": FOUND, "found_fr": TROUVE}


@pytest.fixture
def alarmed(noon, monkeypatch):
    """A drawn round in which all selected seem to have registered first."""
    for _person in range(4):
        rounds.candidate("FR-WH", at=noon)
    round_ = factory.carried_out({"FR-WH": 2}, at=noon, until=RoundState.DRAWN)
    spread = quality.spread
    first_days = tuple(number / 10_000 for number in range(60))
    monkeypatch.setattr(quality, "spread", lambda round_id: Spread(spread(round_id).pools, first_days))
    draws.advance(round_id=round_.pk, at=noon)
    round_.refresh_from_db()
    return round_


def agree(round_, *, by, at):
    """Agree to the words as they stand."""
    round_.refresh_from_db()
    return alarms.agree(round_id=round_.pk, shown=alarms.fingerprint(round_), by=by, at=at)


@pytest.fixture
def two(noon):
    return factory.planner(at=noon), factory.approver(at=noon)


def test_an_alarm_stops_the_round_before_anybody_is_told(alarmed, noon, two):
    assert (alarmed.state, alarmed.last_error) == (RoundState.DRAWN, stops.ORDER_SHOWS)
    assert alarmed.put_aside_at is not None
    assert not Invitation.objects.filter(round=alarmed).exists()
    assert not (files.folder_of(alarmed.code) / files.RESULT).exists()
    told = stops.told(alarmed.last_error)
    assert "never repeated" in told.to_do[0]
    assert "jamais refait" in told.to_do[1]
    with pytest.raises(CannotVoid):
        operations.void(round_id=alarmed.pk, reason_en="It looks odd.", reason_fr="Elle semble étrange.", by=two[1], at=noon)


def test_trying_again_comes_to_the_same_selection_and_the_same_alarm(alarmed, noon, two):
    drawn = list(Selection.objects.order_by("pk").values_list("pk", "key"))
    operations.try_again(round_id=alarmed.pk, by=two[1], at=noon)
    draws.advance(round_id=alarmed.pk, at=noon)
    alarmed.refresh_from_db()
    assert (alarmed.state, alarmed.last_error) == (RoundState.DRAWN, stops.ORDER_SHOWS)
    assert list(Selection.objects.order_by("pk").values_list("pk", "key")) == drawn


def test_two_people_publish_what_was_found_and_the_round_goes_on_with_its_result(alarmed, noon, two):
    result, seed = alarmed.draw.result, alarmed.draw.seed
    alarms.explain(round_id=alarmed.pk, **WORDS, by=two[0], at=noon)
    assert draws.advance(round_id=alarmed.pk, at=noon) == RoundState.DRAWN, "one person's word changes nothing"
    agree(alarmed, by=two[1], at=noon)
    done = factory.carry_on(alarmed, at=noon)

    done.draw.refresh_from_db()
    assert (done.draw.result, done.draw.seed) == (result, seed)
    published = json.loads((files.folder_of(done.code) / files.QUALITY).read_bytes())
    assert (published["alarm_explained"], published["alarm_explained_fr"]) == (FOUND, TROUVE)
    assert verify_draw.main([str(files.folder_of(done.code)), "--allow-test"]) == 0
    kinds = RoundEntry.objects.filter(kind__startswith="round_alarm").order_by("sequence").values_list("kind", "actor_id")
    assert list(kinds) == [("round_alarm_explained", two[0].pk), ("round_alarm_settled", two[1].pk)]


@pytest.mark.parametrize(("language", "words"), [("en", FOUND), ("fr", TROUVE)])
def test_the_page_of_the_round_says_what_was_found_in_its_language(client, alarmed, noon, two, language, words):
    alarms.explain(round_id=alarmed.pk, **WORDS, by=two[0], at=noon)
    agree(alarmed, by=two[1], at=noon)
    done = factory.carry_on(alarmed, at=noon)
    with translation.override(language):
        page = client.get(reverse("round_page", args=[done.code])).content.decode()
    assert escape(words) in page


def test_nobody_agrees_to_their_own_words_and_changed_words_need_a_new_agreement(alarmed, noon, two):
    for person in two:
        person.is_superuser = True
        person.save(update_fields=["is_superuser"])
    with pytest.raises(NotApproved, match="Nothing was prepared"):
        agree(alarmed, by=two[0], at=noon)
    alarms.explain(round_id=alarmed.pk, **WORDS, by=two[0], at=noon)
    with pytest.raises(NotApproved, match="yourself"):
        agree(alarmed, by=two[0], at=noon)
    alarms.explain(round_id=alarmed.pk, **(WORDS | {"found_en": FOUND + " More was said."}), by=two[1], at=noon)
    with pytest.raises(NotApproved, match="yourself"):
        agree(alarmed, by=two[1], at=noon)
    alarmed.refresh_from_db()
    assert alarmed.alarm_settled_at is None


def test_nobody_agrees_to_words_that_were_changed_since_they_were_read(alarmed, noon, two):
    alarms.explain(round_id=alarmed.pk, **WORDS, by=two[0], at=noon)
    alarmed.refresh_from_db()
    read = alarms.fingerprint(alarmed)
    alarms.explain(round_id=alarmed.pk, **(WORDS | {"found_en": FOUND + " Or so."}), by=two[0], at=noon)
    with pytest.raises(CannotSettle, match="changed since you opened this page"):
        alarms.agree(round_id=alarmed.pk, shown=read, by=two[1], at=noon)
    alarmed.refresh_from_db()
    assert alarmed.alarm_settled_at is None


def test_what_is_no_alarm_is_not_settled(alarmed, noon, two):
    with pytest.raises(CannotSettle, match="a sentence or two"):
        alarms.explain(round_id=alarmed.pk, found_en="Fine.", found_fr="Rien.", by=two[0], at=noon)
    with pytest.raises(CannotSettle, match="in English and in French"):
        alarms.explain(round_id=alarmed.pk, found_en=FOUND, found_fr="", by=two[0], at=noon)
    with pytest.raises(CannotSettle, match="may not"):
        alarms.explain(round_id=alarmed.pk, **WORDS, by=people.staff("Officers", at=noon), at=noon)
    type(alarmed).objects.filter(pk=alarmed.pk).update(last_error=stops.ANOTHER_RESULT)
    for act in (lambda: alarms.explain(round_id=alarmed.pk, **WORDS, by=two[0], at=noon),
                lambda: agree(alarmed, by=two[1], at=noon)):  # fmt: skip
        with pytest.raises(CannotSettle, match="No alarm of chance stands"):
            act()


@pytest.mark.parametrize("reason", [*stops.STOPS, "OSError"])
def test_every_stop_says_what_to_do_in_both_languages(reason):
    told = stops.told(reason)
    assert all(len(text) > 20 for text in (*told.happened, *told.to_do))
    assert told.happened[0] != told.happened[1]
    assert told.to_do[0] != told.to_do[1]

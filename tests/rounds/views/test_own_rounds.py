"""My rounds, my ticket and number, receipts, and the letters about rounds; the public page beside them."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from iecsite import clock
from profiles.letters import words
from profiles.models import Letter
from profiles.operations.letters import queue_letters
from rounds import verify_draw
from rounds.letters import receipts as receipt_words
from rounds.models import ReceiptWish, RoundPool
from rounds.operations import candidacies, receipt_letters, withdrawals
from rounds.publication import files
from rounds.queries import places_in_round, receipts
from rounds.states import Departure, RoundState
from tests.factories import draws, rounds
from tests.factories import people as accounts

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(noon):
    """Three who wait, the first in two pools."""
    return [rounds.candidate("FR-IC", "FR-WH", at=noon)] + [rounds.candidate("FR-WH", at=noon) for _ in range(2)]


def page(client, name, *arguments, user=None, **query):
    if user is not None:
        client.force_login(user)
    return client.get(reverse(name, args=arguments), query).content.decode()


def test_a_list_that_is_not_drawn_shows_ticket_and_receipt_and_no_number(client, people, noon, monkeypatch):
    round_ = draws.public({"FR-WH": 1, "FR-IC": 1}, at=noon)
    monkeypatch.setattr(clock, "now", lambda: noon + timedelta(minutes=1))
    shown = page(client, "my_round", round_.code, user=people[0].user)

    ticket = people[0].tickets.get(round=round_).ticket
    assert ticket in shown
    assert "You are in the list. The list is fixed and published. It is drawn on" in shown
    assert "Last number invited" not in shown
    assert "The draw is still to come" in page(client, "my_rounds")


def test_the_number_shown_is_what_sha256sum_gives(client, people, noon):
    round_ = draws.carried_out({"FR-WH": 1}, at=noon)
    round_.draw.refresh_from_db()
    invited = round_.invitations.get().profile
    for person in people:
        ticket = person.tickets.get(round=round_).ticket
        shown = page(client, "my_round", round_.code, user=person.user)
        key = hashlib.sha256(f"IEC-DRAW/1|rank|{round_.draw.seed}|FR-WH|{ticket}".encode()).hexdigest()
        assert key in shown
        assert f"IEC-DRAW/1|rank|{round_.draw.seed}|FR-WH|{ticket}" in shown
        assert round_.pools.get().cutoff_key in shown
        assert ("You were drawn." in shown) == (person == invited)
        assert ("Not this time" in shown) == (person != invited)


def test_a_pool_passes_over_whoever_was_drawn_from_another(client, people, noon):
    round_ = draws.carried_out({"FR-IC": 1, "FR-WH": 3}, at=noon)
    assert "Drawn from another pool" in page(client, "my_round", round_.code, user=people[0].user)


def test_a_receipt_can_be_downloaded_and_the_verifier_takes_it(client, people, noon, tmp_path, capsys):
    round_ = draws.carried_out({"FR-WH": 1}, at=noon)
    client.force_login(people[1].user)
    answer = client.get(reverse("receipt_file", args=[round_.code, "FR-WH"]))
    assert answer["Content-Disposition"] == f'attachment; filename="receipt-{round_.code}-FR-WH.json"'
    (tmp_path / "receipt.json").write_bytes(answer.content)
    folder = str(files.folder_of(round_.code))
    assert verify_draw.main([folder, "--allow-test", "--receipt", str(tmp_path / "receipt.json")]) == 0
    assert client.get(reverse("receipt_file", args=[round_.code, "FR-IC"])).status_code == 404
    capsys.readouterr()


def test_a_round_that_one_is_not_in_does_not_exist(client, people, noon):
    round_ = draws.carried_out({"FR-WH": 1}, at=noon)
    client.force_login(rounds.candidate("FR-WH", at=noon + timedelta(hours=1)).user)
    assert client.get(reverse("my_round", args=[round_.code])).status_code == 404


@pytest.mark.parametrize(
    ("language", "words", "scale"),
    [
        ("en", "This pool had no places in this round.", "On a scale from 0 to 100"),
        ("fr", "Ce bassin n'avait aucune place dans cette ronde.", "Sur une échelle de 0 à 100"),
    ],
)
@pytest.mark.parametrize("outcome", [places_in_round.NOT_THIS_TIME, places_in_round.ELSEWHERE])
def test_a_pool_that_gave_nobody_a_place_says_so_and_draws_no_scale(noon, language, words, scale, outcome):
    place = places_in_round.Place(rounds.pool("FR-WH"), 0, outcome, "ab" * 32, "", None, invited=0, considered=3)
    with translation.override(language):
        shown = render_to_string("rounds/_place_in_round.html", {"place": place})
    assert (words in shown) == (outcome == places_in_round.NOT_THIS_TIME)
    assert "ab" * 32 in shown
    assert scale not in shown


def test_what_to_type_on_a_mac_is_said_beside_the_lines(client, people, noon):
    round_ = draws.carried_out({"FR-WH": 1}, at=noon)
    for shown in (page(client, "my_round", round_.code, user=people[0].user), page(client, "round_page", round_.code)):
        assert "On a Mac, type shasum -a 256 in the place of sha256sum." in shown


def test_a_void_round_says_so(client, people, noon):
    round_ = draws.public(at=noon)
    draws.operations.void(round_id=round_.pk, reason_en="A trial.", reason_fr="Un essai.", by=draws.approver(at=noon), at=noon)
    assert "invited nobody" in page(client, "my_round", round_.code, user=people[1].user)


@pytest.mark.parametrize(("wanted", "there"), [("yes", True), ("no", False)])
def test_the_wish_for_letters_is_set_and_taken_back(client, people, noon, wanted, there):
    if not there:
        receipt_letters.set_wish(profile_id=people[0].pk, wanted=True, at=noon)
    client.force_login(people[0].user)
    for _twice in range(2):
        client.post(reverse("receipt_letters"), {"wanted": wanted})
    assert ReceiptWish.objects.filter(profile=people[0]).count() == there


def test_not_this_time_is_written_to_those_who_asked(people, noon):
    for person in people:
        receipt_letters.set_wish(profile_id=person.pk, wanted=True, at=noon)
    outsider = rounds.candidate("FR-WH", at=noon)
    round_ = draws.carried_out({"FR-WH": 1}, at=noon)
    invited = round_.invitations.get().profile
    written = Letter.objects.filter(kind="rounds/not_this_time")
    assert {one.profile for one in written} == set(people) - {invited}
    assert not written.filter(profile=outsider).exists()
    assert written.first().context["pools"][-1] == {**written.first().context["pools"][-1], "invited": 1, "considered": 4}


@pytest.mark.parametrize(
    ("language", "stays", "left_one", "left"),
    [
        ("en", "You stay in your pools", "still in at least one pool", "You wait in no pool now"),
        ("fr", "Vous restez dans vos bassins", "encore dans au moins un bassin", "Vous n'êtes plus dans aucun bassin"),
    ],
)
def test_not_this_time_says_whether_the_next_round_may_draw_the_person(noon, language, stays, left_one, left):
    stayed, wished, gone = (
        rounds.candidate("FR-IC", "FR-WH", at=noon, user=accounts.account(at=noon, language=language)) for _person in range(3)
    )
    for person in (stayed, wished, gone):
        receipt_letters.set_wish(profile_id=person.pk, wanted=True, at=noon)
    round_ = draws.carried_out({"FR-WH": 1}, at=noon, until=RoundState.PUBLISHED)
    candidacies.leave(profile_id=wished.pk, pool_id=rounds.pool("FR-WH").pk, by=wished.user, at=noon)
    candidacies.withdraw(profile_id=gone.pk, by=gone.user, at=noon)
    lines = tuple(RoundPool.objects.filter(round=round_).select_related("pool__country"))

    told = {one.profile_id: one for one in receipts.missed(round_)}
    assert told[stayed.pk].lines == ((lines[0], True),)
    queue_letters(receipt_words.not_this_time(round_, told.values()), at=noon)
    for person, sentence in ((stayed, stays), (wished, left_one), (gone, left)):
        letter = Letter.objects.select_related("user", "profile").get(profile=person, kind="rounds/not_this_time")
        assert sentence in words.compose(letter)[1]


def test_one_person_invited_is_one_person_in_french(noon):
    """No "1 personnes invitées"."""
    people = [rounds.candidate("FR-WH", at=noon, user=accounts.account(at=noon, language="fr")) for _person in range(2)]
    for person in people:
        receipt_letters.set_wish(profile_id=person.pk, wanted=True, at=noon)
    draws.carried_out({"FR-WH": 1}, at=noon)
    letter = Letter.objects.select_related("user", "profile").get(kind="rounds/not_this_time")
    assert ": 1 personne invitée sur 2." in words.compose(letter)[1].replace("\u00a0", " ")


def test_a_past_round_says_where_the_person_stands_today(client, people, noon):
    round_ = draws.carried_out({"FR-WH": 1}, at=noon)
    invited = round_.invitations.get().profile
    missed = next(one for one in people if one != invited)
    assert "having missed one makes no difference" in page(client, "my_round", round_.code, user=missed.user)
    candidacies.withdraw(profile_id=missed.pk, by=missed.user, at=noon)
    shown = page(client, "my_round", round_.code)
    assert "You wait in no pool now" in shown
    assert "having missed one" not in shown


def test_an_invitation_that_was_not_sent_is_told_to_its_owner_with_the_reason_and_to_nobody_else(client, noon):
    owner = rounds.candidate("FR-WH", at=noon)
    round_ = draws.carried_out({"FR-WH": 1}, at=noon, until=RoundState.PUBLISHED)
    candidacies.withdraw(profile_id=owner.pk, by=owner.user, at=noon)
    draws.carry_on(round_, at=noon)

    for shown in (page(client, "my_round", round_.code, user=owner.user), page(client, "my_rounds")):
        assert "no invitation" in shown
        assert "You withdrew your profile." in shown
        assert "You were drawn." not in shown
    ticket = owner.tickets.get(round=round_).ticket
    public = page(client, "round_page", round_.code, ticket=ticket)
    assert "Number 1 of the 1 invited" in public
    assert "withdrew" not in public


def test_the_home_page_says_that_an_invitation_was_not_sent(client, noon):
    owner = rounds.candidate("FR-WH", at=noon)
    round_ = draws.carried_out({"FR-WH": 1}, at=noon, until=RoundState.PUBLISHED)
    later = noon + timedelta(minutes=1)
    candidacies.withdraw(profile_id=owner.pk, by=owner.user, at=later)
    draws.carry_on(round_, at=later)
    withdrawals.take_back(by=owner.user, at=later)
    assert "no invitation was sent" in page(client, "home", user=owner.user)


def test_a_later_departure_is_no_reason_why_an_invitation_was_not_sent(client, noon):
    owner = rounds.candidate("FR-WH", at=noon)
    round_ = draws.carried_out({"FR-WH": 1}, at=noon, until=RoundState.PUBLISHED)
    minute = timedelta(minutes=1)
    candidacies.withdraw(profile_id=owner.pk, by=owner.user, at=noon + minute)
    draws.carry_on(round_, at=noon + minute)
    withdrawals.take_back(by=owner.user, at=noon + 2 * minute)
    pool = rounds.pool("FR-WH").pk
    candidacies.leave(profile_id=owner.pk, pool_id=pool, by=owner.user, at=noon + 3 * minute)

    for shown in (page(client, "my_round", round_.code, user=owner.user), page(client, "my_rounds")):
        assert "no invitation" in shown
        assert "You withdrew your profile." not in shown
        assert str(Departure.LEFT.label) not in shown


# ---- the public page


def test_anybody_can_look_up_a_ticket(client, people, noon):
    round_ = draws.carried_out({"FR-WH": 1}, at=noon)
    round_.draw.refresh_from_db()
    winner = round_.invitations.get().profile.tickets.get(round=round_).ticket
    assert "Number 1 of the 1 invited" in page(client, "round_page", round_.code, ticket=f" {winner.upper()} ")
    assert "not in the list" in page(client, "round_page", round_.code, ticket="0" * 32)
    wrong = page(client, "round_page", round_.code, ticket='"><script>')
    assert "This is not a ticket" in wrong
    assert "<script>" not in wrong


def test_the_example_on_the_page_comes_out(client, people, noon):
    round_ = draws.carried_out({"FR-WH": 1}, at=noon)
    shown = page(client, "round_page", round_.code).replace("&#x27;", "'")
    line = shown.partition("<code>printf '")[2].partition("'")[0]
    assert hashlib.sha256(line.encode()).hexdigest() in shown
    assert round_.pools.get().cutoff_key[:0] == ""
    seed_file = (files.folder_of(round_.code) / files.SEED).read_bytes()
    assert hashlib.sha256(seed_file).hexdigest() in shown


def test_the_three_steps_promise_a_draw_only_once_there_is_one(client, people, noon, capsys):
    round_ = draws.public(at=noon)
    shown = page(client, "round_page", round_.code)
    assert "The list, in three steps" in shown
    assert "The whole round, in three steps" not in shown
    assert verify_draw.main([str(files.folder_of(round_.code))]) == 1
    assert "is as committed; not drawn yet" in capsys.readouterr().out

    draws.operations.void(round_id=round_.pk, reason_en="A trial.", reason_fr="Un essai.", by=draws.approver(at=noon), at=noon)
    assert "This round is never drawn" in page(client, "round_page", round_.code)
    done = draws.carried_out({"FR-WH": 1}, at=noon)
    assert "The whole round, in three steps" in page(client, "round_page", done.code)


def test_a_list_names_its_beacon_before_anybody_knows_the_value(client, people, noon):
    round_ = draws.public(at=noon)
    number = json.loads(round_.draw.manifest)["beacons"][0].rpartition(" ")[2]
    shown = page(client, "round_page", round_.code)
    assert number in shown
    assert "Drawn and checked" not in shown


def test_a_round_whose_moment_is_past_says_what_it_waits_for(client, people, noon, monkeypatch):
    round_ = draws.public(at=noon)
    waits = "The round waits for the random value that was announced"
    monkeypatch.setattr(clock, "now", lambda: round_.draw_at - timedelta(seconds=1))
    assert waits not in page(client, "round_page", round_.code)
    monkeypatch.setattr(clock, "now", lambda: round_.draw_at)
    assert waits in page(client, "round_page", round_.code)


def test_the_page_of_a_round_keeps_its_number_of_queries(client, people, noon, django_assert_max_num_queries):
    round_ = draws.carried_out({"FR-WH": 1, "FR-IC": 1}, at=noon)
    with django_assert_max_num_queries(10):
        page(client, "round_page", round_.code)

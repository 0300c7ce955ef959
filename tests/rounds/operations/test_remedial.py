"""An error found after notification: invitations stand, and those left out get the chance they should have had."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as some

from iecsite.approvals import NotApproved
from rounds import verify_draw
from rounds.models import DrawEntry, Invitation, RemedialEntry
from rounds.operations import remedial
from rounds.operations import rounds as operations
from rounds.operations.rounds import CannotPlan
from rounds.publication import chain, files
from rounds.queries.rounds import plan_content
from rounds.rules.remedy import remedial_invitations
from rounds.states import RoundState
from tests.factories import draws, rounds


@pytest.mark.parametrize(
    ("left_out", "invited", "considered", "places", "expected"),
    [
        (1, 1, 2, 10, 1),
        (10, 24, 3351, 10, 1),
        (300, 24, 3351, 10, 3),
        (300, 24, 3351, 2, 2),
        (300, 24, 3351, 0, 0),
        (300, 24, 3351, -3, 0),
        (300, 24, 3351, None, 3),
        (5, 0, 10, 10, 0),
        (5, 10, 10, 10, 5),
        (5, 0, 0, 10, 5),
    ],
)
def test_the_share_of_the_faulty_round_is_rounded_up_and_ends_at_the_places(left_out, invited, considered, places, expected):
    assert remedial_invitations(left_out=left_out, invited=invited, considered=considered, places=places) == expected


@given(some.integers(0, 5000), some.integers(1, 5000), some.data())
def test_nobody_left_out_has_a_smaller_chance_than_they_should_have_had(left_out, considered, data):
    invited = data.draw(some.integers(0, considered))
    found = remedial_invitations(left_out=left_out, invited=invited, considered=considered, places=None)
    assert found * considered >= left_out * invited
    assert found <= left_out


@pytest.fixture
def faulty(noon, db):
    return draws.one_left_out(at=noon)


FAULT = "A passport's date was noted wrongly."
FAUTE = "La date d'un passeport avait été mal notée."


def plan(round_, emails, *, at, by=None, fault=FAULT, faute=FAUTE, test_source=True):
    return remedial.plan_remedial(
        round_id=round_.pk,
        emails=emails,
        fault_en=fault,
        fault_fr=faute,
        freeze_at=at,
        draw_at=at,
        by=by or draws.planner(at=at),
        at=at,
        test_source=test_source,
    )


def test_only_those_left_out_are_drawn_and_the_first_invitations_stand(faulty, noon, capsys):
    round_, missed = faulty
    before = set(Invitation.objects.filter(round=round_).values_list("pk", "state"))
    at = noon + timedelta(hours=1)
    rounds.candidate("FR-WH", at=at)
    made = plan(round_, [missed.user.email.upper()], at=at)
    operations.approve(round_id=made.pk, by=draws.approver(at=at), at=at)
    done = draws.carry_on(made, at=at)

    assert [entry.candidacy.profile for entry in DrawEntry.objects.filter(round=done)] == [missed]
    assert Invitation.objects.get(round=done).profile == missed
    assert set(Invitation.objects.filter(round=round_).values_list("pk", "state")) == before
    assert verify_draw.main([str(files.folder_of(done.code)), "--allow-test"]) == 0
    line = next(one for one in chain.chain_file().decode().splitlines() if one.startswith(round_.code))
    assert "passport's date" in line
    assert made.code in line
    capsys.readouterr()


def test_the_same_people_and_words_are_approved_that_were_planned(faulty, noon):
    round_, missed = faulty
    at = noon + timedelta(hours=1)
    made = plan(round_, [missed.user.email], at=at)
    planner = draws.planner(at=at)
    planner.groups.add(*draws.approver(at=at).groups.all())
    with pytest.raises(NotApproved):
        operations.approve(round_id=made.pk, by=type(planner).objects.get(pk=planner.pk), at=at)
    other = rounds.candidate("FR-WH", at=noon - timedelta(days=1)).candidacies.get()
    RemedialEntry.objects.create(round=made, candidacy=other)
    with pytest.raises(NotApproved):
        operations.approve(round_id=made.pk, by=draws.approver(at=at), at=at)


@pytest.mark.parametrize(("language", "words"), [("en", "noted wrongly"), ("fr", "mal notée")])
def test_both_rounds_say_what_was_wrong_in_the_language_of_the_page(client, faulty, noon, language, words):
    round_, missed = faulty
    at = noon + timedelta(hours=1)
    made = plan(round_, [missed.user.email], at=at)
    operations.approve(round_id=made.pk, by=draws.approver(at=at), at=at)
    draws.carry_on(made, at=at)

    with translation.override(language):
        pages = [reverse("round_page", args=[one.code]) for one in (round_, made)]
    for page in pages:
        assert words in client.get(page).content.decode()


def test_what_was_prepared_with_one_text_for_both_languages_is_approved_as_it_was(faulty, noon):
    round_, missed = faulty
    made = plan(round_, [missed.user.email], at=noon + timedelta(hours=1), faute=FAULT)
    assert "fault_fr" not in json.loads(plan_content(made))
    made.fault_note_fr = FAUTE
    assert json.loads(plan_content(made))["fault_fr"] == FAUTE


def test_what_cannot_be_made_good_is_refused_in_words(faulty, noon):
    round_, missed = faulty
    at = noon + timedelta(hours=1)
    invited = Invitation.objects.get(round=round_).profile
    late = rounds.candidate("FR-WH", at=at)
    for emails, words in (
        ([invited.user.email], "Not left out"),
        ([late.user.email], "Not left out"),
        (["nobody@example.org"], "Not left out"),
        ([], "at least one person"),
    ):
        with pytest.raises(CannotPlan, match=words):
            plan(round_, emails, at=at)
    with pytest.raises(CannotPlan, match="Say what was wrong"):
        plan(round_, [missed.user.email], at=at, fault="  ")
    with pytest.raises(CannotPlan, match="in English and in French"):
        plan(round_, [missed.user.email], at=at, faute="  ")
    with pytest.raises(CannotPlan, match="may not plan"):
        plan(round_, [missed.user.email], at=at, by=draws.approver(at=at))


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (RoundState.PUBLISHED, "made good by voiding it"),
        (RoundState.SEEDED, "can no longer be voided and goes on to its end"),
        (RoundState.CHECKED, "can no longer be voided and goes on to its end"),
        (RoundState.ISSUED, "are issued and stand, but its files are not verified yet"),
    ],
)
def test_an_error_in_a_round_that_is_not_over_is_told_what_is_true_of_it(noon, db, state, words):
    waiting = rounds.candidate("FR-WH", at=noon)
    round_ = draws.carried_out({"FR-WH": 1}, at=noon, until=state)
    with pytest.raises(CannotPlan, match=words):
        plan(round_, [waiting.user.email], at=noon)


def test_a_void_round_is_made_good_by_an_ordinary_one(noon, db):
    round_ = draws.planned({"FR-WH": 1}, at=noon)
    operations.void(round_id=round_.pk, reason_en="A trial.", reason_fr="Un essai.", by=draws.approver(at=noon), at=noon)
    with pytest.raises(CannotPlan, match="is void and invited nobody"):
        plan(round_, ["nobody@example.org"], at=noon)


def test_a_public_remedial_round_takes_a_day_too(faulty, noon):
    round_, missed = faulty
    with pytest.raises(CannotPlan, match="24 hours and a half"):
        plan(round_, [missed.user.email], at=noon + timedelta(hours=1), test_source=False)

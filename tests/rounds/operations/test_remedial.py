"""An error found after notification: invitations stand, and those left out get the chance they should have had."""

import hashlib
import json
from contextlib import nullcontext
from datetime import timedelta
from fractions import Fraction
from math import floor

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as some

from iecsite.approvals import NotApproved
from rounds import verify_draw
from rounds.models import DrawEntry, Invitation, LeftOut, RemedialEntry
from rounds.operations import candidacies, invitations, remedial
from rounds.operations import draws as steps
from rounds.operations import rounds as operations
from rounds.operations.rounds import CannotPlan
from rounds.publication import chain, files
from rounds.queries import left_out
from rounds.queries.rounds import plan_content
from rounds.rules import stops
from rounds.rules.remedy import remedial_invitations
from rounds.states import RoundState
from tests.factories import draws, rounds

SEED = "c8d42c705dfe346fed5e586198c225021b82c614096da61fe2253b4853ce8cb1"


def owed(entries, *, first=True, invited=24, considered=3351, seed=SEED, pool="GB-WH", places=None):
    return remedial_invitations(
        entries=entries, first=first, invited=invited, considered=considered, seed=seed, pool=pool, places=places
    )


@pytest.mark.parametrize(
    ("entries", "more", "expected"),
    [
        (300, {"places": 1}, 1),
        (300, {"places": 0}, 0),
        (300, {"places": -3}, 0),
        (5, {"invited": 0, "considered": 10}, 0),
        (5, {"invited": 10, "considered": 10}, 5),
        (5, {"invited": 0, "considered": 0}, 5),
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_the_number_ends_at_the_places_and_is_everybody_or_nobody_where_the_round_invited_so(entries, more, expected, first):
    assert owed(entries, first=first, **more) == expected


def test_the_number_is_that_of_the_protocol():
    u = Fraction(int(hashlib.sha256(f"IEC-DRAW/1|remedy|{SEED}|GB-WH".encode()).hexdigest(), 16), 2**256)
    for entries in (0, 1, 2, 71, 300, 3351):
        assert owed(entries) == floor(entries * Fraction(24, 3351) + u)
        assert owed(entries, first=False) == floor(entries * Fraction(24, 3351))


def test_one_person_named_alone_has_the_chance_of_the_faulty_round_and_not_a_certainty():
    seeds = [hashlib.sha256(str(number).encode()).hexdigest() for number in range(20_000)]
    won = sum(owed(1, invited=1, considered=50, seed=seed) for seed in seeds)
    assert won / len(seeds) == pytest.approx(1 / 50, abs=0.004)


@given(some.lists(some.integers(1, 60), min_size=2, max_size=12), some.integers(0, 5000), some.integers(0, 5000))
def test_naming_people_in_several_rounds_gains_nothing(groups, invited, others):
    considered = invited + others
    numbers = [owed(group, first=not at, invited=invited, considered=considered) for at, group in enumerate(groups)]
    assert all(0 <= number <= group for number, group in zip(numbers, groups, strict=True))
    assert sum(numbers) <= owed(sum(groups), invited=invited, considered=considered)


@pytest.fixture
def faulty(noon, db):
    """A round that invited everybody in its list, with one person left out."""
    return draws.one_left_out(at=noon)


@pytest.fixture
def several(noon, db):
    """A round that invited one of two, with four people left out."""
    missed = [rounds.candidate("FR-WH", at=noon - timedelta(days=3)) for _person in range(4)]
    return draws.all_left_out(missed, at=noon, invite=1)


FAULT = "A passport's date was noted wrongly."
FAUTE = "La date d'un passeport avait été mal notée."


def plan(round_, emails, *, at, by=None, fault=FAULT, faute=FAUTE, test_source=True, fact_was_wrong=True):
    return remedial.plan_remedial(
        round_id=round_.pk,
        emails=emails,
        fault_en=fault,
        fault_fr=faute,
        freeze_at=at,
        draw_at=at,
        by=by or draws.planner(at=at),
        at=at,
        fact_was_wrong=fact_was_wrong,
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
    invited = Invitation.objects.filter(round=round_).first().profile
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


def test_nobody_is_drawn_twice_for_the_same_error(faulty, noon):
    round_, missed = faulty
    at = noon + timedelta(hours=1)
    first = plan(round_, [missed.user.email], at=at)
    with pytest.raises(CannotPlan, match="Already in a remedial round"):
        plan(round_, [missed.user.email], at=at)
    operations.void(round_id=first.pk, reason_en="A slip.", reason_fr="Une erreur.", by=draws.approver(at=at), at=at)
    second = plan(round_, [missed.user.email], at=at)
    operations.approve(round_id=second.pk, by=draws.approver(at=at), at=at)
    done = draws.carry_on(second, at=at)
    with pytest.raises(CannotPlan, match=r"Not left out|Already in a remedial round"):
        plan(round_, [missed.user.email], at=at)
    with pytest.raises(CannotPlan, match="no further round"):
        plan(done, [missed.user.email], at=at)


def test_whoever_was_left_out_for_a_reason_is_named_with_it_until_the_fact_is_said_to_be_wrong(faulty, noon):
    round_, missed = faulty
    at = noon + timedelta(hours=1)
    with pytest.raises(CannotPlan, match="no passport that the agreement takes") as refusal:
        plan(round_, [missed.user.email], at=at, fact_was_wrong=False)
    assert missed.user.email in refusal.value.sentence("en")
    assert "aucun passeport accepté" in refusal.value.sentence("fr")

    made = plan(round_, [missed.user.email], at=at)
    candidacy = missed.candidacies.get()
    assert json.loads(plan_content(made))["reasons_said_to_be_wrong"] == [[candidacy.pk, "passport"]]


def test_a_share_that_gives_nobody_an_invitation_makes_no_round(noon, db):
    round_, missed = draws.one_left_out(at=noon, invite=1)
    number = owed(1, invited=1, considered=2, seed=round_.draw.seed, pool="FR-WH")
    told = nullcontext() if number else pytest.raises(CannotPlan, match="rounded by the rule")
    with told:
        made = plan(round_, [missed.user.email], at=noon + timedelta(hours=1))
        assert made.pools.get().invite == 1


def test_the_number_is_that_of_the_people_who_are_really_in_the_list(faulty, noon):
    round_, missed = faulty
    other = rounds.candidate("FR-WH", at=noon - timedelta(days=3))
    at = noon + timedelta(hours=1)
    made = plan(round_, [missed.user.email, other.user.email], at=at)
    assert made.pools.get().invite == 2
    candidacies.withdraw(profile_id=other.pk, by=other.user, at=at)
    operations.approve(round_id=made.pk, by=draws.approver(at=at), at=at)
    done = draws.carry_on(made, at=at)
    line = done.pools.get()
    assert (line.entries, line.invite, line.invited) == (1, 1, 1)
    assert json.loads(done.draw.manifest)["pools"] == [{"pool": "FR-WH", "entries": 1, "invite": 1}]


def test_the_first_list_that_is_fixed_is_rounded_by_the_seed_and_later_ones_down(several, noon):
    round_, missed = several
    at = noon + timedelta(hours=1)
    emails = [one.user.email for one in missed]
    number = owed(1, invited=1, considered=2, seed=round_.draw.seed, pool="FR-WH")
    found = remedial.checked_people(round_, emails[:1], fact_was_wrong=True)
    assert [(one.first, one.invite) for one in left_out.remedies(round_, found)] == [(True, number)]

    first = plan(round_, emails[:2], at=at)
    operations.approve(round_id=first.pk, by=draws.approver(at=at), at=at)
    draws.carry_on(first, at=at)
    with pytest.raises(CannotPlan, match="Nobody would be invited"):
        plan(round_, emails[2:3], at=at)
    second = plan(round_, emails[2:], at=at)
    assert second.pools.get().invite == 1
    candidacies.withdraw(profile_id=missed[3].pk, by=missed[3].user, at=at)
    operations.approve(round_id=second.pk, by=draws.approver(at=at), at=at)
    assert steps.advance(round_id=second.pk, at=at) == RoundState.APPROVED
    second.refresh_from_db()
    assert (second.last_error, second.frozen_at) == (stops.NOBODY_OWED, None)
    assert second.pools.get().entries is None


def test_whoever_held_an_invitation_when_the_list_was_fixed_was_not_left_out_of_it(noon, db):
    invitation = rounds.invited("FR-WH", others=("FR-YP",), at=noon - timedelta(days=2))
    rounds.candidate("FR-WH", "FR-YP", at=noon - timedelta(days=1))
    round_ = draws.carried_out({"FR-WH": 1, "FR-YP": 1}, at=noon)
    invitations.decline(invitation_id=invitation.pk, by=invitation.profile.user, at=noon + timedelta(minutes=5))
    for fact_was_wrong in (True, False):
        with pytest.raises(CannotPlan, match="without an unanswered invitation"):
            plan(round_, [invitation.profile.user.email], at=noon + timedelta(hours=1), fact_was_wrong=fact_was_wrong)


def test_where_nobody_kept_the_reasons_the_fact_is_said_to_be_wrong_each_time(faulty, noon):
    round_, missed = faulty
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        LeftOut.objects.filter(round=round_).delete()
        cursor.execute("SET LOCAL session_replication_role = origin")
    at = noon + timedelta(hours=1)
    with pytest.raises(CannotPlan, match="left out 1 person for a reason, and who they are was not kept") as refusal:
        plan(round_, [missed.user.email], at=at, fact_was_wrong=False)
    assert "a écarté 1 personne pour un motif" in refusal.value.sentence("fr")
    made = plan(round_, [missed.user.email], at=at)
    assert json.loads(plan_content(made))["reasons_not_kept"] == ["FR-WH"]


def test_people_are_named_only_before_the_plan_is_approved(faulty, noon):
    round_, missed = faulty
    at = noon + timedelta(hours=1)
    other = rounds.candidate("FR-WH", at=noon - timedelta(days=1)).candidacies.get()
    made = plan(round_, [missed.user.email], at=at)
    operations.approve(round_id=made.pk, by=draws.approver(at=at), at=at)
    with pytest.raises(DatabaseError, match="written only by the step"), transaction.atomic():
        RemedialEntry.objects.create(round=made, candidacy=other)

"""An invitation is opened, accepted, declined, or left unanswered."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from profiles.models import Letter
from profiles.states import ProfileState, Removal
from rounds.models import Candidacy, Invitation, RoundEntry, Season
from rounds.operations import invitations
from rounds.operations.invitations import AlreadyAnswered, InvitationLapsed
from rounds.states import CandidacyState, Departure, InvitationState
from tests.factories import people, rounds

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
INSTANT = timedelta(microseconds=1)


def accept(invitation, *, at, by=None):
    with transaction.atomic():
        return invitations.accept(invitation_id=invitation.pk, by=by or invitation.profile.user, at=at)


def decline(invitation, *, at, by=None):
    return invitations.decline(invitation_id=invitation.pk, by=by or invitation.profile.user, at=at)


def states(invitation):
    rows = Candidacy.objects.filter(profile=invitation.profile).values_list("pool__code", "state", "reason")
    return {code: (state, reason) for code, state, reason in rows}


def profile_state(invitation):
    invitation.profile.refresh_from_db()
    return invitation.profile.state


def test_accept_makes_an_applicant_who_is_in_no_pool(noon):
    invitation = rounds.invited("FR-WH", others=("FR-YP",), at=noon)

    accepted = accept(invitation, at=noon + DAY)

    assert (accepted.state, accepted.answered_at) == (InvitationState.ACCEPTED, noon + DAY)
    assert accepted.answered_by == invitation.profile.user
    assert profile_state(invitation) == ProfileState.APPLICANT
    left = (CandidacyState.LEFT, Departure.ACCEPTED)
    assert states(invitation) == {"FR-WH": left, "FR-YP": left}
    entry = RoundEntry.objects.get(kind="invitation_accepted")
    assert (entry.invitation_id, entry.round_id) == (invitation.pk, invitation.round_id)


def test_decline_puts_the_person_back_into_the_pool(noon):
    invitation = rounds.invited("FR-WH", others=("FR-YP",), at=noon)

    declined = decline(invitation, at=noon + DAY)

    assert declined.state == InvitationState.DECLINED
    assert profile_state(invitation) == ProfileState.ACTIVE
    assert states(invitation) == {"FR-WH": (CandidacyState.WAITING, ""), "FR-YP": (CandidacyState.WAITING, "")}
    assert Letter.objects.get(kind="rounds/declined").context["outcome"] == "back"


def test_decline_after_the_birthday_that_breaks_the_rule_leaves_that_pool_alone(noon):
    invitation = rounds.invited("FR-WH", at=noon, date_of_birth=date(1990, 2, 5))

    decline(invitation, at=noon + 5 * DAY)

    assert profile_state(invitation) == ProfileState.ACTIVE
    assert states(invitation) == {"FR-WH": (CandidacyState.REMOVED, Departure.AGED_OUT)}
    assert Letter.objects.get(kind="rounds/declined").context["outcome"] == "aged_out"


def test_decline_after_the_season_closed_removes_the_profile(noon):
    invitation = rounds.invited("FR-WH", others=("FR-YP",), at=noon)
    Season.objects.filter(pk=2026).update(closes_at=noon + DAY, profiles_end_at=noon + DAY)

    decline(invitation, at=noon + 2 * DAY)

    assert profile_state(invitation) == ProfileState.REMOVED
    assert invitation.profile.removal == Removal.SEASON_CLOSED
    removed = (CandidacyState.REMOVED, Departure.SEASON_CLOSED)
    assert states(invitation) == {"FR-WH": removed, "FR-YP": removed}
    assert Letter.objects.get(kind="rounds/declined").context["outcome"] == "season_closed"


def test_accept_after_the_season_closed_still_counts(noon):
    invitation = rounds.invited("FR-WH", at=noon)
    Season.objects.filter(pk=2026).update(closes_at=noon + DAY)

    assert accept(invitation, at=noon + 2 * DAY).state == InvitationState.ACCEPTED


@pytest.mark.parametrize("answer", [accept, decline])
def test_an_answer_counts_until_just_before_the_end(noon, answer):
    invitation = rounds.invited("FR-WH", at=noon)

    assert answer(invitation, at=invitation.lapses_at - INSTANT).state != InvitationState.ISSUED


@pytest.mark.parametrize("answer", [accept, decline])
def test_an_answer_at_the_end_is_late_and_says_by_whose_clock(noon, answer):
    user = people.account(at=noon, time_zone="Europe/Paris")
    invitation = rounds.invited("FR-WH", at=noon, user=user)

    with pytest.raises(InvitationLapsed) as refusal:
        answer(invitation, at=datetime(2026, 2, 13, 12, 0, tzinfo=UTC))

    assert "Thursday, February 12, 2026 at 11:59\xa0pm (Paris time)" in refusal.value.en
    assert "Friday, February 13, 2026 at 1:00\xa0pm (Paris time) by our clock" in refusal.value.en
    assert "jeudi 12 février 2026 à 23\xa0h\xa059 (heure de Paris)" in refusal.value.fr
    invitation.refresh_from_db()
    assert invitation.state == InvitationState.ISSUED


@pytest.mark.parametrize("second", [accept, decline])
@pytest.mark.parametrize("first", [accept, decline])
def test_a_second_answer_is_refused_and_changes_nothing(noon, first, second):
    invitation = rounds.invited("FR-WH", at=noon)
    state = first(invitation, at=noon + DAY).state

    with pytest.raises(AlreadyAnswered, match="nothing was changed"):
        second(invitation, at=noon + DAY + INSTANT)

    invitation.refresh_from_db()
    assert (invitation.state, invitation.answered_at) == (state, noon + DAY)


@pytest.mark.parametrize("answer", [accept, decline])
def test_somebody_elses_invitation_does_not_exist(noon, answer):
    invitation, stranger = rounds.invited("FR-WH", at=noon), people.account(at=noon)

    with pytest.raises(Invitation.DoesNotExist):
        answer(invitation, at=noon, by=stranger)


@pytest.mark.parametrize("answer", [accept, decline])
def test_a_cancelled_invitation_cannot_be_answered(noon, answer):
    invitation = rounds.invited("FR-WH", at=noon)
    Invitation.objects.filter(pk=invitation.pk).update(state=InvitationState.CANCELLED, answered_at=noon)

    with pytest.raises(AlreadyAnswered, match="cancelled"):
        answer(invitation, at=noon)


def test_open_notes_the_first_time_only(noon):
    invitation = rounds.invited("FR-WH", at=noon)

    for day in (1, 2):
        invitations.open_invitation(invitation_id=invitation.pk, by=invitation.profile.user, at=noon + day * DAY)

    invitation.refresh_from_db()
    assert invitation.opened_at == noon + DAY
    assert RoundEntry.objects.filter(kind="invitation_opened").count() == 1


def test_silence_ends_the_invitation_and_the_profile(noon):
    invitation = rounds.invited("FR-WH", others=("FR-YP",), at=noon)

    assert invitations.expire_next(at=invitation.lapses_at - INSTANT) is None
    expired = invitations.expire_next(at=invitation.lapses_at)

    assert expired is not None
    assert (expired.state, expired.answered_by) == (InvitationState.EXPIRED, None)
    assert profile_state(invitation) == ProfileState.REMOVED
    assert invitation.profile.removal == Removal.NO_ANSWER
    left = (CandidacyState.LEFT, Departure.NO_ANSWER)
    assert states(invitation) == {"FR-WH": left, "FR-YP": left}
    assert Letter.objects.filter(kind="rounds/expired", profile=invitation.profile).count() == 1


def test_whoever_let_an_invitation_expire_may_start_again(noon):
    invitation = rounds.invited("FR-WH", at=noon)
    invitations.expire_next(at=invitation.lapses_at)

    again = people.active_profile(at=invitation.lapses_at + DAY, user=invitation.profile.user)

    assert again.state == ProfileState.ACTIVE


@pytest.mark.parametrize("answer", [accept, decline])
def test_an_answer_after_the_sweep_says_that_the_time_was_over(noon, answer):
    invitation = rounds.invited("FR-WH", at=noon)
    invitations.expire_next(at=invitation.lapses_at)

    with pytest.raises(InvitationLapsed):
        answer(invitation, at=invitation.lapses_at + DAY)


def test_the_sweep_takes_one_at_a_time_and_a_second_run_changes_nothing(noon):
    for _ in range(3):
        rounds.invited("FR-WH", at=noon)
    answered = rounds.invited("FR-WH", at=noon)
    decline(answered, at=noon + DAY)
    later = noon + 30 * DAY

    expired = 0
    while invitations.expire_next(at=later):
        expired += 1

    assert expired == 3
    assert invitations.expire_next(at=later) is None
    assert Letter.objects.filter(kind="rounds/expired").count() == 3
    assert Invitation.objects.get(pk=answered.pk).state == InvitationState.DECLINED

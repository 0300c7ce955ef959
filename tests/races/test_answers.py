"""Two answers to one invitation in the same instant, and an answer against the sweep."""

from datetime import timedelta

import pytest
from django.db import transaction

from profiles.models import Letter
from profiles.states import ProfileState
from rounds.models import Candidacy, Invitation, RoundEntry
from rounds.operations import invitations
from rounds.operations.invitations import AlreadyAnswered, InvitationLapsed
from rounds.states import CandidacyState, InvitationState
from tests.factories import rounds
from tests.races.together import at_the_same_moment

pytestmark = pytest.mark.django_db(transaction=True)
ANSWERS = ["invitation_accepted", "invitation_declined", "invitation_expired"]


def accept(invitation, at):
    with transaction.atomic(durable=True):
        return invitations.accept(invitation_id=invitation.pk, by=invitation.profile.user, at=at)


def decline(invitation, at):
    return invitations.decline(invitation_id=invitation.pk, by=invitation.profile.user, at=at)


@pytest.mark.parametrize("_time", range(5))
def test_accept_and_decline_at_once_give_one_answer(noon, _time):
    invitation = rounds.invited("FR-WH", at=noon)

    results = at_the_same_moment(lambda: accept(invitation, noon), lambda: decline(invitation, noon))

    [won] = [result for result in results if isinstance(result, Invitation)]
    assert sum(isinstance(result, AlreadyAnswered) for result in results) == 1
    invitation.refresh_from_db()
    invitation.profile.refresh_from_db()
    candidacy = Candidacy.objects.get()
    assert (invitation.state, invitation.profile.state, candidacy.state) in {
        (InvitationState.ACCEPTED, ProfileState.APPLICANT, CandidacyState.LEFT),
        (InvitationState.DECLINED, ProfileState.ACTIVE, CandidacyState.WAITING),
    }
    assert invitation.state == won.state
    assert RoundEntry.objects.filter(kind__in=ANSWERS).count() == 1


@pytest.mark.parametrize("_time", range(5))
def test_an_answer_in_time_and_the_sweep_give_one_outcome(noon, _time):
    invitation = rounds.invited("FR-WH", at=noon)
    last_instant = invitation.lapses_at - timedelta(microseconds=1)

    answer, sweep = at_the_same_moment(
        lambda: accept(invitation, last_instant), lambda: invitations.expire_next(at=invitation.lapses_at)
    )

    invitation.refresh_from_db()
    if isinstance(answer, Invitation):
        assert (invitation.state, sweep) == (InvitationState.ACCEPTED, None)
    else:
        assert isinstance(answer, InvitationLapsed)
        assert invitation.state == InvitationState.EXPIRED
    assert RoundEntry.objects.filter(kind__in=ANSWERS).count() == 1
    # Whoever came second finds nothing left to do.
    assert invitations.expire_next(at=invitation.lapses_at) is None


def test_two_sweeps_expire_each_invitation_once(noon):
    many = [rounds.invited("FR-WH", at=noon) for _ in range(6)]
    later = many[0].lapses_at

    def sweep():
        expired = []
        while (one := invitations.expire_next(at=later)) is not None:
            expired.append(one.pk)
        return expired

    first, second = at_the_same_moment(sweep, sweep)

    assert sorted(first + second) == sorted(one.pk for one in many)
    assert Letter.objects.filter(kind="rounds/expired").count() == 6
    assert RoundEntry.objects.filter(kind="invitation_expired").count() == 6

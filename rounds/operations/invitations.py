"""Invitations: opened, accepted, declined, or left unanswered."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from iecsite import dates, journal
from iecsite.journal import Act
from iecsite.refusal import Refused
from profiles.operations import letters as outbox
from profiles.operations import profiles
from profiles.states import Removal
from rounds.letters import invitations as letters
from rounds.models import Invitation, RoundEntry
from rounds.models.journal import STREAM
from rounds.operations import ways_back
from rounds.operations.candidacies import leave_all
from rounds.queries.way_back import way_back
from rounds.rules import calendar, lifecycle
from rounds.states import CandidacyState, Departure, InvitationState

if TYPE_CHECKING:
    from profiles.models import User


class AlreadyAnswered(Refused):
    """The invitation was answered or ended before; what was done then stands."""


class InvitationLapsed(Refused):
    """The time to answer had ended when the answer came. Says both moments on the person's clocks."""


def accept(*, invitation_id: int, by: "User", at: datetime) -> Invitation:
    """
    Say yes for the invited person, inside the caller's transaction: they leave every pool and become an applicant.

    The caller opens the application and writes the letter.

    :raises AlreadyAnswered: when it was answered or ended before
    :raises InvitationLapsed: when the time to answer is over
    :raises Invitation.DoesNotExist: when it is somebody else's
    """
    invitation = _answerable(invitation_id, by=by, at=at)
    profiles.become_applicant(profile_id=invitation.profile_id, at=at)
    leave_all(profile_id=invitation.profile_id, reason=Departure.ACCEPTED, at=at)
    _end(invitation, InvitationState.ACCEPTED, by=by, at=at)
    return invitation


@transaction.atomic(durable=True)
def decline(*, invitation_id: int, by: "User", at: datetime) -> Invitation:
    """
    Say no for the invited person: back in the pool, with a letter that says so.

    Out of it, where meanwhile new terms, a change of their answers, their age or their passport closed it to them: then a letter
    says why. Where the season's profiles were closed, theirs is removed as all others were. A season that takes no new profiles
    any more still has its last rounds, so they may be drawn again in those. Where the dated setting `after_declining` said so as
    it was issued, the profile ends, and they may send a new one.

    :raises AlreadyAnswered: when it was answered or ended before
    :raises InvitationLapsed: when the time to answer is over
    :raises Invitation.DoesNotExist: when it is somebody else's
    """
    invitation = _answerable(invitation_id, by=by, at=at)
    found = way_back(invitation, at=at)
    outcome = found.kept_out
    if outcome in _REMOVED:
        profiles.remove(profile_id=invitation.profile_id, reason=_REMOVED[outcome], by=by, at=at)
        leave_all(profile_id=invitation.profile_id, reason=outcome, state=CandidacyState.REMOVED, at=at)
    else:
        profiles.return_to_pool(profile_id=invitation.profile_id, at=at)
        ways_back.follow(invitation, found, by=by, at=at)
    _end(invitation, InvitationState.DECLINED, by=by, at=at, outcome=outcome or BACK)
    outbox.queue_letter(letters.declined(invitation, outcome=outcome or BACK), at=at)
    return invitation


@transaction.atomic(durable=True)
def open_invitation(*, invitation_id: int, by: "User", at: datetime) -> Invitation:
    """
    Note that the invited person saw the invitation; only the first time is kept.

    :raises Invitation.DoesNotExist: when it is somebody else's
    """
    invitation = _held(invitation_id, by)
    if invitation.opened_at is None:
        invitation.opened_at = at
        Invitation.objects.filter(pk=invitation.pk).update(opened_at=at)
        _record("invitation_opened", invitation, by=by, at=at)
    return invitation


@transaction.atomic(durable=True)
def expire_next(*, at: datetime) -> Invitation | None:
    """
    End one invitation whose time is over: the profile leaves the pools and may be sent again, and a letter says so.

    Safe to run twice, late, or in two workers: an invitation that somebody else holds is skipped, so an answer that came in
    time and is being written wins.

    :returns: the invitation that expired, or None when there is none
    """
    invitation = (
        Invitation.objects.filter(state=InvitationState.ISSUED, lapses_at__lte=at)
        .select_related("profile__user", "pool__country", "round")
        .select_for_update(of=("self", "profile"), skip_locked=True, no_key=True)
        .order_by("lapses_at", "id")
        .first()
    )
    if invitation is None:
        return None
    profiles.remove(profile_id=invitation.profile_id, reason=Removal.NO_ANSWER, by=None, at=at)
    leave_all(profile_id=invitation.profile_id, reason=Departure.NO_ANSWER, at=at)
    _end(invitation, InvitationState.EXPIRED, by=None, at=at)
    outbox.queue_letter(letters.expired(invitation), at=at)
    return invitation


BACK = "back"
_REMOVED = {Departure.SEASON_CLOSED: Removal.SEASON_CLOSED, Departure.DECLINED: Removal.DECLINED}


def _held(invitation_id: int, by: "User") -> Invitation:
    """The person's invitation and profile, locked: two answers at once come one after the other."""
    return (
        Invitation.objects.select_related("profile__user", "pool__country", "round", "candidacy")
        .select_for_update(of=("self", "profile"), no_key=True)
        .get(pk=invitation_id, profile__user=by)
    )


def _answerable(invitation_id: int, *, by: "User", at: datetime) -> Invitation:
    invitation = _held(invitation_id, by)
    if invitation.state == InvitationState.EXPIRED:
        raise _lapsed(invitation, at)
    if invitation.state != InvitationState.ISSUED:
        raise AlreadyAnswered(*_ANSWERED[InvitationState(invitation.state)])
    if not calendar.in_time(invitation.lapses_at, at):
        raise _lapsed(invitation, at)
    return invitation


_ANSWERED = {
    InvitationState.ACCEPTED: (
        "You said yes to this invitation before. Your application is open; nothing was changed.",
        "Vous avez déjà dit oui à cette invitation. Votre demande est ouverte; rien n'a été modifié.",
    ),
    InvitationState.DECLINED: (
        "You said no to this invitation before. That cannot be undone; nothing was changed.",
        "Vous avez déjà refusé cette invitation. Cela ne peut pas être annulé; rien n'a été modifié.",
    ),
    InvitationState.CANCELLED: (
        "This invitation was cancelled. It can no longer be answered.",
        "Cette invitation a été annulée. Il n'est plus possible d'y répondre.",
    ),
}


def _lapsed(invitation: Invitation, at: datetime) -> InvitationLapsed:
    zone = invitation.profile.user.time_zone
    last = calendar.last_minute(invitation.answer_by, invitation.lapses_at, zone)
    return InvitationLapsed(
        f"The time to answer ended on {dates.moment(last, zone, 'en')}. Your answer reached us on "
        f"{dates.moment(at, zone, 'en')} by our clock, so it could not be counted.",
        f"Le délai pour répondre s'est terminé le {dates.moment(last, zone, 'fr')}. Votre réponse nous est parvenue le "
        f"{dates.moment(at, zone, 'fr')} selon notre horloge; elle n'a donc pas pu être prise en compte.",
    )


def _end(invitation: Invitation, state: InvitationState, *, by: "User | None", at: datetime, **details: str) -> None:
    lifecycle.INVITATION.check(invitation.state, state)
    invitation.state, invitation.answered_at, invitation.answered_by = state, at, by
    invitation.save(update_fields=["state", "answered_at", "answered_by"])
    _record(f"invitation_{state}", invitation, by=by, at=at, **details)


def _record(kind: str, invitation: Invitation, *, by: "User | None", at: datetime, **details: str) -> None:
    subjects = {
        "profile_id": invitation.profile_id,
        "pool_id": invitation.pool_id,
        "round_id": invitation.round_id,
        "invitation_id": invitation.pk,
    }
    journal.record(RoundEntry, Act(kind, subjects, details), stream=STREAM, by=by, at=at)

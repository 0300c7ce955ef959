"""Takes up an invitation: the person said yes, and their application is open."""

import secrets
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from applications.letters import applicant as letters
from applications.models import Application
from applications.operations.held import record
from applications.queries import applications
from applications.rules import deadlines
from profiles.operations import letters as outbox
from rounds.operations import invitations

if TYPE_CHECKING:
    from profiles.models import User

# Nine digits at random are taken already about once in a thousand when a million are: another is tried then.
_TRIES = 20


@transaction.atomic(durable=True)
def accept_invitation(*, invitation_id: int, by: "User", at: datetime) -> Application:
    """
    Say yes for the invited person and open the application that the invitation entitles to.

    The details are taken over from the profile; from now on there are exactly 20 x 24 hours to send it.

    :raises invitations.AlreadyAnswered: when it was answered or ended before
    :raises invitations.InvitationLapsed: when the time to answer is over
    :raises Invitation.DoesNotExist: when it is somebody else's
    """
    invitation = invitations.accept(invitation_id=invitation_id, by=by, at=at)
    application = _open(
        invitation=invitation,
        profile_id=invitation.profile_id,
        pool=invitation.pool,
        started_at=at,
        due_at=deadlines.submission_due_at(at),
        **applications.opening(invitation),
    )
    record("application_opened", application, by=by, at=at)
    outbox.queue_letter(letters.accepted(application), at=at)
    return application


def _open(**values: Any) -> Application:
    for _attempt in range(_TRIES):
        try:
            with transaction.atomic():
                return Application.objects.create(reference=f"W{secrets.randbelow(10**9):09d}", **values)
        except IntegrityError as refusal:
            if "reference" not in str(refusal):
                raise
    raise RuntimeError("No free reference was found; nearly all of them must be taken.")

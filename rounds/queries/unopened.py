"""Invitations that nobody opened."""

from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery

from profiles.models import OtherAddress
from profiles.queries import trusted_contacts
from rounds.models import Invitation
from rounds.states import InvitationState


def contacts(*, issued_before: datetime, at: datetime) -> QuerySet[OtherAddress]:
    """
    The trusted contacts of people who hold an `invitation` that they have not opened and may still answer; who was told of this
    one already is left out.

    :param issued_before: the invitations that were issued at this moment or before
    """
    waiting = Invitation.objects.filter(
        profile__user=OuterRef("user"),
        state=InvitationState.ISSUED,
        opened_at=None,
        issued_at__lte=issued_before,
        lapses_at__gt=at,
    )
    found = trusted_contacts.agreed().annotate(invitation=Subquery(waiting.values("pk")[:1])).filter(invitation__isnull=False)
    return trusted_contacts.not_told(found, "invitation", "invitation")

"""Holds: what keeps a file from being erased."""

from datetime import datetime

from django.db import transaction

from iecsite import journal
from iecsite.journal import Act
from iecsite.refusal import Refused
from profiles.models import Hold, ProfileEntry, User
from profiles.models.journal import STREAM


class CannotHold(Refused):
    """The hold cannot be placed."""


@transaction.atomic(durable=True)
def place(*, person_id: int, reason: str, file_number: str, by: User, at: datetime) -> Hold:
    """
    Keep a person's file until the hold is lifted.

    :raises CannotHold: without a number, or when the file is erased already
    """
    person = User.objects.select_for_update(of=("self",), no_key=True).get(pk=person_id)
    if not file_number.strip():
        raise CannotHold("Enter the number of the matter or request.", "Entrez le numéro du dossier ou de la demande.")
    if person.erased_at is not None:
        raise CannotHold("This file is erased already.", "Ce dossier est déjà effacé.")
    hold = Hold.objects.create(
        person=person, reason=Hold.Reason(reason), file_number=file_number.strip(), placed_by=by, placed_at=at
    )
    _record(hold, "hold_placed", by=by, at=at)
    return hold


@transaction.atomic(durable=True)
def lift(*, hold_id: int, by: User, at: datetime) -> Hold:
    """Let a file go its way again; a hold that was lifted stays lifted."""
    hold = Hold.objects.select_for_update(of=("self",), no_key=True).get(pk=hold_id)
    if hold.lifted_at is None:
        hold.lifted_by, hold.lifted_at = by, at
        hold.save(update_fields=["lifted_by", "lifted_at"])
        _record(hold, "hold_lifted", by=by, at=at)
    return hold


def _record(hold: Hold, kind: str, *, by: User, at: datetime) -> None:
    act = Act(kind, {"account_id": hold.person_id}, {"hold": hold.pk, "reason": str(hold.reason)})
    journal.record(ProfileEntry, act, stream=STREAM, by=by, at=at)

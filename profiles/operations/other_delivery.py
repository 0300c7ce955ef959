"""Sends the letters to addresses beside the one that signs in."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from iecsite import journal
from iecsite.journal import Act
from iecsite.turns import Turn
from profiles.letters import other_addresses as words
from profiles.models import OtherAddressLetter, ProfileEntry, User
from profiles.models.journal import STREAM
from profiles.operations.one_by_one import Outbox
from profiles.states import LetterState


def deliver_due(*, at: datetime, most: int = 200, turn: Turn | None = None) -> int:
    """
    Send the letters to other addresses that are due, as `Outbox.deliver_due` does. A copy follows its letter: it waits until that
    one was sent or put aside, so that both say the same.

    :returns: how many were sent
    """
    return OUTBOX.deliver_due(at=at, most=most, turn=turn)


def claim_next(*, at: datetime) -> OtherAddressLetter | None:
    """Take the next letter for two minutes; None when none is due. One whose address has ended is put aside."""
    letter: OtherAddressLetter | None = OUTBOX.claim_next(at=at)
    return letter


def _rows() -> QuerySet[Any]:
    follows = Q(letter=None) | ~Q(letter__state=LetterState.QUEUED)
    rows = OtherAddressLetter.objects.filter(follows)
    return rows.select_related("address__user", "letter__user", "letter__profile")


def _record(letter: OtherAddressLetter, *, by: User, at: datetime) -> None:
    act = Act("other_letter_resent", {"account_id": letter.address.user_id}, {"letter": letter.pk})
    journal.record(ProfileEntry, act, stream=STREAM, by=by, at=at)


OUTBOX = Outbox(
    "Other address's",
    rows=_rows,
    is_over=lambda letter: letter.address.ended_at is not None,
    message=lambda letter, connection: words.message(letter, connection=connection),
    record=_record,
)

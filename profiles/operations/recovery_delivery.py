"""Sends the letters about recoveries to other addresses than the account's."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from iecsite import journal
from iecsite.journal import Act
from iecsite.turns import Turn
from profiles.letters import recovery as words
from profiles.models import ProfileEntry, RecoveryLetter, User
from profiles.models.journal import STREAM
from profiles.operations.one_by_one import Outbox
from profiles.states import RecoveryState

# A link is waited for, and holds for 48 hours: a mail server that is out of order for a day does not cost it.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 10, 60, 180, 360, 720, 720))


def _rows() -> QuerySet[Any]:
    return RecoveryLetter.objects.select_related("recovery__user")


def _stopped(letter: RecoveryLetter) -> bool:
    """Whether it brings a link of a recovery that was stopped meanwhile."""
    return letter.kind == words.LINK and letter.recovery.state != RecoveryState.READY


def _record(letter: RecoveryLetter, *, by: User, at: datetime) -> None:
    act = Act("recovery_letter_resent", {"account_id": letter.recovery.user_id}, {"letter": letter.pk})
    journal.record(ProfileEntry, act, stream=STREAM, by=by, at=at)


OUTBOX = Outbox(name="Recovery", rows=_rows, is_over=_stopped, over="stopped", message=words.message, record=_record, waits=WAITS)
MOST_ATTEMPTS = OUTBOX.most_attempts


def deliver_due(*, at: datetime, most: int = 200, turn: Turn | None = None) -> int:
    """
    Send letters that are due, as `Outbox.deliver_due` says.

    :returns: how many were sent
    """
    return OUTBOX.deliver_due(at=at, most=most, turn=turn)

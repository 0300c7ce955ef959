"""Sends the letters to addresses without an account."""

from datetime import datetime

from iecsite.turns import Turn
from profiles.operations.one_by_one import Outbox
from rounds.letters import alerts as words
from rounds.models import AlertLetter

_OUTBOX = Outbox(
    "Alert",
    rows=lambda: AlertLetter.objects.select_related("alert", "round"),
    is_over=lambda letter: letter.alert.ended_at is not None,
    message=lambda letter, connection: words.message(letter, connection=connection),
)


def deliver_due(*, at: datetime, most: int = 200, turn: Turn | None = None) -> int:
    """
    Send the letters to subscribers that are due, as `Outbox.deliver_due` does.

    :returns: how many were sent
    """
    return _OUTBOX.deliver_due(at=at, most=most, turn=turn)


def claim_next(*, at: datetime) -> AlertLetter | None:
    """Take the next letter for two minutes; None when none is due. One whose alert was ended meanwhile is put aside."""
    letter: AlertLetter | None = _OUTBOX.claim_next(at=at)
    return letter

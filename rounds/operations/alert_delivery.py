"""Sends the letters to addresses without an account."""

from datetime import datetime
from typing import TYPE_CHECKING

from iecsite import journal
from iecsite.journal import Act
from iecsite.turns import Turn
from profiles.operations.one_by_one import Outbox
from rounds.letters import alerts as words
from rounds.models import AlertLetter, RoundEntry
from rounds.models.journal import STREAM

if TYPE_CHECKING:
    from profiles.models import User


def _record(letter: AlertLetter, *, by: "User", at: datetime) -> None:
    journal.record(RoundEntry, Act("alert_letter_resent", {}, {"letter": letter.pk}), stream=STREAM, by=by, at=at)


OUTBOX = Outbox(
    "Alert",
    rows=lambda: AlertLetter.objects.select_related("alert", "round"),
    is_over=lambda letter: letter.alert.ended_at is not None,
    message=lambda letter, connection: words.message(letter, connection=connection),
    record=_record,
)


def deliver_due(*, at: datetime, most: int = 200, turn: Turn | None = None) -> int:
    """
    Send the letters to subscribers that are due, as `Outbox.deliver_due` does.

    :returns: how many were sent
    """
    return OUTBOX.deliver_due(at=at, most=most, turn=turn)


def claim_next(*, at: datetime) -> AlertLetter | None:
    """Take the next letter for two minutes; None when none is due. One whose alert was ended meanwhile is put aside."""
    letter: AlertLetter | None = OUTBOX.claim_next(at=at)
    return letter

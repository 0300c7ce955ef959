"""The answers of a check without an account, sealed into one short text: nothing is stored, and no address shows a birthday."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from iecsite import seal

PURPOSE = "check"
GOOD_FOR = timedelta(hours=24)
# A result that somebody had sent to themselves is opened again when they have the time.
GOOD_IN_A_LETTER = timedelta(days=30)


class TooOld(Exception):
    """The answers were given too long ago, or the text was changed on its way."""


@dataclass(frozen=True)
class Carried:
    """What was answered, and when; `given_at` is None where nothing was."""

    told: dict[str, Any]
    given_at: datetime | None


def sealed(told: dict[str, Any], *, at: datetime, good_for: timedelta = GOOD_FOR) -> str:
    """The answers as a text that only this site can read, good for a day unless told otherwise."""
    held = {"at": at.timestamp(), "until": (at + good_for).timestamp(), "told": told}
    return seal.sealed(json.dumps(held, separators=(",", ":")), purpose=PURPOSE)


def read(token: str, *, at: datetime) -> Carried:
    """
    The answers in a sealed text with the moment at which they were given; an empty text holds none.

    :raises TooOld: for one that is good no longer, or not ours
    """
    if not token:
        return Carried({}, None)
    try:
        found = json.loads(seal.opened(token, purpose=PURPOSE))
    except seal.CannotOpen as refusal:
        raise TooOld from refusal
    if at.timestamp() > found.get("until", found["at"] + GOOD_FOR.total_seconds()):
        raise TooOld
    return Carried(dict(found["told"]), datetime.fromtimestamp(found["at"], UTC))


def opened(token: str, *, at: datetime) -> dict[str, Any]:
    """
    The answers in a sealed text; an empty text holds none.

    :raises TooOld: for one that is good no longer, or not ours
    """
    return read(token, at=at).told

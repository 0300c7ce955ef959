"""The answers of a check without an account, sealed into one short text: nothing is stored, and no address shows a birthday."""

import json
from datetime import datetime, timedelta
from typing import Any

from iecsite import seal

PURPOSE = "check"
GOOD_FOR = timedelta(hours=24)


class TooOld(Exception):
    """The answers were given more than a day ago, or the text was changed on its way."""


def sealed(told: dict[str, Any], *, at: datetime) -> str:
    """The answers as a text that only this site can read, good for a day."""
    text = json.dumps({"at": at.timestamp(), "told": told}, separators=(",", ":"))
    return seal.sealed(text, purpose=PURPOSE)


def opened(token: str, *, at: datetime) -> dict[str, Any]:
    """
    The answers in a sealed text; an empty text holds none.

    :raises TooOld: for one that is older than a day, or not ours
    """
    if not token:
        return {}
    try:
        found = json.loads(seal.opened(token, purpose=PURPOSE))
    except seal.CannotOpen as refusal:
        raise TooOld from refusal
    if at.timestamp() - found["at"] > GOOD_FOR.total_seconds():
        raise TooOld
    return dict(found["told"])

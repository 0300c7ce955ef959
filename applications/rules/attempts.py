"""How often a job is tried before it is shown to staff, and how long it rests in between."""

from __future__ import annotations

from datetime import datetime, timedelta

MOST_ATTEMPTS = 3

# From the start of an attempt: how long its worker may take, and how long one that failed rests, before the next.
_WAITS = (timedelta(minutes=2), timedelta(minutes=10), timedelta(hours=1))


def next_try_at(begun: int, at: datetime) -> datetime:
    """
    When another worker may try a job that one takes up now.

    :param begun: attempts begun before this one
    """
    return at + _WAITS[min(begun, len(_WAITS) - 1)]

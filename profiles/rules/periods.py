"""How long a profile waits: for its first sending, before its passport ends, and after it was withdrawn."""

from __future__ import annotations

from datetime import datetime, timedelta

# A draft that is not finished within 60 days is lost (secondary copy of the official page, read 2026-11-23). Ours counts from
# the last answer that was saved, so that whoever works on it never loses it, and keeps the answers for the next profile.
DRAFT_KEPT = timedelta(days=60)
DRAFT_WARNING = timedelta(days=14)
# Ours: whoever is warned late, because no warning could be written in time, has a week from then. Nobody loses a draft unwarned.
DRAFT_NOTICE_AT_LEAST = timedelta(days=7)


def draft_ends_at(changed_at: datetime, *, warned_at: datetime | None, at: datetime) -> datetime:
    """
    When a draft lapses into which nothing more is saved: after 60 days, and no earlier than a week after its warning.

    :param changed_at: when its last answer was saved
    :param warned_at: when its owner was written to since; None: not yet, and at the earliest now
    """
    warned = warned_at or max(at, changed_at + DRAFT_KEPT - DRAFT_WARNING)
    return max(changed_at + DRAFT_KEPT, warned + DRAFT_NOTICE_AT_LEAST)


# Days before the last day of a passport, or a birthday, from which a letter is due.
NOTICES = (60, 14)

# Ours: the department's own page knows no way back.
WITHDRAWAL_UNDONE_WITHIN = timedelta(hours=24)

# How long a profile waits in pools (HC-928, read 2026-11-23), where the season does not end first: a dated setting.
LONGEST_WAIT = timedelta(days=365)

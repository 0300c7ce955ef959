"""How long other addresses wait for an answer, and which letters need no copy."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum


class Purpose(StrEnum):
    """What a link in a letter to another address is for."""

    ANSWER = "answer"
    END = "end"
    UNDO = "undo"


# Ours: so long the reader of an unconfirmed address may say yes; then it is forgotten.
ANSWER_WITHIN = timedelta(days=7)

# So long a changed address may be put back from the letter that told of it.
UNDO_WITHIN = timedelta(hours=72)

# Ours: an invitation that nobody opened for so long is told to the trusted contact.
UNOPENED_FOR = timedelta(hours=48)

# So often a day one account may have another address asked, and one address be asked by whatever accounts, so that nobody is
# buried in letters.
MOST_ASKED_BY_ACCOUNT = 5
MOST_ASKED_OF_ADDRESS = 3

# Ours: so long nobody is asked again who wanted no letters.
REFUSAL_HOLDS = timedelta(days=90)

# What a stranger reads of a person is a name, and no message: so many letters, and nothing that leads to a page or a mailbox.
LONGEST_NAME = 40
LEADS_AWAY = r"[/:@]|\w{2,}\.\w{2,}"

# Letters that ask for nothing and change nothing: they go to the address that signs in alone. Every other is copied.
ROUTINE = frozenset(
    {
        "profiles/sent",
        "profiles/sign_in_locked",
        "rounds/in_pool",
        "rounds/not_this_time",
        "rounds/receipt",
        "rounds/season_opens",
    }
)

# These are written to each confirmed address by themselves, so that a copy would be the second of one letter there.
TOLD_EVERYWHERE = frozenset(
    {
        "profiles/recovery_asked",
        "profiles/recovery_cancelled",
        "profiles/recovery_refused",
        "profiles/recovery_used",
    }
)

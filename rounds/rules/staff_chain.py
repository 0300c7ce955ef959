"""
The staff's sealed chain: one link is revealed a round, and anyone checks it against the link before.

It protects a draw against a beacon that colludes or leaks: without the next link, which was fixed before the season, nobody can
compute a seed. Source: the protocol IEC-DRAW/1, section 3.5.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from rounds.rules.seeds import link_before

LENGTH = 500
ANNOUNCED_AHEAD = timedelta(days=7)
"""So long the anchor lies open before a list names it. Source: section 3.5, "announced seven days ahead" (read 2026-11-23)."""


def usable_from(made_at: datetime) -> datetime:
    """Return the first moment at which a list may be fixed that names a chain; its anchor is published when it is made."""
    return made_at + ANNOUNCED_AHEAD


def last_link(chance: bytes, words: Sequence[str]) -> str:
    """
    Return the chain's secret end, in hex, from 32 random bytes and what each person in the room typed.

    Nobody's words can make it weaker than the random bytes are.

    :raises ValueError: when there are not 32 random bytes
    """
    if len(chance) != 32:
        raise ValueError(f"A chain begins with 32 random bytes, not {len(chance)}.")
    mixed = sha256(b"IEC-DRAW/1|chain-end|" + chance)
    for word in words:
        mixed.update(sha256(word.encode()).digest())
    return mixed.hexdigest()


def link_at(last: str, *, length: int, number: int) -> str:
    """
    Return link ``number`` (0 is the published anchor, ``length`` the secret end) of a chain.

    :raises ValueError: when the chain has no such link
    """
    if not 0 <= number <= length:
        raise ValueError(f"A chain of {length} links has none numbered {number}.")
    link = last
    for _ in range(length - number):
        link = link_before(link)
    return link


def follows(link: str, known: str) -> bool:
    """Say whether a link is the one that comes after the known one."""
    return link_before(link) == known

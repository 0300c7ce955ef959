"""
The names that a draw's files are made of: formats, rounds, pools and tickets.

Their alphabets are fixed so narrowly that two different entries can never be written as the same bytes.
Source: the protocol IEC-DRAW/1, sections 3.1 and 3.5.
"""

import re
from collections.abc import Iterable

FORMAT = "IEC-DRAW/1"
"""A round drawn from public randomness."""

TEST_FORMAT = "IEC-DRAW/1-TEST"
"""A round drawn from a local source, for trials. Verifiers refuse it unless told otherwise."""

FORMATS = (FORMAT, TEST_FORMAT)

# The order in which a round is drawn: Co-op, then Young Professionals, then Working Holiday
# (canada.ca, "Become a candidate: your chances", read 2026-11-23).
CATEGORY_ORDER = ("IC", "YP", "WH")

_ROUND = re.compile(r"[0-9]{4}-[0-9]{3}", re.ASCII)
_POOL = re.compile(r"[A-Z]{2}-(IC|YP|WH)(-[A-Z0-9]{1,8})?", re.ASCII)
_TICKET = re.compile(r"[0-9a-f]{32}", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


class NotAName(ValueError):
    """The message says which name is not written as the protocol writes it."""


def check_format(text: str) -> str:
    """
    Return a draw format unchanged.

    :raises NotAName: when it is neither ``IEC-DRAW/1`` nor ``IEC-DRAW/1-TEST``
    """
    if text not in FORMATS:
        raise NotAName(f"{text!r} is not a draw format; it is {FORMAT} or {TEST_FORMAT}.")
    return text


def check_round(text: str) -> str:
    """
    Return a round's name unchanged: the season, a hyphen, a running number of three digits, as ``2026-017``.

    :raises NotAName: when it is written otherwise
    """
    if not isinstance(text, str) or not _ROUND.fullmatch(text):
        raise NotAName(f"{text!r} is not a round; it is written as 2026-017.")
    return text


def check_pool(text: str) -> str:
    """
    Return a pool code unchanged: country, category and where there is one the stream, as ``FR-YP-VIE``.

    :raises NotAName: when it is written otherwise
    """
    if not isinstance(text, str) or not _POOL.fullmatch(text):
        raise NotAName(f"{text!r} is not a pool; it is written as FR-WH or FR-YP-VIE.")
    return text


def check_ticket(text: str) -> str:
    """
    Return a ticket unchanged: 32 lowercase hexadecimal digits.

    :raises NotAName: when it is written otherwise
    """
    if not isinstance(text, str) or not _TICKET.fullmatch(text):
        raise NotAName(f"{text!r} is not a ticket; it is 32 digits 0-9 and a-f.")
    return text


def check_digest(text: str) -> str:
    """
    Return a SHA-256 digest unchanged: 64 lowercase hexadecimal digits.

    :raises NotAName: when it is written otherwise
    """
    if not isinstance(text, str) or not _DIGEST.fullmatch(text):
        raise NotAName(f"{text!r} is not a SHA-256 digest; it is 64 digits 0-9 and a-f.")
    return text


def round_name(season: int, number: int) -> str:
    """
    Return the name of a season's round, for example ``round_name(2026, 17) == "2026-017"``.

    :raises NotAName: when the season has not four digits or the number is not between 1 and 999
    """
    if not 1 <= number <= 999:
        raise NotAName(f"Round {number} of a season cannot be named; a season has at most 999 rounds.")
    return check_round(f"{season}-{number:03d}")


def processing_order(pools: Iterable[str]) -> list[str]:
    """
    Return pool codes in the order in which a round draws them: by category, then by the bytes of the code.

    It is a rule and not a choice of staff, so nobody can favour a pool.

    :raises NotAName: when one of them is not a pool code
    """
    return sorted(map(check_pool, pools), key=lambda pool: (CATEGORY_ORDER.index(pool[3:5]), pool))

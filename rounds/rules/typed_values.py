"""
A random value as an officer types it: tidied, and judged before anything is kept.

A drand value bears its signature, so a wrong digit is refused and never "another result". The numbers of a lottery have no
signature: there the second officer and the published evidence stand. Source: the protocol IEC-DRAW/1, section 3.5.
"""

import re
from collections.abc import Sequence
from datetime import datetime

from iecsite.refusal import Refused
from rounds.rules import beacon, fallback, seeds, staff_chain

STAFF = "staff"
"""Stands in the place of an announced line for the next link of the staff's chain."""

_SPACES = re.compile(r"[\s:-]+")


class ValueRefused(Refused):
    """What was typed is not the value, and the sentence says why."""


def expected_lines(
    *, beacons: Sequence[str], fallbacks: Sequence[str], known: Sequence[str], anchor: str | None, draw_at: datetime, at: datetime
) -> list[str]:
    """
    Return which values may be typed now: the announced ones from the moment of the draw, those of the fallback when the beacon
    has been silent for 72 hours and the lottery's day is over, and the staff's link (STAFF) where the manifest has an anchor.
    """
    if at < draw_at:
        return []
    missing = [line for line in beacons if line not in known and seeds.kind_of(line) != "test"]
    lines = list(missing)
    if missing and fallback.may_fall_back(draw_at, at):
        lines += [line for line in fallbacks if line not in known and at >= fallback.drawn_by(line)]
    if anchor is not None and STAFF not in known:
        lines.append(STAFF)
    return lines


def checked_value(line: str, typed: str, *, anchor: str | None) -> str:
    """
    Return the value as the protocol writes it, from what was typed for an announced line or STAFF.

    Spaces, line breaks and capital letters do not matter.

    :param anchor: the published link that the staff's next link must hash to
    :raises ValueRefused: when it is badly written, or is not the value
    """
    if line == STAFF:
        return _link(typed, anchor)
    kind = seeds.kind_of(line)
    if kind == "draws":
        return _numbers(line, typed)
    digits = _hexadecimal(typed, 96 if kind == "drand" else 128)
    if kind == "drand" and not beacon.is_genuine(beacon.number_of(line), digits):
        raise ValueRefused(
            f"The network's signature does not fit: at least one digit is wrong, or this is the value of another round than "
            f"{beacon.number_of(line)}. Compare it digit by digit and type it again. Nothing was changed.",
            f"La signature du réseau ne correspond pas : au moins un chiffre est faux, ou c'est la valeur d'une autre ronde "
            f"drand que {beacon.number_of(line)}. Comparez chiffre par chiffre et recommencez. Rien n'a été modifié.",
        )
    return digits


def _link(typed: str, anchor: str | None) -> str:
    link = _hexadecimal(typed, 64)
    if anchor is None or not staff_chain.follows(link, anchor):
        raise ValueRefused(
            "This is not the link that comes after the published anchor. Check that it is the next one. Nothing was changed.",
            "Ce n'est pas le maillon qui suit l'ancre publiée. Vérifiez qu'il s'agit bien du suivant. Rien n'a été modifié.",
        )
    return link


def _hexadecimal(typed: str, length: int) -> str:
    digits = _SPACES.sub("", typed).lower()
    wrong = re.search(r"[^0-9a-f]", digits)
    if wrong:
        raise ValueRefused(
            f"“{wrong.group()}” at place {wrong.start() + 1} is no hexadecimal digit; they are 0 to 9 and a to f.",
            f"« {wrong.group()} », à la place {wrong.start() + 1}, n'est pas un chiffre hexadécimal (0 à 9 et a à f).",
        )
    if len(digits) != length:
        raise ValueRefused(
            f"The value has {length} digits, and {len(digits)} were typed.",
            f"La valeur compte {length} chiffres, et {len(digits)} ont été saisis.",
        )
    return digits


def _numbers(line: str, typed: str) -> str:
    words = [word for word in re.split(r"[^0-9]+", typed) if word]
    asked = fallback.ASKED.get(fallback.source_of(line), ("the numbers of the draw", "les numéros du tirage"))
    try:
        value = seeds.draws_value(words)
    except seeds.SeedRefused as refusal:
        raise ValueRefused(
            f"Type {asked[0]}, with spaces between them, for example 3 7 8 19 22 41.",
            f"Saisissez {asked[1]}, séparés par des espaces, par exemple 3 7 8 19 22 41.",
        ) from refusal
    if not fallback.are_numbers_of(line, [int(word) for word in words]):
        raise ValueRefused(
            "These are not the different numbers of this draw: their count or the largest of them does not fit. Type "
            f"{asked[0]}.",
            "Ce ne sont pas les numéros différents de ce tirage : leur nombre ou le plus grand ne convient pas. Saisissez "
            f"{asked[1]}.",
        )
    return value

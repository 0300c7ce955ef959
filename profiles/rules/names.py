"""Names as people write them: every script's letters, and nothing that hides or reverses text."""

from __future__ import annotations

import unicodedata
from enum import StrEnum

# A passport's two name lines hold 39 characters (ICAO 9303); national pages show longer ones.
LONGEST = 120


class Fault(StrEnum):
    """Why a text is no name."""

    HIDDEN = "hidden"
    NOT_A_NAME_MARK = "mark"
    NO_LETTER = "no_letter"
    TOO_LONG = "too_long"


# Joiners are letters' own business in several scripts (Persian, Hindi); every other invisible character hides something.
_JOINERS = "\u200c\u200d"
_MARKS = " '’ʼ‘`´-‐‑.,·・/()"
_LETTERS_AND_THEIR_MARKS = ("L", "M")


def tidy(text: str) -> str:
    """The name composed (NFC), with single spaces and none around it."""
    return " ".join(filter(None, unicodedata.normalize("NFC", text).split(" ")))


def fault(text: str) -> Fault | None:
    """What keeps a text from being a name; None when it is one. The empty text is judged by whoever needs a name."""
    if any(_is_hidden(character) for character in text):
        return Fault.HIDDEN
    if len(text) > LONGEST:
        return Fault.TOO_LONG
    if any(not _is_of_a_name(character) for character in text):
        return Fault.NOT_A_NAME_MARK
    if text and not any(unicodedata.category(character).startswith("L") for character in text):
        return Fault.NO_LETTER
    return None


def hides_something(text: str) -> bool:
    """Whether a text holds control characters, marks that turn the direction of reading, or others that nobody sees."""
    return any(_is_hidden(character) for character in text)


def _is_hidden(character: str) -> bool:
    return character not in _JOINERS and unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def _is_of_a_name(character: str) -> bool:
    return (
        character in _MARKS
        or character in _JOINERS
        or unicodedata.category(character).startswith(_LETTERS_AND_THEIR_MARKS)
        or unicodedata.category(character) == "Zs"
    )

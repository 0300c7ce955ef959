"""
Text as letters can print it: Latin letters with their accents.

Names and addresses stand in letters as in the machine-readable lines of a passport; a character of another script is
written in Latin letters, and one for which there is no rule becomes a question mark. Nothing is ever an error.
"""

from __future__ import annotations

import re
import unicodedata

from profiles.rules import latin_letters

# What the font of the letters has in every weight that they use; a test prints each of them.
_PRINTED = re.compile(
    "[ -~\u00a0-\u00ac\u00ae-\u024f\u0259\u02bb\u02bc\u1e00-\u1eff"
    "\u2010-\u2016\u2018-\u2022\u2026\u2030\u2032\u2033\u2039\u203a\u20ac]"
)

_LONGEST_WORD = 40
_LONG_WORD = re.compile(rf"(\S{{{_LONGEST_WORD}}})(?=\S)")
_BREAK_HERE = "\u200b"


def latin(text: str) -> str:
    """Text in Latin letters, on one line, with spaces made single and without what cannot be seen."""
    composed = latin_letters.greek_pairs(unicodedata.normalize("NFC", text))
    # Line ends and tabs are spaces; a no-break space stays one, French needs it.
    spaced = re.sub(r"[^\S\u00a0]+", " ", composed)
    written = "".join(letter if _PRINTED.fullmatch(letter) else _transliterated(letter) for letter in spaced)
    return re.sub(" {2,}", " ", written).strip()


def breakable(text: str) -> str:
    """The same text, which may be broken inside words that no line could hold."""
    return _LONG_WORD.sub(rf"\1{_BREAK_HERE}", text)


def _transliterated(letter: str) -> str:
    if letter.lower() in latin_letters.LETTERS:
        return _in_other_script(letter)
    # Marks, directions, invisible joiners and control characters say nothing on paper.
    if unicodedata.category(letter)[0] in "CM":
        return ""
    if sound := latin_letters.sound(letter):
        return sound.lower()
    parts = (part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
    return "".join(part if _PRINTED.fullmatch(part) else _in_other_script(part) for part in parts)


def _in_other_script(letter: str) -> str:
    written = latin_letters.LETTERS.get(letter.lower(), "?")
    return written if letter == letter.lower() else written.capitalize()

"""Numbers of letters of recognized organizations, and how a list of them is read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

LONGEST = 20
_PARTS = re.compile(r"[\s;,]+")


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter: its number, and the birth of the person whom it names."""

    number: str
    date_of_birth: date


class BadLine(ValueError):
    """A line of a list of letters that cannot be read; both sentences name it by its number."""

    def __init__(self, line: int, en: str, fr: str) -> None:
        self.en, self.fr = f"Line {line}: {en}", f"Ligne {line}\u00a0: {fr}"
        super().__init__(self.en)


def letter_number(text: str) -> str:
    """A number as it is kept and compared: capitals, figures and hyphens."""
    return "".join(sign for sign in text.upper() if sign == "-" or (sign.isascii() and sign.isalnum()))


def read_letters(text: str, *, on: date) -> tuple[Letter, ...]:
    """
    The letters of a list, one a line: the number, then the date of birth as YYYY-MM-DD, parted by a space, comma or semicolon.

    :param on: today, which a birth lies before
    :raises BadLine: at the first line that is not so, or names a number again
    """
    found: dict[str, Letter] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        letter = _letter(number, line, on=on)
        if letter.number in found:
            raise BadLine(
                number,
                f"the letter {letter.number} is there twice. Keep one.",
                f"la lettre {letter.number} y est deux fois. Gardez-en une.",
            )
        found[letter.number] = letter
    return tuple(found.values())


def _letter(number: int, line: str, *, on: date) -> Letter:
    parts = [part for part in _PARTS.split(line.strip()) if part]
    if len(parts) != 2:
        raise BadLine(
            number,
            "enter the number of the letter and the date of birth, as in A-1042; 2001-05-04.",
            "entrez le numéro de la lettre et la date de naissance, comme A-1042; 2001-05-04.",
        )
    key = letter_number(parts[0])
    if not key or len(key) > LONGEST:
        raise BadLine(
            number,
            f"a number has 1 to {LONGEST} letters and figures. Check it.",
            f"un numéro a de 1 à {LONGEST} lettres et chiffres. Vérifiez-le.",
        )
    try:
        born = date.fromisoformat(parts[1])
    except ValueError:
        raise BadLine(
            number,
            f"{parts[1]} is no date. Write it as 2001-05-04.",
            f"{parts[1]} n'est pas une date. Écrivez-la comme 2001-05-04.",
        ) from None
    if born >= on:
        raise BadLine(number, "the date of birth lies ahead.", "la date de naissance est dans l'avenir.")
    return Letter(key, born)

"""
Whether names and births may be one person's, whatever passport they stand in: keys that the writing, the order and the cutting
of names do not change. Names are taken as a passport's machine-readable lines write them; a word for whose script there is no
rule, as it is.

Equal keys are a question to an officer, never an answer: two persons may share names and a day of birth.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import date
from typing import NamedTuple

from profiles.rules.machine_readable import transliterate

# Part 3, section 6 A, lets a state choose: Ä is AE or A, Å is AA or A, Ñ is N or NXX, Ö and Ø are OE or O, Ü is UE, UXX or U.
_CHOICES = (("NXX", "N"), ("UXX", "U"), ("AE", "A"), ("AA", "A"), ("OE", "O"), ("UE", "U"))

# Small words that one passport of a person has and another leaves out.
_PARTICLES = (
    " AF AL AV BEN BIN BINT DA DAS DE DEL DELLA DEN DER DES DI DO DOS DU E EL IBN LA LAS LE LES LOS TEN TER VAN VOM VON Y ZU "
)


class Keys(NamedTuple):
    """
    Digests, so that a copy of the columns names nobody; empty while a name or the birth is missing.

    `whole` is of every letter of the names and the day of birth: equal whatever the order of the names and wherever they are
    parted. `short` is of the first family name, the first given name and the day of birth: equal where one passport shows a
    second name that the other leaves out.
    """

    whole: str
    short: str


def keys(family_name: str, given_names: str, born: date | None) -> Keys:
    """The keys of one person's names and day of birth."""
    family, given = _words(family_name), _words(given_names)
    if not family or born is None:
        return Keys("", "")
    letters = "".join(sorted("".join(family + given)))
    first = " ".join(sorted(_first(words) for words in (family, given) if words))
    return Keys(_digest("whole", letters, born), _digest("short", first, born))


def same_name(told: str, other: str, *, cut: bool = False) -> bool:
    """
    Whether two spellings are one name, such as Dvořák and DVORAK, or Jørgensen, JOERGENSEN and JORGENSEN. What has no letter is
    no name, and like none.

    :param cut: the end of the other one may be missing, as in the machine-readable lines of a long name
    """
    mine, theirs = "".join(_words(told)), "".join(_words(other))
    if not mine or not theirs:
        return False
    return mine.startswith(theirs) if cut else mine == theirs


def _words(name: str) -> list[str]:
    """The words of a name, each letter as every state may write it, doubled letters written once."""
    words = []
    for told in name.split():
        written = transliterate(told)
        if not written and (as_it_is := _folded(told)):
            words.append(as_it_is)
        for word in written.split():
            for by_rule, plain in _CHOICES:
                word = word.replace(by_rule, plain)
            words.append(re.sub(r"(.)\1+", r"\1", word))
    return words


def _folded(word: str) -> str:
    return "".join(character for character in unicodedata.normalize("NFKC", word).casefold() if character.isalnum())


def _first(words: list[str]) -> str:
    return next((word for word in words if f" {word} " not in _PARTICLES), words[0])


def _digest(kind: str, names: str, born: date) -> str:
    return hashlib.sha256(f"{kind}|{names}|{born.isoformat()}".encode()).hexdigest()

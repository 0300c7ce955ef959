"""Which country somebody means who types its name: in either language, in any case, with or without accents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from difflib import get_close_matches

# Code -> its names in English and French.
Known = Mapping[str, tuple[str, str]]
# What people call a country whose official name is another.
ALSO: Mapping[str, tuple[str, ...]] = {
    "CZ": ("Czech Republic", "République tchèque"),
    "GB": (
        *("Great Britain", "Britain", "England", "Scotland", "Wales", "Northern Ireland", "UK"),
        *("Grande-Bretagne", "Angleterre", "Écosse", "Pays de Galles", "Irlande du Nord"),
    ),
    "IE": ("Eire", "Republic of Ireland", "République d'Irlande"),
    "KR": ("Korea", "South Korea", "Republic of Korea", "Corée", "Corée du Sud", "République de Corée"),
    "NL": ("Holland", "The Netherlands", "Hollande"),
    "SK": ("Slovak Republic", "République slovaque"),
    "US": ("America", "USA", "United States of America", "Amérique", "États-Unis d'Amérique"),
}
# Names that count as a whole alone: without its small words this one, of Taiwan's passports, is that of another country.
_WHOLE: Mapping[str, str] = {"republic of china": "TW", "republique de chine": "TW"}
# Words that a name may have or not.
_SMALL = frozenset({"republic", "of", "the", "republique", "de", "du", "des", "d", "l", "le", "la", "les"})
# How alike a slip is to what was meant, from 0 to 1: "Frnace" and "Belguim" are, "Narnia" and "Romania" are not.
ALIKE = 0.75


def plain(name: str) -> str:
    """A name without accents, case and marks, as it is compared."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return " ".join(re.findall(r"\w+", "".join(one for one in letters if not unicodedata.combining(one))))


def meant(typed: str, known: Known) -> str | None:
    """
    The code of the country that a text names: its code in capitals, its whole name, or else what begins the name of one alone;
    None when it names none, or several. Two small letters can be a code and begin the name of another country: several, then.
    """
    if typed.strip() in known:
        return typed.strip()
    text = plain(typed)
    if not text:
        return None
    if text in _WHOLE and _WHOLE[text] in known:
        return _WHOLE[text]
    names = _names(known)
    whole = {code for name, code in names if name == text} or {code for name, code in names if _bare(name) == _bare(text)}
    begun = {code for name, code in names if name.startswith(text) or _bare(name).startswith(_bare(text))}
    found = whole or begun | ({text.upper()} & known.keys())
    return found.pop() if len(found) == 1 else None


def nearest(typed: str, known: Known) -> str | None:
    """The code of the country whose name is most like a text; None when none is."""
    names: dict[str, str] = {}
    for name, code in _names(known):
        names.setdefault(_bare(name), code)
    close = get_close_matches(_bare(plain(typed)), list(names), n=1, cutoff=ALIKE)
    return names[close[0]] if close else None


def _names(known: Known) -> list[tuple[str, str]]:
    return [(plain(name), code) for code, names in known.items() for name in (*names, *ALSO.get(code, ())) if name]


def _bare(text: str) -> str:
    """A plain name without its small words; one that has no others stays whole."""
    return " ".join(word for word in text.split() if word not in _SMALL) or text

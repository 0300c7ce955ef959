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
    "GB": ("Great Britain", "Britain", "England", "Scotland", "Wales", "Northern Ireland", "Grande-Bretagne", "Angleterre", "UK"),
    "KR": ("Korea", "South Korea", "Republic of Korea", "Corée", "Corée du Sud", "République de Corée"),
    "NL": ("Holland", "The Netherlands", "Hollande"),
    "US": ("America", "USA", "United States of America", "Amérique", "États-Unis d'Amérique"),
}
# How alike a slip is to what was meant, from 0 to 1: "Frnace" and "Belguim" are, "Narnia" and "Romania" are not.
ALIKE = 0.75


def plain(name: str) -> str:
    """A name without accents, case and marks, as it is compared."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return " ".join(re.findall(r"\w+", "".join(one for one in letters if not unicodedata.combining(one))))


def meant(typed: str, known: Known) -> str | None:
    """
    The code of the country that a text names: its whole name or its code, or else what begins the name of one alone; None when
    it names none, or several.
    """
    text = plain(typed)
    if not text:
        return None
    names = _names(known)
    whole = {code for name, code in names if name == text} or {code for code in known if code.casefold() == text}
    found = whole or {code for name, code in names if name.startswith(text)}
    return found.pop() if len(found) == 1 else None


def nearest(typed: str, known: Known) -> str | None:
    """The code of the country whose name is most like a text; None when none is."""
    names = dict(_names(known))
    close = get_close_matches(plain(typed), list(names), n=1, cutoff=ALIKE)
    return names[close[0]] if close else None


def _names(known: Known) -> list[tuple[str, str]]:
    return [(plain(name), code) for code, names in known.items() for name in (*names, *ALSO.get(code, ())) if name]

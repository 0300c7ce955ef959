"""Sets a letter as a tagged PDF (PDF/UA-1). The compiler is kept: the first letter takes longer, each further one a few ms."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst

from applications.typeset.latin import breakable, latin

_FOLDER = Path(__file__).parent
_LAYOUT = "letter.typ"
_STANDARD = "ua-1"
_DOTS_PER_INCH = 110

# The compiler serves one letter at a time and refuses a second caller.
_one_at_a_time = Lock()


def pdf(letter: Mapping[str, Any], *, at: datetime) -> bytes:
    """
    A letter as PDF/UA-1, tagged, with its title and language; the same letter gives the same bytes.

    :param letter: what the layout prints; every text in it is data and is never read as markup
    :param at: aware; stands in the file as its day of making
    """
    with _one_at_a_time:
        made = _compiler().compile(
            format="pdf", pdf_standards=[_STANDARD], sys_inputs={"letter": _as_data(letter)}, timestamp=int(at.timestamp())
        )
    if not isinstance(made, bytes):
        raise TypeError("A letter is one file.")
    return made


def pictures(letter: Mapping[str, Any]) -> list[bytes]:
    """The pages of a letter as PNG pictures, for a preview."""
    with _one_at_a_time:
        made = _compiler().compile(format="png", ppi=_DOTS_PER_INCH, sys_inputs={"letter": _as_data(letter)})
    return made if isinstance(made, list) else [made or b""]


@cache
def _compiler() -> typst.Compiler:
    # Only the fonts inside Typst: a letter looks the same on every machine.
    fonts = typst.Fonts(include_system_fonts=False)
    return typst.Compiler(_FOLDER / _LAYOUT, root=_FOLDER, font_paths=fonts, ignore_system_fonts=True)


def _as_data(letter: Mapping[str, Any]) -> str:
    return json.dumps(_printable(letter), ensure_ascii=False)


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return breakable(latin(value))
    if isinstance(value, Mapping):
        return {key: _printable(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_printable(part) for part in value]
    return value

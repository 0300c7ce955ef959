"""
Signs of a passport's lines that are easily taken for each other: which single exchange makes every check digit fit (ICAO Doc 9303
part 3, section 4.9, for the digits; read 2026-11-24).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from profiles.rules import machine_readable

LETTERS = {"O": "0", "I": "1", "S": "5", "B": "8", "Z": "2", "G": "6"}
OTHER = LETTERS | {figure: letter for letter, figure in LETTERS.items()}


@dataclass(frozen=True, slots=True)
class Exchange:
    """One sign of the second line, its place counted from 1, with what was typed and what may stand there; and both lines."""

    place: int
    typed: str
    instead: str
    lines: str

    @property
    def key(self) -> str:
        """What names it among those of the same lines."""
        return f"{self.place}{self.instead}"


def exchanges(text: str, *, today: date) -> tuple[Exchange, ...]:
    """
    Every exchange of one sign of the second line, which alone has check digits, after which all of them fit, in their order.

    Empty for lines that fit already, or that cannot be read for another reason than their dates.

    :param today: as for `machine_readable.read`
    """
    try:
        first, second = machine_readable.two_lines(text)
    except machine_readable.Unreadable:
        return ()
    if _fit(text, today):
        return ()
    found = []
    for place, typed in enumerate(second):
        if typed in OTHER:
            lines = f"{first}\n{second[:place]}{OTHER[typed]}{second[place + 1 :]}"
            if _fit(lines, today):
                found.append(Exchange(place + 1, typed, OTHER[typed], lines))
    return tuple(found)


def _fit(text: str, today: date) -> bool:
    try:
        return not machine_readable.read(text, today=today).failed
    except machine_readable.Unreadable:
        return False

"""Which season is open on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Span:
    """A season's first day and its last, both inclusive, on the calendar of head office; no last day: not announced."""

    year: int
    opens_on: date
    closes_on: date | None


def open_on(day: date, spans: Iterable[Span]) -> int | None:
    """
    The season open on a day; None between seasons.

    A season without an announced end lasts until the next one opens.
    """
    begun = [span for span in spans if span.opens_on <= day]
    if not begun:
        return None
    latest = max(begun, key=lambda span: span.opens_on)
    return None if latest.closes_on is not None and day > latest.closes_on else latest.year

"""New terms as cells: how the columns of a version are read, and how two versions differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from iecsite.csvfile import BadRow, Row
from profiles.rules import agreement_columns
from profiles.rules.terms import Terms

# What makes a row the row that it is, and what the file says of its own reading.
FIXED = ("country_code", "category", "stream", "effective_from")
CHANGEABLE = tuple(column for column in agreement_columns.AGREEMENT if column not in FIXED)


@dataclass(frozen=True, slots=True)
class Difference:
    """One column of two versions, as cells."""

    column: str
    before: str
    after: str

    @property
    def changed(self) -> bool:
        return self.before != self.after


def cell(value: Any) -> str:
    """A value as the reviewed file writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return "|".join(str(one) for one in value)
    return str(value)


def cells(values: Mapping[str, Any]) -> dict[str, str]:
    """Every column of a version as cells."""
    return {column: cell(values[column]) for column in agreement_columns.AGREEMENT if column in values}


def read(written: Mapping[str, str]) -> dict[str, Any]:
    """
    The values of cells, held against each other as those of the file are.

    :raises BadRow: for the first cell that cannot be taken, with its column and the reason
    """
    values: dict[str, Any] = {}
    for column, reading in agreement_columns.AGREEMENT.items():
        try:
            values[column] = reading(written.get(column, ""))
        except ValueError as wrong:
            raise BadRow("", 0, column, str(wrong), getattr(wrong, "fr", "")) from None
    agreement_columns.check(Row("", 0, values))
    return values


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> list[Difference]:
    """Every column of two versions, changed or not, in the order of the file."""
    return [Difference(column, before.get(column, ""), after.get(column, "")) for column in CHANGEABLE]


def terms_of(written: Mapping[str, str], *, country_en: str, country_fr: str) -> Terms:
    """
    The terms of cells as the rules read them.

    :raises BadRow: for a cell that cannot be taken
    """
    return agreement_columns.terms(read(written), country_en=country_en, country_fr=country_fr)

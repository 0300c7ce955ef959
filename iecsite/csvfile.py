"""
Reads a reviewed CSV file into typed rows, or says which cell is wrong and why.

Lines that begin with `#` before the heading are remarks for the people who keep the file. A file is read whole or
not at all: the first wrong cell stops it.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

Reading = Callable[[str], Any]
"""Turns the text of one cell into a value, or raises `ValueError` (`BadCell`, to say it in both languages) with the reason."""


class BadCell(ValueError):
    """A cell that cannot be read. The text is the reason in English; `fr` is the same in French."""

    def __init__(self, en: str, fr: str) -> None:
        super().__init__(en)
        self.fr = fr


class BadRow(Exception):
    """
    A file that cannot be taken as it is. The text names the file, the line, the column and the reason.

    `line` counts from 1 as an editor does; `column` is the name in the heading, empty when the whole line is meant. `reason` and
    `reason_fr` are what is wrong, in English and French; without a French one, what can be said of any cell.
    """

    def __init__(self, file: str, line: int, column: str, reason: str, reason_fr: str = "") -> None:
        self.file, self.line, self.column, self.reason = file, line, column, reason
        self.reason_fr = reason_fr or "cette valeur ne convient pas"
        where = f"{file}, line {line}" + (f", column {column}" if column else "")
        super().__init__(f"{where}: {reason}")


@dataclass(frozen=True)
class Row:
    """One line: where it stands and its values by column."""

    file: str
    line: int
    values: Mapping[str, Any]

    def __getitem__(self, column: str) -> Any:
        return self.values[column]

    def bad(self, column: str, reason: str, reason_fr: str = "") -> BadRow:
        """The refusal of this line, for rules that look at more than one cell."""
        return BadRow(self.file, self.line, column, reason, reason_fr)


def text(cell: str) -> str:
    """A text that may not be empty."""
    if not cell:
        raise BadCell("it is empty; a text is needed", "elle est vide; il faut un texte")
    return cell


def free(cell: str) -> str:
    """Any text, also none."""
    return cell


# No number of the programme is longer: places, seasons, ages, months.
MOST = 9_999_999


def number(cell: str) -> int:
    """A whole number that is not negative and has at most seven figures."""
    if not re.fullmatch(r"[0-9]+", cell, re.ASCII):
        raise BadCell(f"{cell!r} is not a whole number, for example 120", f"{cell!r} n'est pas un nombre entier, par exemple 120")
    if len(cell) > len(str(MOST)):
        raise BadCell(
            f"{cell[:40]!r} is larger than any number here ({MOST})",
            f"{cell[:40]!r} dépasse tout nombre qui figure ici ({MOST})",
        )
    return int(cell)


def up_to(most: int) -> Reading:
    """A whole number with a bound that sense gives it, such as an age."""

    def read(cell: str) -> int:
        found = number(cell)
        if found > most:
            raise BadCell(f"{cell!r} is more than can be ({most})", f"{cell!r} dépasse le maximum possible ({most})")
        return found

    return read


def money(cell: str) -> Decimal:
    """Dollars with exactly two decimals."""
    if not re.fullmatch(r"[0-9]+\.[0-9]{2}", cell, re.ASCII):
        raise BadCell(
            f"{cell!r} is not an amount with two decimals, for example 184.75",
            f"{cell!r} n'est pas un montant à deux décimales, par exemple 184.75",
        )
    return Decimal(cell)


def day(cell: str) -> date:
    """A calendar day as `2026-11-23`."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell, re.ASCII):
        raise BadCell(f"{cell!r} is not a day written as 2026-11-23", f"{cell!r} n'est pas une date écrite comme 2026-11-23")
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise BadCell(f"{cell!r} is not a day of the calendar", f"{cell!r} n'existe pas au calendrier") from None


def moment(cell: str) -> datetime:
    """An instant with its offset as `2025-10-20T09:00-04:00`."""
    try:
        read = datetime.fromisoformat(cell)
    except ValueError:
        read = None
    if read is None or read.tzinfo is None:
        raise BadCell(
            f"{cell!r} is not a time with its offset, for example 2025-10-20T09:00-04:00",
            f"{cell!r} n'est pas un moment avec son décalage, par exemple 2025-10-20T09:00-04:00",
        )
    return read


def yes_or_no(cell: str) -> bool:
    """`yes` or `no`."""
    if cell not in ("yes", "no"):
        raise BadCell(f"{cell!r} is neither yes nor no", f"{cell!r} n'est ni yes ni no")
    return cell == "yes"


def one_of(*allowed: str) -> Reading:
    """A word out of a short list; name the empty text to allow an empty cell."""

    def read(cell: str) -> str:
        if cell not in allowed:
            raise BadCell(
                f"{cell!r} is not one of {', '.join(word or 'nothing' for word in allowed)}",
                f"{cell!r} n'est pas dans la liste {', '.join(word or 'rien' for word in allowed)}",
            )
        return cell

    return read


def several(reading: Reading, separator: str = "|") -> Reading:
    """Values separated by a mark, at least one, none twice; a tuple in the order written."""

    def read(cell: str) -> tuple[Any, ...]:
        parts = tuple(reading(part) for part in cell.split(separator))
        if len(set(parts)) != len(parts):
            raise BadCell(f"{cell!r} names the same thing twice", f"{cell!r} nomme deux fois la même chose")
        return parts

    return read


def maybe(reading: Reading) -> Reading:
    """An empty cell is None; anything else is read as said."""

    def read(cell: str) -> Any:
        return reading(cell) if cell else None

    return read


def read_rows(path: Path, columns: Mapping[str, Reading], unique: Sequence[str] = ()) -> tuple[Row, ...]:
    """
    Read a whole CSV file.

    :param columns: for each column its reading; the heading must name exactly these, in any order
    :param unique: columns that together may not repeat from one line to another
    :raises BadRow: at the first line that is not as promised; nothing is returned then
    """
    rows = tuple(_rows(path, columns))
    seen: dict[tuple[Any, ...], int] = {}
    for row in rows if unique else ():
        key = tuple(row[column] for column in unique)
        if key in seen:
            named = ", ".join(f"{column} {row[column]}" for column in unique)
            raise row.bad("", f"it repeats line {seen[key]} ({named})")
        seen[key] = row.line
    return rows


def _rows(path: Path, columns: Mapping[str, Reading]) -> Iterator[Row]:
    lines = _Lines(path)
    reader = csv.reader(lines, strict=True)
    try:
        heading = next(reader, None)
        if heading is None:
            raise BadRow(path.name, lines.number or 1, "", "the file has no heading")
        _check_heading(path.name, lines.number, heading, columns)
        first = lines.number + 1
        for cells in reader:
            if cells:
                yield _row(path.name, first, heading, cells, columns)
            first = lines.number + 1
    except csv.Error as broken:
        raise BadRow(path.name, lines.number, "", f"the quotation marks or commas are broken ({broken})") from broken


def _check_heading(file: str, line: int, heading: Sequence[str], columns: Mapping[str, Reading]) -> None:
    for name in heading:
        if name not in columns:
            raise BadRow(file, line, name, "this column is not known")
        if heading.count(name) > 1:
            raise BadRow(file, line, name, "this column stands there twice")
    for name in columns:
        if name not in heading:
            raise BadRow(file, line, name, "this column is missing")


def _row(file: str, line: int, heading: Sequence[str], cells: Sequence[str], columns: Mapping[str, Reading]) -> Row:
    if len(cells) != len(heading):
        raise BadRow(file, line, "", f"it has {len(cells)} cells; the heading has {len(heading)}")
    values = {}
    for name, cell in zip(heading, cells, strict=True):
        try:
            values[name] = columns[name](cell.strip())
        except ValueError as reason:
            raise BadRow(file, line, name, str(reason), getattr(reason, "fr", "")) from reason
    return Row(file, line, values)


class _Lines:
    """The lines of a file after its remarks, counting all of them; csv's own count starts after the remarks."""

    def __init__(self, path: Path) -> None:
        self.number = 0
        try:
            text_ = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as unreadable:
            line = path.read_bytes()[: unreadable.start].count(b"\n") + 1
            raise BadRow(path.name, line, "", "it is not written in UTF-8; save the file as UTF-8") from unreadable
        self._rest = io.StringIO(text_, newline="")
        self._begun = False

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        for line in self._rest:
            self.number += 1
            if not self._begun and (line.startswith("#") or not line.strip()):
                continue
            self._begun = True
            if "\0" in line:
                raise csv.Error("a NUL character")
            return line
        raise StopIteration

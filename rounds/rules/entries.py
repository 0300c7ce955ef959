"""
The list of entries of a round as one file: who is in which pool when the round is frozen.

A line ``<pool>|<ticket>`` for each entry, sorted by its bytes, each ended by LF. There is exactly one way to write a
list, so its SHA-256 names the list. Source: the protocol IEC-DRAW/1, section 3.3.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby, islice, pairwise
from operator import lt

_LINE = re.compile(rb"[A-Z]{2}-(?:IC|YP|WH)(?:-[A-Z0-9]{1,8})?\|[0-9a-f]{32}")
_TICKET_LENGTH = 32


class EntriesRefused(ValueError):
    """The message says which line of an entries file breaks the format, and how."""


def entry(pool: str, ticket: str) -> str:
    """Return the line of one entry, without its LF."""
    return f"{pool}|{ticket}"


def entries_file(entries_by_pool: Mapping[str, Iterable[str]]) -> bytes:
    """
    Return the bytes of ``entries.txt`` for the tickets of each pool, given in any order.

    Whole lines are sorted: ``FR-YP-VIE|…`` stands before ``FR-YP|…``, since a hyphen is a smaller byte than a bar.

    :raises EntriesRefused: when a pool or a ticket is not well named, or a ticket is twice in one pool
    """
    lines = [f"{pool}|{ticket}".encode() for pool, tickets in entries_by_pool.items() for ticket in tickets]
    lines.sort()
    _check(lines)
    return b"".join([line + b"\n" for line in lines])


def parse_entries(content: bytes) -> dict[str, list[str]]:
    """
    Return the tickets of each pool from the bytes of ``entries.txt``, pools and tickets ascending by bytes.

    :raises EntriesRefused: when a single byte is not as the format has it
    """
    return {
        pool.decode("ascii"): [line[-_TICKET_LENGTH:].decode("ascii") for line in lines]
        for pool, lines in groupby(entry_lines(content), key=lambda line: line[: -_TICKET_LENGTH - 1])
    }


def entry_lines(content: bytes) -> list[bytes]:
    """
    Return the lines of ``entries.txt`` without their LF, after the same strict check: what the Merkle tree is over.

    :raises EntriesRefused: when a single byte is not as the format has it
    """
    lines = content.split(b"\n")
    if lines.pop():
        raise EntriesRefused("The last line of entries.txt does not end with a line feed.")
    _check(lines)
    return lines


def _check(lines: Sequence[bytes]) -> None:
    # The two passes run at the speed of the interpreter's own loops; which line it was is asked only when one fails.
    if not all(map(_LINE.fullmatch, lines)):
        number, line = next((n, line) for n, line in enumerate(lines, 1) if not _LINE.fullmatch(line))
        raise EntriesRefused(f"Line {number} of entries.txt is not an entry: {line[:80]!r}.")
    if not all(map(lt, lines, islice(lines, 1, None))):
        number = next(n for n, pair in enumerate(pairwise(lines), 2) if pair[0] >= pair[1])
        fault = "repeats" if lines[number - 2] == lines[number - 1] else "does not sort after"
        raise EntriesRefused(f"Line {number} of entries.txt {fault} the line before it.")

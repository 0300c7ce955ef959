"""
The list of entries of a round as one file: who is in which pool when the round is frozen.

A line ``<pool>|<ticket>`` for each entry, sorted by its bytes, each ended by LF. There is exactly one way to write a
list, so its SHA-256 names the list. Source: the protocol IEC-DRAW/1, section 3.3.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby, pairwise
from operator import lt

_LINE = re.compile(rb"[A-Z]{2}-(?:IC|YP|WH)(?:-[A-Z0-9]{1,8})?\|[0-9a-f]{32}")
_TICKET_LENGTH = 32
# Bytes that are cut into lines at once.
_PART = 1 << 20


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


def entry_lines(content: bytes) -> Iterator[bytes]:
    """
    Give the lines of ``entries.txt`` without their LF, after the same strict check: what the Merkle tree is over.

    They are made a part of the file at a time, so a list of a million people is not held twice.

    :raises EntriesRefused: when a single byte is not as the format has it; lines before that may have been given
    """
    if content and not content.endswith(b"\n"):
        raise EntriesRefused("The last line of entries.txt does not end with a line feed.")
    at, before, given = 0, b"", 0
    while at < len(content):
        end = content.rfind(b"\n", at, at + _PART) + 1 or content.index(b"\n", at) + 1
        lines = content[at : end - 1].split(b"\n")
        _check(lines, before=before, given=given)
        yield from lines
        at, before, given = end, lines[-1], given + len(lines)


def _check(lines: Sequence[bytes], *, before: bytes = b"", given: int = 0) -> None:
    """
    :param before: the line that stands before these, which are not the first of the file
    :param given: how many lines stand before them
    """
    # The two passes run at the speed of the interpreter's own loops; which line it was is asked only when one fails.
    if not all(map(_LINE.fullmatch, lines)):
        number, line = next((n, line) for n, line in enumerate(lines, given + 1) if not _LINE.fullmatch(line))
        raise EntriesRefused(f"Line {number} of entries.txt is not an entry: {line[:80]!r}.")
    if not all(map(lt, chain((before,), lines), lines)):
        pairs = enumerate(pairwise(chain((before,), lines)), given + 1)
        number, same = next((n, one == other) for n, (one, other) in pairs if one >= other)
        raise EntriesRefused(f"Line {number} of entries.txt {'repeats' if same else 'does not sort after'} the line before it.")

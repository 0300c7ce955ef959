"""
The seed of a round: public random values announced beforehand, and a link of the staff's sealed chain.

An *announced line* stands in the manifest and says which value will be used: ``beacon drand <chain> <number>``. When the
value is there, it is written behind the line, and the lines go into ``seed_input.txt``. The seed is its SHA-256.
Whoever wants to know the seed early needs both the beacon's operators and the sealed chain.

A local source, ``beacon test`` with 64 random hexadecimal digits for its value, exists for trials. It belongs to the
format ``IEC-DRAW/1-TEST`` alone: a test source never stands in an ``IEC-DRAW/1`` file, nor a public one in a test.

Source: the protocol IEC-DRAW/1, section 3.5.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from hashlib import sha256

from rounds.rules.canonical import digest
from rounds.rules.names import check_digest, check_format, check_round

# The drand network "quicknet": one signed value every three seconds, by a group of universities and companies
# (drand.love, "Quicknet is live", read 2026-11-23).
QUICKNET = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
QUICKNET_GENESIS = 1692803367
QUICKNET_PERIOD_SECONDS = 3

TEST_SOURCE = "beacon test"
"""The announced line of the local source; the only one that a test round has."""

_NUMBERS = r"[1-9][0-9]*(\.[1-9][0-9]*)*"
_ANNOUNCED = {
    "drand": (r"beacon drand [0-9a-f]{64} [1-9][0-9]*", r"[0-9a-f]{96}"),
    "nist2": (r"beacon nist2 [0-9]+ [1-9][0-9]*", r"[0-9a-f]{128}"),
    "draws": (r"beacon draws [a-z0-9-]+ [0-9]{4}-[0-9]{2}-[0-9]{2}", _NUMBERS),
    "test": (TEST_SOURCE, r"[0-9a-f]{64}"),
}


class SeedRefused(ValueError):
    """The message says which line or value cannot go into a seed."""


def drand_line(number: int, chain: str = QUICKNET) -> str:
    """Return the announced line for one drand round number."""
    return f"beacon drand {check_digest(chain)} {number}"


def drand_round_at(moment: datetime) -> int:
    """
    Return the number of quicknet's first value at or after a moment (aware).

    :raises SeedRefused: for a moment before the network began
    """
    ago = moment.astimezone(UTC) - datetime.fromtimestamp(QUICKNET_GENESIS, tz=UTC)
    microseconds = (ago.days * 86_400 + ago.seconds) * 1_000_000 + ago.microseconds
    if microseconds < 0:
        raise SeedRefused("drand quicknet had no value before 2023-08-23 15:09:27 UTC.")
    return -(-microseconds // (QUICKNET_PERIOD_SECONDS * 1_000_000)) + 1


def nist_line(chain: int, pulse: int) -> str:
    """Return the announced line for one pulse of the NIST randomness beacon 2.0."""
    return f"beacon nist2 {chain} {pulse}"


def draws_line(source: str, on: date) -> str:
    """Return the announced line for one public number draw, as ``beacon draws lotto-649 2026-04-25``."""
    return f"beacon draws {source} {on.isoformat()}"


def draws_value(numbers: Iterable[str | int]) -> str:
    """
    Return a draw's numbers as the protocol writes them: ascending, no leading zeros, joined by full stops.

    :raises SeedRefused: when one of them is not a whole number above zero, or none is given
    """
    texts = [str(number) for number in numbers]
    if not texts or not all(re.fullmatch(r"0*[1-9][0-9]*", text, re.ASCII) for text in texts):
        raise SeedRefused("The numbers of a draw are whole numbers above zero, bonus numbers included.")
    return ".".join(map(str, sorted(map(int, texts))))


def kind_of(announced: str) -> str:
    """
    Return the kind of an announced line: ``drand``, ``nist2``, ``draws`` or ``test``.

    :raises SeedRefused: when the line is none of them, or badly written
    """
    for kind, (shape, _) in _ANNOUNCED.items():
        if re.fullmatch(shape, announced, re.ASCII):
            return kind
    raise SeedRefused(f"{announced!r} announces no source of random values that the protocol knows.")


def beacon_line(announced: str, value: str) -> str:
    """
    Return the line of ``seed_input.txt`` for an announced source and the value it gave.

    The shape is checked, not whether the source really gave that value.

    :raises SeedRefused: when the line or the value is badly written
    """
    _, shape = _ANNOUNCED[kind_of(announced)]
    if not re.fullmatch(shape, value, re.ASCII):
        raise SeedRefused(f"{value[:140]!r} is not a value that {announced!r} can give.")
    return f"{announced} {value}"


def link_before(link: str) -> str:
    """
    Return the staff chain's link that is published before ``link`` is: its anchor.

    :raises NotAName: when the link is not 64 hexadecimal digits
    """
    return sha256(f"IEC-DRAW/1|chain|{check_digest(link)}".encode("ascii")).hexdigest()


def staff_chain(last: str, length: int) -> list[str]:
    """Return a whole chain, the published anchor first and the drawn secret ``last`` at the end, ``length`` links on."""
    links = [check_digest(last)]
    for _ in range(length):
        links.append(link_before(links[-1]))
    return links[::-1]


def seed_input(*, draw_format: str, round_name: str, manifest_sha256: str, beacons: Sequence[str], staff: str | None) -> bytes:
    """
    Return the bytes of ``seed_input.txt``.

    ``beacons`` are lines with their values in the manifest's order (see :func:`beacon_line`), ``staff`` is the revealed
    link of the staff's chain or None where the manifest has no anchor.

    :raises SeedRefused: when there is no line, one has no value, or a test source meets a public format
    :raises NotAName: when format, round, digest or link is not written as the protocol writes it
    """
    check_format(draw_format)
    kinds = set()
    for line in beacons:
        announced, _, value = line.rpartition(" ")
        beacon_line(announced, value)
        kinds.add(kind_of(announced))
    check_sources(draw_format, kinds)
    lines = [
        draw_format,
        f"round {check_round(round_name)}",
        f"manifest {check_digest(manifest_sha256)}",
        *beacons,
        f"staff {'-' if staff is None else check_digest(staff)}",
    ]
    return "".join([line + "\n" for line in lines]).encode("ascii")


def check_sources(draw_format: str, kinds: Iterable[str]) -> None:
    """
    Check that kinds of sources may stand together in a round of this format.

    :raises SeedRefused: when there is none, or when a test source meets the public format or a public source a test
    """
    kinds = set(kinds)
    if not kinds:
        raise SeedRefused("A seed needs a random value, and none is named.")
    if draw_format.endswith("-TEST") != ("test" in kinds) or (kinds & {"test"} and len(kinds) > 1):
        raise SeedRefused(f"A test source and a public one never meet: {draw_format} cannot use {sorted(kinds)}.")


def seed_of(content: bytes) -> str:
    """Return the seed in hex: the SHA-256 of the bytes of ``seed_input.txt``."""
    return digest(content)

"""
The completeness report of a round: of each pool, everybody who waits is an entry or left out for a reason that is named.

In Connecticut a whole city was missing from the jury lists for three years, and nobody saw it. Source: the protocol IEC-DRAW/1,
sections 1.2 and 7. Who is left out of a pool of two, and why, is nobody's business: reasons are told as breakdowns of persons are
in every other table. Source: docs/adr/0023.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

REASONS = (
    "profile", "invited", "agreement", "age_low", "age_high", "passport", "duplicate", "not_concerned", "suspended", "later",
    "diploma",
)  # fmt: skip
"""Why somebody who waits is not in the list; each is a column."""

NOT_CONCERNED = "not_concerned"
ALL_POOLS = "all"
"""Stands in the place of a pool's code in the last line; no code of a pool is written so."""


@dataclass(frozen=True, slots=True)
class Completeness:
    """One pool at the freeze: how many entries, and how many were left out for which reason."""

    country: str
    category: str
    pool: str
    entries: int
    left_out: Mapping[str, int]

    @property
    def waiting(self) -> int:
        """Everybody who waited in the pool."""
        return self.entries + sum(self.left_out.values())

    @property
    def reasons(self) -> Counter[str]:
        """Why persons were left out; that a remedial round does not concern somebody says nothing about them."""
        return Counter({reason: number for reason, number in self.left_out.items() if number and reason != NOT_CONCERNED})


def completeness_file(pools: Iterable[Completeness], *, under: int) -> bytes:
    """
    Return the bytes of `completeness.csv`: one line a pool, in the order given, and a last line for all of them, without country.

    Who waits, who is left out and who is an entry is told exactly. The reasons of a line are told where none of them is that of
    fewer persons than the limit, and else none of them: from a part the rest could be worked out. For the same end those of the
    last line are told where no pool's are kept back: that a pool's are is itself known, and narrows down what they can be.

    :param under: fewer persons than this are not told apart
    :raises KeyError: for a reason that is not one of REASONS
    """
    rows = list(pools)
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(
        ["country", "category", "pool", "waiting", "left_out", *(f"left_out_{reason}" for reason in REASONS), "entries"]
    )
    for one in rows:
        if unknown := set(one.left_out) - set(REASONS):
            raise KeyError(f"No column for {sorted(unknown)}.")
        lines.writerow([one.country, one.category, one.pool, *_numbers(one, told=_are_many(one.reasons, under))])
    everybody = Completeness("", "", ALL_POOLS, sum(one.entries for one in rows), _sum(one.left_out for one in rows))
    lines.writerow(["", "", ALL_POOLS, *_numbers(everybody, told=all(_are_many(one.reasons, under) for one in rows))])
    return text.getvalue().encode("ascii")


def _numbers(one: Completeness, *, told: bool) -> list[int | str]:
    left = [one.left_out.get(reason, 0) if told or reason == NOT_CONCERNED else "" for reason in REASONS]
    return [one.waiting, one.reasons.total(), *left, one.entries]


def _are_many(reasons: Mapping[str, int], under: int) -> bool:
    return all(number >= under for number in reasons.values())


def _sum(numbers: Iterable[Mapping[str, int]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for one in numbers:
        total.update(one)
    return total


def entries_of(content: bytes) -> dict[str, int]:
    """Return pool code -> entries, as `completeness.csv` reports them."""
    return {row["pool"]: int(row["entries"]) for row in _pools_of(content)}


def left_out_of(content: bytes) -> dict[str, int]:
    """
    Return pool code -> how many `completeness.csv` reports as left out; those whom a round does not concern are not.

    A file from before the limit has no sum of its own and every reason instead.
    """
    return {row["pool"]: int(row["left_out"]) if "left_out" in row else _added_up(row) for row in _pools_of(content)}


def _added_up(row: Mapping[str, str]) -> int:
    skipped = f"left_out_{NOT_CONCERNED}"
    return sum(int(number) for column, number in row.items() if column.startswith("left_out_") and column != skipped)


def _pools_of(content: bytes) -> list[dict[str, str]]:
    return [row for row in csv.DictReader(io.StringIO(content.decode("ascii"))) if row["pool"] != ALL_POOLS]

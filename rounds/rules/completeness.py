"""
The completeness report of a round: of each pool, everybody who waits is an entry or left out for a reason that is named.

In Connecticut a whole city was missing from the jury lists for three years, and nobody saw it. Source: the protocol IEC-DRAW/1,
sections 1.2 and 7.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

REASONS = (
    "profile", "invited", "agreement", "age_low", "age_high", "passport", "duplicate", "not_concerned", "suspended", "later",
    "diploma",
)  # fmt: skip
"""Why somebody who waits is not in the list; each is a column."""


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


def completeness_file(pools: Iterable[Completeness]) -> bytes:
    """
    Return the bytes of `completeness.csv`: one line a pool, in the order given.

    :raises KeyError: for a reason that is not one of REASONS
    """
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(["country", "category", "pool", "waiting", *(f"left_out_{reason}" for reason in REASONS), "entries"])
    for pool in pools:
        if unknown := set(pool.left_out) - set(REASONS):
            raise KeyError(f"No column for {sorted(unknown)}.")
        left = [pool.left_out.get(reason, 0) for reason in REASONS]
        lines.writerow([pool.country, pool.category, pool.pool, pool.waiting, *left, pool.entries])
    return text.getvalue().encode("ascii")


def entries_of(content: bytes) -> dict[str, int]:
    """Return pool code -> entries, as `completeness.csv` reports them."""
    return {row["pool"]: int(row["entries"]) for row in csv.DictReader(io.StringIO(content.decode("ascii")))}


def left_out_of(content: bytes) -> dict[str, int]:
    """Return pool code -> how many `completeness.csv` reports as left out; those whom a round does not concern are not."""
    return {
        row["pool"]: sum(
            int(number) for column, number in row.items() if column.startswith("left_out_") and column != "left_out_not_concerned"
        )
        for row in csv.DictReader(io.StringIO(content.decode("ascii")))
    }

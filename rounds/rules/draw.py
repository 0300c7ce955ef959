"""
The draw: a pure function from entries, places and a seed to the people invited.

Every entry of a pool gets a number from the seed, the pool and its ticket; the lowest numbers are invited. Pools are
drawn one after the other (Co-op, Young Professionals, Working Holiday), and who was invited from one is passed over in
the next. When somebody joined, and in which order the entries are read, makes no difference; run it twice and it
gives the same names. A pool's code is inside the number, so that who had bad luck in one pool has the same chance as all
others in the next.

Source: the protocol IEC-DRAW/1, sections 2.4 and 3.6.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from heapq import nsmallest
from typing import NamedTuple

from rounds.rules.names import check_digest, processing_order

_KEY_BYTES = 32


class Winner(NamedTuple):
    """One invitation: from which pool, as which in the order of numbers (from 1), to which ticket, by which number."""

    pool: str
    position: int
    ticket: str
    key: str


@dataclass(frozen=True, slots=True)
class PoolDraw:
    """What the draw did in one pool. ``considered`` are the entries less the people invited from an earlier pool."""

    pool: str
    entries: int
    considered: int
    invite: int
    winners: tuple[Winner, ...]

    @property
    def invited(self) -> int:
        """How many were invited: as many as there are places, or everybody."""
        return len(self.winners)

    @property
    def cutoff_key(self) -> str | None:
        """The last invited person's number; whoever has a higher one was not invited. None when nobody was."""
        return self.winners[-1].key if self.winners else None


def rank_key(seed: str, pool: str, ticket: str) -> str:
    """
    Return the number of one entry in hex: what a person can compute alone, with any program that has SHA-256.

    The words ``IEC-DRAW/1|rank|`` stand in it in a test round too: a test differs in its seed, not in the rule.
    """
    return sha256(f"IEC-DRAW/1|rank|{seed}|{pool}|{ticket}".encode("ascii")).hexdigest()


def share_of(key: str) -> float:
    """Where a number lies between the lowest (0) and the highest (1) that there could be; to show it, never to compare."""
    return int(key[:13], 16) / 16**13


def audit_key(seed: str, pool: str, ticket: str) -> str:
    """Return the number by which an auditor's sample is taken: the lowest are opened to the auditor."""
    return sha256(f"IEC-DRAW/1|audit|{seed}|{pool}|{ticket}".encode("ascii")).hexdigest()


def select(entries_by_pool: Mapping[str, Sequence[str]], invite: Mapping[str, int], seed: str) -> tuple[PoolDraw, ...]:
    """
    Draw a round: return what happened in each pool, in processing order.

    ``entries_by_pool`` has each pool's tickets, in any order, none twice in a pool; ``invite`` the places of each pool.
    Every pool that stands in either is in the answer; one that is not in ``invite`` has no places.

    :raises NotAName: when a pool code or the seed is not written as the protocol writes it
    :raises ValueError: when a number of places is negative
    """
    check_digest(seed)
    taken: set[str] = set()
    drawn = []
    for pool in processing_order({*entries_by_pool, *invite}):
        tickets, places = entries_by_pool.get(pool, ()), invite.get(pool, 0)
        if places < 0:
            raise ValueError(f"{places} invitations cannot be drawn from {pool}.")
        live = [ticket for ticket in tickets if ticket not in taken] if taken else tickets
        winners = tuple(_best(pool, live, places, seed))
        taken.update([winner.ticket for winner in winners])
        drawn.append(PoolDraw(pool, len(tickets), len(live), places, winners))
    return tuple(drawn)


def winners_of(drawn: Sequence[PoolDraw]) -> list[Winner]:
    """Return everybody invited in a round, in processing order and position."""
    return [winner for pool in drawn for winner in pool.winners]


def _best(pool: str, tickets: Sequence[str], places: int, seed: str) -> Iterator[Winner]:
    if not places:
        return
    prefix = sha256(f"IEC-DRAW/1|rank|{seed}|{pool}|".encode("ascii"))
    copy = prefix.copy
    ranked = []
    for ticket in tickets:
        hashed, name = copy(), ticket.encode("ascii")
        hashed.update(name)
        # Number and ticket in one string of bytes: its order is the protocol's, the smaller ticket breaking a tie.
        ranked.append(hashed.digest() + name)
    for position, best in enumerate(smallest(places, ranked), 1):
        yield Winner(pool, position, best[_KEY_BYTES:].decode("ascii"), best[:_KEY_BYTES].hex())


def smallest(places: int, ranked: Sequence[bytes]) -> list[bytes]:
    """Return the smallest so many, ascending: the rule of order, each item being a number followed by its ticket."""
    # A heap is quicker while few are wanted, sorting when it is a good part of all; the answer is the same.
    return nsmallest(places, ranked) if places < len(ranked) // 20 else sorted(ranked)[:places]

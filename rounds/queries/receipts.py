"""Receipts: what shows a person, years later, that they stood in the list that was frozen. Computed when asked for."""

import io
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection

from profiles.states import ProfileState
from rounds.models import Draw, Round, RoundPool
from rounds.queries import frozen_list
from rounds.rules.entries import entry
from rounds.rules.manifest import Manifest, parse_manifest
from rounds.rules.merkle import BRANCH_LINES, Tree, path_through_branch
from rounds.rules.results import receipt_file
from rounds.states import CandidacyState


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who wants their receipts by letter; of each entry of theirs in the list its pool, ticket and line number."""

    profile_id: int
    user_id: int
    language: str
    entries: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class Missed:
    """
    Somebody who wants letters about rounds, was in this one's list and was not drawn.

    `lines`: their pools in it, each with whether they stay there; `waits`: whether a later round may draw them from any pool.
    """

    profile_id: int
    user_id: int
    language: str
    lines: tuple[tuple[RoundPool, bool], ...]
    waits: bool


class Prover:
    """Makes the receipts of many entries of one frozen round from its whole list, and asks the database no more."""

    def __init__(self, round_: Round) -> None:
        draw = Draw.objects.get(round=round_)
        self._manifest, self._sha256 = parse_manifest(draw.manifest.encode("ascii")), draw.manifest_sha256
        self._tree = Tree(line[:-1] for line in io.BytesIO(frozen_list.entries_bytes(round_.pk)))

    def receipt(self, pool: str, ticket: str, number: int) -> bytes:
        """The bytes of the receipt of one entry."""
        return receipt_file(
            self._manifest,
            manifest_sha256=self._sha256,
            pool=pool,
            ticket=ticket,
            index=number,
            path=self._tree.path(number),
        )


def of_person(round_: Round, profile_id: int) -> list[tuple[str, bytes]]:
    """
    The receipts of one person in a frozen round: pool code and the bytes of the receipt, in the order of the list.

    Empty when they were not in it. Four queries and one branch of the tree an entry, whatever the size of the list.
    """
    draw = Draw.objects.filter(round=round_).only("manifest", "manifest_sha256", "merkle_branches").first()
    if draw is None:
        return []
    manifest = _manifest(draw.manifest)
    branches = bytes(draw.merkle_branches)
    return [
        (
            pool,
            receipt_file(
                manifest,
                manifest_sha256=draw.manifest_sha256,
                pool=pool,
                ticket=ticket,
                index=number,
                path=path_through_branch(_branch(round_.pk, number), index=number, branches=branches),
            ),
        )
        for pool, ticket, number in _entries(round_.pk, profile_id)
    ]


def wished_for(round_: Round) -> list[Asked]:
    """Everybody in a round's list who wants receipts by letter, with their entries. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT profile.id, account.id, account.language, ticket.ticket,
                   array_agg(pool.code ORDER BY entry.number), array_agg(entry.number ORDER BY entry.number)
              FROM rounds_receiptwish AS wish
              JOIN profiles_profile AS profile ON profile.id = wish.profile_id
              JOIN profiles_user AS account ON account.id = profile.user_id
              JOIN rounds_ticket AS ticket ON ticket.profile_id = profile.id AND ticket.round_id = %s
              JOIN rounds_drawentry AS entry ON entry.round_id = ticket.round_id AND entry.ticket_id = ticket.id
              JOIN rounds_pool AS pool ON pool.id = entry.pool_id
             GROUP BY 1, 2, 3, 4
             ORDER BY 1
            """,
            [round_.pk],
        )
        return [
            Asked(profile, user, language, tuple((pool, ticket, number) for pool, number in zip(pools, numbers, strict=True)))
            for profile, user, language, ticket, pools, numbers in cursor.fetchall()
        ]


def missed(round_: Round) -> list[Missed]:
    """Everybody who wants letters about rounds, was in the list of this one and was drawn from no pool. Two queries."""
    lines = {line.pool_id: line for line in RoundPool.objects.filter(round=round_).select_related("pool__country")}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH staying AS (
                SELECT here.profile_id, here.pool_id
                  FROM rounds_candidacy AS here JOIN profiles_profile AS owner ON owner.id = here.profile_id
                 WHERE here.profile_id IN (SELECT profile_id FROM rounds_receiptwish)
                   AND here.state = %(waiting)s AND here.leave_asked_at IS NULL AND owner.state = %(active)s)
            SELECT profile.id, account.id, account.language, array_agg(entry.pool_id ORDER BY entry.number),
                   array_agg((profile.id, entry.pool_id) IN (SELECT profile_id, pool_id FROM staying) ORDER BY entry.number),
                   profile.id IN (SELECT profile_id FROM staying)
              FROM rounds_receiptwish AS wish
              JOIN profiles_profile AS profile ON profile.id = wish.profile_id
              JOIN profiles_user AS account ON account.id = profile.user_id
              JOIN rounds_ticket AS ticket ON ticket.profile_id = profile.id AND ticket.round_id = %(round)s
              JOIN rounds_drawentry AS entry ON entry.round_id = ticket.round_id AND entry.ticket_id = ticket.id
             WHERE NOT EXISTS (SELECT 1 FROM rounds_selection AS drawn WHERE drawn.ticket_id = ticket.id)
             GROUP BY 1, 2, 3
             ORDER BY 1
            """,
            {"round": round_.pk, "waiting": CandidacyState.WAITING.value, "active": ProfileState.ACTIVE.value},
        )
        return [
            Missed(
                profile,
                user,
                language,
                tuple((lines[pool], stays) for pool, stays in zip(pools, staying, strict=True)),
                waits=waits,
            )
            for profile, user, language, pools, staying, waits in cursor.fetchall()
        ]


@lru_cache(maxsize=4)
def _manifest(text: str) -> Manifest:
    """The manifest of a round, read once for the many receipts that are asked for when its list is published."""
    return parse_manifest(text.encode("ascii"))


def _entries(round_id: int, profile_id: int) -> list[tuple[str, str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT pool.code, ticket.ticket, entry.number
              FROM rounds_ticket AS ticket
              JOIN rounds_drawentry AS entry ON entry.ticket_id = ticket.id AND entry.round_id = ticket.round_id
              JOIN rounds_pool AS pool ON pool.id = entry.pool_id
             WHERE ticket.round_id = %s AND ticket.profile_id = %s
             ORDER BY entry.number
            """,
            [round_id, profile_id],
        )
        return cursor.fetchall()


def _branch(round_id: int, number: int) -> list[bytes]:
    first = number - number % BRANCH_LINES
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT pool.code, ticket.ticket
              FROM rounds_drawentry AS entry
              JOIN rounds_pool AS pool ON pool.id = entry.pool_id
              JOIN rounds_ticket AS ticket ON ticket.id = entry.ticket_id
             WHERE entry.round_id = %s AND entry.number >= %s AND entry.number < %s
             ORDER BY entry.number
            """,
            [round_id, first, first + BRANCH_LINES],
        )
        return [entry(pool, ticket).encode("ascii") for pool, ticket in cursor.fetchall()]

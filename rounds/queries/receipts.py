"""Receipts: what shows a person, years later, that they stood in the list that was frozen. Computed when asked for."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from rounds.models import Draw, Round, RoundPool
from rounds.rules.entries import entry
from rounds.rules.manifest import parse_manifest
from rounds.rules.merkle import BRANCH_LINES, path_through_branch
from rounds.rules.results import receipt_file


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who wants their receipts by letter, and the receipts of this round: pool code and file."""

    profile_id: int
    user_id: int
    language: str
    receipts: tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True)
class Missed:
    """Somebody who wants letters about rounds, was in this one's list and was not drawn; with the lines of their pools."""

    profile_id: int
    user_id: int
    language: str
    lines: tuple[RoundPool, ...]


def of_person(round_: Round, profile_id: int) -> list[tuple[str, bytes]]:
    """
    The receipts of one person in a frozen round: pool code and the bytes of the receipt, in the order of the list.

    Empty when they were not in it. Four queries and one branch of the tree an entry, whatever the size of the list.
    """
    draw = Draw.objects.filter(round=round_).first()
    if draw is None:
        return []
    manifest = parse_manifest(draw.manifest.encode("ascii"))
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


def wished_for(round_: Round) -> Iterator[Asked]:
    """Everybody in a round's list who wants receipts by letter, with theirs."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT profile.id, account.id, account.language
              FROM rounds_receiptwish AS wish
              JOIN profiles_profile AS profile ON profile.id = wish.profile_id
              JOIN profiles_user AS account ON account.id = profile.user_id
              JOIN rounds_ticket AS ticket ON ticket.profile_id = profile.id AND ticket.round_id = %s
             ORDER BY 1
            """,
            [round_.pk],
        )
        people = cursor.fetchall()
    for profile_id, user_id, language in people:
        yield Asked(profile_id, user_id, language, tuple(of_person(round_, profile_id)))


def missed(round_: Round) -> Iterator[Missed]:
    """Everybody who wants letters about rounds, was in the list of this one and was drawn from no pool."""
    lines = {line.pool_id: line for line in RoundPool.objects.filter(round=round_).select_related("pool__country")}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT profile.id, account.id, account.language, array_agg(entry.pool_id ORDER BY entry.number)
              FROM rounds_receiptwish AS wish
              JOIN profiles_profile AS profile ON profile.id = wish.profile_id
              JOIN profiles_user AS account ON account.id = profile.user_id
              JOIN rounds_ticket AS ticket ON ticket.profile_id = profile.id AND ticket.round_id = %s
              JOIN rounds_drawentry AS entry ON entry.ticket_id = ticket.id
             WHERE NOT EXISTS (SELECT 1 FROM rounds_selection AS drawn WHERE drawn.ticket_id = ticket.id)
             GROUP BY 1, 2, 3
             ORDER BY 1
            """,
            [round_.pk],
        )
        people = cursor.fetchall()
    for profile_id, user_id, language, pools in people:
        yield Missed(profile_id, user_id, language, tuple(lines[pool] for pool in pools))


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

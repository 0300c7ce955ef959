"""Freeze: the list of a round is fixed, under tickets, with the number of invitations of each pool."""

import hashlib
import hmac
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection

from iecsite import approvals
from iecsite.bulk import copy_rows
from rounds.models import Draw, Pool, Round, RoundPool, Ticket
from rounds.operations.steps import Impossible
from rounds.publication import chain
from rounds.publication.software import software
from rounds.queries import frozen_list
from rounds.queries.rounds import plan_content
from rounds.rules import seeds
from rounds.rules.canonical import digest
from rounds.rules.entries import entry_lines
from rounds.rules.manifest import Manifest, manifest_file, pool_lines
from rounds.rules.merkle import merkle_root
from rounds.rules.names import TEST_FORMAT
from rounds.rules.tickets import ticket_maker

KIND = "round"


def freeze(round_: Round, *, at: datetime) -> dict[str, Any]:
    """
    Write tickets, entries and the manifest of an approved round.

    The draw of a test round that was frozen late moves to the moment of the freeze.

    :returns: per pool, how many are in and how many were left out, and why
    :raises NotApproved: when the plan is not the one that another person approved
    """
    approvals.carry_out(kind=KIND, subject=round_.code, content=plan_content(round_), at=at)
    if not round_.test_source:
        raise Impossible("public randomness is not connected")
    round_.frozen_at = at.replace(microsecond=0)
    round_.draw_at = max(round_.draw_at.replace(microsecond=0), round_.frozen_at)
    pools = [line.pool for line in round_.pools.select_related("pool").order_by("pool__order")]
    judged = frozen_list.judge(pools, drawn_at=round_.draw_at)
    _write_tickets(round_)
    _write_entries(round_)
    for line in round_.pools.select_related("pool"):
        line.entries = judged[line.pool.code].entries
        line.save(update_fields=["entries"])
    _write_manifest(round_, pools)
    round_.save(update_fields=["frozen_at", "draw_at"])
    return {"pools": {code: {"entries": one.entries, "left_out": one.left_out} for code, one in judged.items()}}


def season_key(season: int) -> bytes:
    """The 32 bytes from which a season's tickets are made: derived from the one secret, different each season."""
    return hmac.new(settings.TICKET_SECRET.encode(), f"IEC-DRAW/1|season|{season}".encode("ascii"), hashlib.sha256).digest()


def _write_tickets(round_: Round) -> None:
    make = ticket_maker(season_key(round_.season_id), round_.code)
    rows = ((round_.pk, profile_id, make(uuid)) for profile_id, uuid in frozen_list.judged_people())
    copy_rows(Ticket, ["round_id", "profile_id", "ticket"], rows)


def _write_entries(round_: Round) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO rounds_drawentry (round_id, pool_id, ticket_id, candidacy_id)
            SELECT %(round)s, judged.pool_id, ticket.id, judged.candidacy_id
              FROM {frozen_list.JUDGED} AS judged
              JOIN rounds_ticket AS ticket ON ticket.round_id = %(round)s AND ticket.profile_id = judged.profile_id
             WHERE judged.left_out = ''
            """,  # noqa: S608  (the one name in it is a constant)
            {"round": round_.pk},
        )


def _write_manifest(round_: Round, pools: list[Pool]) -> None:
    entries = frozen_list.entries_bytes(round_.pk)
    lines = entry_lines(entries)
    rows = list(RoundPool.objects.filter(round=round_).values_list("pool__code", "entries", "invite"))
    counted = {code: number or 0 for code, number, _invite in rows}
    invite = {code: number for code, _counted, number in rows}
    assert round_.frozen_at is not None, "the step before noted it"
    if sum(counted.values()) != len(lines):
        raise Impossible("the frozen rows do not add up")
    manifest = Manifest(
        format=TEST_FORMAT,
        round=round_.code,
        frozen_at=round_.frozen_at,
        draw_at=round_.draw_at,
        entries_count=len(lines),
        entries_sha256=digest(entries),
        merkle_root=merkle_root(lines),
        pools=pool_lines(counted, invite),
        beacons=(seeds.TEST_SOURCE,),
        previous_result=chain.result_before(round_.code),
        code=software(),
    )
    content = manifest_file(manifest)
    Draw.objects.create(
        round=round_,
        format=manifest.format,
        manifest=content.decode("ascii"),
        manifest_sha256=digest(content),
        entries_sha256=manifest.entries_sha256,
        merkle_root=manifest.merkle_root,
    )

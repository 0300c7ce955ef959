"""Draw: the rule is applied to the frozen list; what comes out is written down."""

from datetime import datetime
from typing import Any

from django.db import connection

from rounds.models import Draw, Round
from rounds.operations.steps import Impossible
from rounds.operations.steps.seed import randomness_of
from rounds.queries import frozen_list, ledger
from rounds.rules import draw as rule
from rounds.rules import stops
from rounds.rules.canonical import digest
from rounds.rules.draw import PoolDraw
from rounds.rules.entries import parse_entries
from rounds.rules.manifest import parse_manifest
from rounds.rules.results import result_file, selection_file


def draw(round_: Round, *, at: datetime) -> dict[str, Any]:
    """Select by the pure rule and write selection, result and each pool's numbers."""
    row = Draw.objects.select_for_update(of=("self",), no_key=True).get(round=round_)
    manifest = parse_manifest(row.manifest.encode("ascii"))
    entries = frozen_list.entries_bytes(round_.pk)
    if digest(entries) != manifest.entries_sha256:
        raise Impossible(stops.LIST_CHANGED)
    drawn = rule.select(parse_entries(entries), manifest.invite, row.seed)
    selection_sha256 = digest(selection_file(drawn))
    result = result_file(
        manifest,
        manifest_sha256=row.manifest_sha256,
        seed=row.seed,
        drawn=drawn,
        selection_sha256=selection_sha256,
        randomness=randomness_of(manifest, row.seed_input),
    )
    _write_selection(round_, drawn)
    _write_numbers(round_, drawn)
    row.selection_sha256, row.result = selection_sha256, result.decode("ascii")
    row.save(update_fields=["selection_sha256", "result"])
    return {"selected": sum(pool.invited for pool in drawn), "selection_sha256": selection_sha256}


def _write_selection(round_: Round, drawn: tuple[PoolDraw, ...]) -> None:
    winners = rule.winners_of(drawn)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO rounds_selection (round_id, pool_id, position, ticket_id, key)
            SELECT %(round)s, pool.id, winner.position, ticket.id, winner.key
              FROM unnest(%(pools)s::text[], %(positions)s::int[], %(tickets)s::text[], %(keys)s::text[])
                   AS winner (pool, position, ticket, key)
              JOIN rounds_pool AS pool ON pool.season_id = %(season)s AND pool.code = winner.pool
              JOIN rounds_ticket AS ticket ON ticket.round_id = %(round)s AND ticket.ticket = winner.ticket
            """,
            {
                "round": round_.pk,
                "season": round_.season_id,
                "pools": [winner.pool for winner in winners],
                "positions": [winner.position for winner in winners],
                "tickets": [winner.ticket for winner in winners],
                "keys": [winner.key for winner in winners],
            },
        )
        if cursor.rowcount != len(winners):
            raise Impossible(stops.NO_ROW)


def _write_numbers(round_: Round, drawn: tuple[PoolDraw, ...]) -> None:
    by_code = {pool.pool: pool for pool in drawn}
    lines = list(round_.pools.select_related("pool"))
    now = ledger.ledgers([line.pool_id for line in lines])
    for line in lines:
        pool = by_code[line.pool.code]
        line.considered, line.invited, line.cutoff_key = pool.considered, pool.invited, pool.cutoff_key or ""
        line.approved, line.awaiting = line.pool.approved, now[line.pool_id].awaiting
    round_.pools.model.objects.bulk_update(lines, ["considered", "invited", "cutoff_key", "approved", "awaiting"])

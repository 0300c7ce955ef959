"""The order of registration against the selection, in one statement over all entries of a round."""

from dataclasses import dataclass

from django.db import connection

from rounds.rules.quality import DECILES, Tenth


@dataclass(frozen=True, slots=True)
class Spread:
    """
    Of each pool its tenths in order of registration, and where in that order (0 to 1) each selected entry stands, of the pools
    in which somebody was selected and somebody was not.
    """

    pools: tuple[tuple[Tenth, ...], ...]
    positions: tuple[float, ...]


def spread(round_id: int) -> Spread:
    """
    How the selected of a drawn round are spread over the order in which people entered each pool.

    Of each pool those entries count that were considered: who was selected in an earlier pool stands aside.

    The entry in place i of n stands at (i - u) / n, where u is the first 52 bits of the SHA-256 of
    `IEC-DRAW/1|position|<seed>|<pool>|<ticket>` as a fraction from 0 to below 1: in a fair draw each stands anywhere between 0
    and 1 with the same chance, however small its pool.
    """
    tenths: dict[int, list[Tenth]] = {}
    positions: dict[int, list[float]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH considered AS (
                SELECT entry.pool_id, pool.code,
                       CASE WHEN selection.pool_id = entry.pool_id THEN selection.ticket_id END AS selected,
                       row_number() OVER registered AS place, count(*) OVER (PARTITION BY entry.pool_id) AS people
                  FROM rounds_drawentry AS entry
                  JOIN rounds_pool AS pool ON pool.id = entry.pool_id
                  JOIN rounds_candidacy AS candidacy ON candidacy.id = entry.candidacy_id
                  LEFT JOIN rounds_selection AS selection
                         ON selection.round_id = entry.round_id AND selection.ticket_id = entry.ticket_id
                  LEFT JOIN rounds_pool AS before ON before.id = selection.pool_id
                 WHERE entry.round_id = %(round)s AND (selection.id IS NULL OR before."order" >= pool."order")
                WINDOW registered AS (PARTITION BY entry.pool_id ORDER BY candidacy.entered_at, candidacy.id))
            SELECT pool_id, (place - 1) * %(tenths)s / people AS tenth, count(*), count(selected),
                   array_agg((place - ('x' || left(encode(sha256(convert_to(
                       'IEC-DRAW/1|position|' || draw.seed || '|' || considered.code || '|' || ticket, 'UTF8')), 'hex'), 13)
                       )::bit(52)::bigint / 4503599627370496::float8) / people) FILTER (WHERE selected IS NOT NULL)
              FROM considered
              JOIN rounds_draw AS draw ON draw.round_id = %(round)s
              LEFT JOIN rounds_ticket AS named ON named.id = considered.selected
             GROUP BY 1, 2
             ORDER BY 1, 2
            """,
            {"round": round_id, "tenths": DECILES},
        )
        for pool, tenth, people, selected, places in cursor.fetchall():
            found = tenths.setdefault(pool, [Tenth(0, 0)] * DECILES)
            found[tenth] = Tenth(people, selected)
            positions.setdefault(pool, []).extend(places or [])
    told = (pool for pool, found in tenths.items() if sum(tenth.considered - tenth.selected for tenth in found))
    return Spread(
        tuple(tuple(found) for found in tenths.values()), tuple(position for pool in told for position in positions[pool])
    )


def entries_by_pool(round_id: int) -> dict[str, int]:
    """Pool code -> frozen rows, counted once more: what the completeness report says must stand there."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT pool.code, count(entry.id)
              FROM rounds_roundpool AS line
              JOIN rounds_pool AS pool ON pool.id = line.pool_id
              LEFT JOIN rounds_drawentry AS entry ON entry.round_id = line.round_id AND entry.pool_id = line.pool_id
             WHERE line.round_id = %s
             GROUP BY pool.code
            """,
            [round_id],
        )
        return dict(cursor.fetchall())

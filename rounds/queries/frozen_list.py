"""
Who is in a round, in sets: the judging of everybody at the freeze, and the frozen list and the selection as bytes.

Whole lists go through COPY and never through objects: a round may have a million entries.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from psycopg import sql

from iecsite import clock
from iecsite.bulk import refresh_statistics
from profiles.rules.facts import NO_PASSPORTS
from profiles.states import COUNTS_FOR_ITS_PERSON, SENT
from rounds.models import Pool, Round
from rounds.queries.pools import terms_of_pools
from rounds.rules.bounds import bounds
from rounds.rules.pools import CATEGORY_CODES

# The transaction's own table of everybody who waits in the round's pools, and of how many waited in each at that same instant;
# both are gone with the transaction.
JUDGED, COUNTED = "round_judged", "round_counted"

# People read at once: a million of them would fill the worker's memory.
PORTION = 20_000


@dataclass(frozen=True)
class Judged:
    """How many of a pool are in the list, and how many were left out for each reason."""

    entries: int
    left_out: dict[str, int]


def judge(
    pools: Sequence[Pool], *, drawn_at: datetime, frozen_at: datetime | None = None, remedial_round: int | None = None
) -> dict[str, Judged]:
    """
    Judge in one statement everybody who waits in these pools, into the table JUDGED of the caller's transaction.

    The same statement counts them, without the judging, into COUNTED: whoever enters or leaves a moment later is in neither.

    In the list is who waits there now, has a sent profile and no invitation, and is of an age, holds a passport and has a
    diploma, where one is asked for, that the agreement takes on the Eastern day of the draw, on which it is not suspended.

    :param frozen_at: the moment, to the second, that the manifest gives for the list; who came in after that second is left out.
        None: whoever waits now
    :param remedial_round: the round's id when it draws only among people who were wrongly left out of an earlier one
    :returns: pool code -> how many are in, and how many are left out as `profile`, `invited`, `duplicate` (held by an
        undecided pair with one passport, as `profiles.queries.duplicates.undecided` says), `agreement` (a pool without terms),
        `suspended` (it takes them no longer on that day), `later`, `age_low`, `age_high`, `passport`, `diploma` (too
        old on that day; and in a remedial round everybody else as `not_concerned`)
    """
    on = clock.home_date(drawn_at)
    terms = terms_of_pools(pools, drawn_at)
    known = [(pool.pk, bounds(terms[pool.pk], on=on)) for pool in pools if pool.pk in terms]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            DROP TABLE IF EXISTS pg_temp.{JUDGED}, pg_temp.{COUNTED};
            CREATE TEMPORARY TABLE {JUDGED}
                (candidacy_id bigint, pool_id bigint, profile_id bigint, uuid uuid, left_out text) ON COMMIT DROP;
            CREATE TEMPORARY TABLE {COUNTED} (pool_id bigint, waiting bigint) ON COMMIT DROP
            """
        )
        cursor.execute(
            f"""
            WITH counted AS (
                INSERT INTO {COUNTED}
                SELECT pool_id, count(*) FROM rounds_candidacy WHERE pool_id = ANY (%(all)s) AND state = 'waiting'
                 GROUP BY pool_id)
            INSERT INTO {JUDGED}
            SELECT candidacy.id AS candidacy_id, candidacy.pool_id, profile.id AS profile_id, profile.uuid,
                   CASE WHEN %(remedial)s::bigint IS NOT NULL AND NOT EXISTS
                             (SELECT 1 FROM rounds_remedialentry AS named
                               WHERE named.round_id = %(remedial)s AND named.candidacy_id = candidacy.id) THEN 'not_concerned'
                        WHEN candidacy.entered_at >= %(until)s::timestamptz THEN 'later'
                        WHEN profile.state <> 'active' THEN 'profile'
                        WHEN EXISTS (SELECT 1 FROM rounds_invitation AS open
                                      WHERE open.profile_id = profile.id AND open.state = 'issued') THEN 'invited'
                        WHEN held_back.profile_id IS NOT NULL THEN 'duplicate'
                        WHEN term.pool_id IS NULL THEN 'agreement'
                        WHEN term.status = 'suspended' THEN 'suspended'
                        WHEN term.status = 'ro_only' AND profile.recognized_organization IS NOT TRUE THEN 'suspended'
                        WHEN term.partners IS NOT NULL AND NOT EXISTS
                             (SELECT 1 FROM profiles_citizenship AS held
                               WHERE held.profile_id = profile.id
                                 AND held.country_id = ANY (string_to_array(term.partners, ','))) THEN 'suspended'
                        WHEN profile.date_of_birth < term.born_from THEN 'age_high'
                        WHEN profile.date_of_birth > term.born_until THEN 'age_low'
                        WHEN profile.graduated_on < term.graduated_from
                             AND NOT (profile.student_enrolled IS TRUE
                                      AND (profile.student_training_centre IS NOT TRUE
                                           OR profile.student_country_id IS NOT DISTINCT FROM term.centre_in)) THEN 'diploma'
                        WHEN passport.expires_on < %(on)s THEN 'passport'
                        WHEN passport.document = ANY (%(no_passports)s) THEN 'passport'
                        WHEN (term.passports <> '' OR term.partners IS NOT NULL) AND coalesce(passport.fits, false) IS FALSE
                        THEN 'passport'
                        ELSE '' END AS left_out
              FROM rounds_candidacy AS candidacy
              JOIN profiles_profile AS profile ON profile.id = candidacy.profile_id
              LEFT JOIN unnest(%(pools)s::bigint[], %(born_from)s::date[], %(born_until)s::date[], %(passports)s::text[],
                               %(statuses)s::text[], %(partners)s::text[], %(graduated_from)s::date[], %(centres)s::text[],
                               %(of_citizens)s::text[])
                     AS term (pool_id, born_from, born_until, passports, status, partners, graduated_from, centre_in, of_citizens)
                     ON term.pool_id = candidacy.pool_id
              LEFT JOIN (SELECT DISTINCT held.id AS profile_id FROM profiles_duplicate AS pair
                           JOIN profiles_profile AS older ON older.id = pair.older_id
                           JOIN profiles_profile AS newer ON newer.id = pair.newer_id
                           JOIN profiles_profile AS held
                             ON held.id = CASE WHEN newer.state = 'ended' THEN older.id ELSE newer.id END
                           JOIN profiles_profile AS against
                             ON against.id = CASE WHEN newer.state = 'ended' THEN newer.id ELSE older.id END
                           JOIN profiles_user AS account ON account.id = against.user_id AND account.erased_at IS NULL
                          WHERE pair.outcome = '' AND pair.ground = 'passport'
                            AND held.state = ANY (%(sent)s) AND against.state = ANY (%(counts)s)) AS held_back
                     ON held_back.profile_id = profile.id
              LEFT JOIN LATERAL (SELECT expires_on, document, fits
                                   FROM (SELECT id, expires_on, document,
                                                coalesce(CASE WHEN term.partners IS NULL
                                                              THEN country_id || ' ' || document
                                                                   = ANY (string_to_array(term.passports, ','))
                                                              ELSE EXISTS (SELECT 1 FROM profiles_citizenship AS held
                                                                            WHERE held.profile_id = profile.id
                                                                              AND held.country_id || ' ' || told.country_id
                                                                                  || ' ' || told.document
                                                                                  = ANY (string_to_array(term.of_citizens, ',')))
                                                         END, false) AS fits
                                           FROM profiles_passport AS told
                                          WHERE profile_id = profile.id AND NOT replaced) AS told
                                  ORDER BY fits DESC, CASE WHEN fits THEN expires_on END DESC NULLS LAST, id DESC
                                  LIMIT 1) AS passport ON true
             WHERE candidacy.pool_id = ANY (%(all)s) AND candidacy.state = 'waiting'
            """,  # noqa: S608  (the names in it are the constants above)
            {
                "on": on,
                "remedial": remedial_round,
                "until": None if frozen_at is None else frozen_at + timedelta(seconds=1),
                "sent": sorted(SENT),
                "counts": sorted(COUNTS_FOR_ITS_PERSON),
                "all": [pool.pk for pool in pools],
                "pools": [pk for pk, _bounds in known],
                "born_from": [one.born_from for _pk, one in known],
                "born_until": [one.born_until for _pk, one in known],
                "passports": [",".join(f"{issuer} {kind}" for issuer, kind in one.passports) for _pk, one in known],
                "no_passports": sorted(NO_PASSPORTS),
                "statuses": [one.status for _pk, one in known],
                "partners": [None if one.citizenships is None else ",".join(one.citizenships) for _pk, one in known],
                "graduated_from": [one.graduated_from for _pk, one in known],
                "centres": [one.centre_in for _pk, one in known],
                "of_citizens": [",".join(" ".join(each) for each in one.of_citizens) for _pk, one in known],
            },
        )
        refresh_statistics(JUDGED)
        cursor.execute(f"SELECT pool_id, left_out, count(*) FROM {JUDGED} GROUP BY pool_id, left_out ORDER BY 1, 2")  # noqa: S608
        rows = cursor.fetchall()
    return {
        pool.code: Judged(
            entries=sum(count for pk, reason, count in rows if pk == pool.pk and not reason),
            left_out={reason: count for pk, reason, count in rows if pk == pool.pk and reason},
        )
        for pool in pools
    }


def waiting(pools: Sequence[Pool]) -> dict[str, int]:
    """
    Pool code -> how many waited in it as everybody was judged, counted without the judging: what entries and left out must add
    up to.

    A fault in the judging (a batch that a join dropped, a country that was not loaded) shows as a difference.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pool_id, waiting FROM {COUNTED}")  # noqa: S608
        counted = dict(cursor.fetchall())
    return {pool.code: counted.get(pool.pk, 0) for pool in pools}


def judged_people() -> Iterator[list[tuple[int, Any]]]:
    """
    Every person of JUDGED who is in the list, once: profile id and the profile's public identifier, some thousands at a time.

    Between two portions the connection is free to write.
    """
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT profile_id, uuid FROM {JUDGED} WHERE left_out = ''")  # noqa: S608
        while portion := cursor.fetchmany(PORTION):
            yield portion


def entries_bytes(round_id: int) -> bytes:
    """The bytes of `entries.txt` of a frozen round."""
    return _copied(
        """
        SELECT pool.code || '|' || ticket.ticket
          FROM rounds_drawentry AS entry
          JOIN rounds_pool AS pool ON pool.id = entry.pool_id
          JOIN rounds_ticket AS ticket ON ticket.id = entry.ticket_id
         WHERE entry.round_id = {}
         ORDER BY entry.number
        """,
        round_id,
    )


def selection_bytes(round_id: int) -> bytes:
    """The bytes of `selection.txt` of a drawn round."""
    return _copied(
        """
        SELECT pool.code || '|' || selection.position || '|' || ticket.ticket || '|' || selection.key
          FROM rounds_selection AS selection
          JOIN rounds_pool AS pool ON pool.id = selection.pool_id
          JOIN rounds_ticket AS ticket ON ticket.id = selection.ticket_id
         WHERE selection.round_id = {}
         ORDER BY pool."order", selection.position
        """,
        round_id,
    )


@dataclass(frozen=True)
class SecondOpinion:
    """What the database itself computed: the digests of the list and of the selection, and the seed."""

    entries_sha256: str
    seed: str
    selection_sha256: str


def drawn_again(round_: Round) -> SecondOpinion:
    """
    Draw a round once more inside the caller's transaction, by SQL alone and from the frozen rows: the second implementation.

    It shares no code with `rounds.rules.draw`; only the seed's text and the number of invitations of each pool are the same.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT encode(sha256(convert_to(seed_input, 'UTF8')), 'hex') FROM rounds_draw WHERE round_id = %s", [round_.pk]
        )
        (seed,) = cursor.fetchone()
        cursor.execute("DROP TABLE IF EXISTS pg_temp.round_redrawn")
        cursor.execute(
            """
            CREATE TEMPORARY TABLE round_redrawn
                (turn integer, pool text, position bigint, ticket_id bigint, ticket text, key bytea) ON COMMIT DROP
            """
        )
        cursor.execute(
            """
            SELECT pool.id, pool.code, line.invite
              FROM rounds_roundpool AS line JOIN rounds_pool AS pool ON pool.id = line.pool_id
             WHERE line.round_id = %s
             ORDER BY array_position(%s::text[], split_part(pool.code, '-', 2)), pool.code COLLATE "C"
            """,
            [round_.pk, list(CATEGORY_CODES.values())],
        )
        for turn, (pool_id, code, invite) in enumerate(cursor.fetchall()):
            # One statement a pool: who was drawn in an earlier one is passed over in the next.
            cursor.execute(
                """
                INSERT INTO round_redrawn
                SELECT %(turn)s, %(code)s, row_number() OVER (ORDER BY key, ticket COLLATE "C"), ticket_id, ticket, key
                  FROM (SELECT ticket.id AS ticket_id, ticket.ticket,
                               sha256(convert_to('IEC-DRAW/1|rank|' || %(seed)s || '|' || %(code)s || '|' || ticket.ticket,
                                                 'UTF8')) AS key
                          FROM rounds_drawentry AS entry JOIN rounds_ticket AS ticket ON ticket.id = entry.ticket_id
                         WHERE entry.round_id = %(round)s AND entry.pool_id = %(pool)s
                           AND NOT EXISTS (SELECT 1 FROM round_redrawn AS before WHERE before.ticket_id = ticket.id)
                         ORDER BY 3, ticket.ticket COLLATE "C"
                         LIMIT %(invite)s) AS best
                """,
                {"turn": turn, "code": code, "seed": seed, "round": round_.pk, "pool": pool_id, "invite": invite},
            )
        cursor.execute(
            """
            SELECT encode(sha256(convert_to(coalesce(string_agg(
                       pool || '|' || position || '|' || ticket || '|' || encode(key, 'hex') || E'\\n', ''
                       ORDER BY turn, position), ''), 'UTF8')), 'hex')
              FROM round_redrawn
            """
        )
        (selection,) = cursor.fetchone()
        cursor.execute(
            """
            SELECT encode(sha256(convert_to(
                       coalesce(string_agg(line || E'\\n', '' ORDER BY line COLLATE "C"), ''), 'UTF8')), 'hex')
              FROM (SELECT pool.code || '|' || ticket.ticket AS line
                      FROM rounds_drawentry AS entry
                      JOIN rounds_pool AS pool ON pool.id = entry.pool_id
                      JOIN rounds_ticket AS ticket ON ticket.id = entry.ticket_id
                     WHERE entry.round_id = %s) AS lines
            """,
            [round_.pk],
        )
        (entries,) = cursor.fetchone()
    return SecondOpinion(entries, seed, selection)


def _copied(statement: str, round_id: int) -> bytes:
    asked = sql.SQL(f"COPY ({statement}) TO STDOUT").format(sql.Literal(round_id))
    # A million lines that wait to be joined would take three times the room of the file.
    content = io.BytesIO()
    with connection.cursor() as cursor, cursor.copy(asked) as copy:
        for block in copy:
            content.write(block)
    return content.getvalue()

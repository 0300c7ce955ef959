"""Birthdays to come: people in a pool are told before the day on which its age rule ends their stay."""

from datetime import date, datetime, timedelta
from itertools import groupby

from django.db import connection, transaction

from iecsite import clock
from profiles.operations import letters as outbox
from rounds.letters import candidacies as letters
from rounds.models import Candidacy, Pool
from rounds.queries import birthdays as queries
from rounds.queries.pools import terms_of_pools
from rounds.states import CandidacyState


@transaction.atomic(durable=True)
def renew_limits(*, at: datetime) -> int:
    """
    Reckon anew, for everybody who waits in a pool, the first day over its age limit: by the terms in force today and the day of
    birth told last. One statement; only rows that differ are written, so that it may run twice, late, or in two workers.

    :returns: how many days were another
    """
    with connection.cursor() as cursor:
        pools = list(Pool.objects.filter(candidacies__state=CandidacyState.WAITING).distinct().order_by("pk"))
        terms = terms_of_pools(pools, at)
        cursor.execute(
            """
            UPDATE rounds_candidacy AS candidacy SET too_old_on = reckoned.day
              FROM (SELECT waiting.id, limits.day
                      FROM unnest(%(pools)s::bigint[], %(limits)s::int[]) AS term (pool_id, max_age)
                      JOIN rounds_candidacy AS waiting ON waiting.pool_id = term.pool_id AND waiting.state = 'waiting'
                      JOIN profiles_profile AS profile ON profile.id = waiting.profile_id
                     CROSS JOIN LATERAL (SELECT (profile.date_of_birth + make_interval(years => term.max_age + 1))::date AS same)
                           AS turned
                     CROSS JOIN LATERAL (SELECT turned.same + (to_char(profile.date_of_birth, 'MMDD') = '0229'
                                                            AND to_char(turned.same, 'MMDD') = '0228')::int AS day) AS limits
                     WHERE waiting.too_old_on IS DISTINCT FROM limits.day
                       FOR NO KEY UPDATE OF waiting SKIP LOCKED) AS reckoned
             WHERE candidacy.id = reckoned.id
            """,
            {"pools": list(terms), "limits": [one.max_age for one in terms.values()]},
        )
        return cursor.rowcount


@transaction.atomic(durable=True)
def tell_who_grows_too_old(*, at: datetime) -> int:
    """
    Write to everybody in a pool whose birthday ends their stay within 60 days, and again within 14 days.

    One letter for all pools that one birthday ends. Who enters within the last 14 days gets the second letter alone. Safe to
    run twice, late, or in two workers: a letter that was written is not written again.

    :returns: how many people it wrote to, or tried to beside another worker
    """
    today = clock.home_date(at)
    told = 0
    for notice, nearest in ((60, 15), (14, 1)):
        rows = list(queries.untold(today + timedelta(days=nearest), today + timedelta(days=notice), notice=notice))
        drafts = [letters.soon_too_old(list(some), notice=notice) for _, some in groupby(rows, key=_person_and_day)]
        outbox.queue_letters(drafts, at=at)
        told += len(drafts)
    return told


def _person_and_day(candidacy: Candidacy) -> tuple[int, date | None]:
    return candidacy.profile_id, candidacy.too_old_on

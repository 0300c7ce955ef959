"""Pools: which season and which pools are open, and how many people wait in each."""

from collections.abc import Iterable
from datetime import datetime

from django.core.cache import cache
from django.db import connection
from django.db.models import QuerySet

from iecsite import clock
from profiles.queries import agreements, organizations
from profiles.rules.in_force import DatedTerms, in_force
from profiles.rules.terms import PARTNERS, Terms
from rounds.models import Pool, Season
from rounds.queries import seasons
from rounds.rules.calendar import is_open, opening_moment
from rounds.states import PoolStatus


def open_season(at: datetime) -> Season | None:
    """The season that takes candidates at a moment, or None."""
    year = seasons.calendar()(clock.home_date(at))
    season = Season.objects.filter(pk=year).first()
    return season if season is not None and is_open(season.opens_on, season.closes_at, at) else None


def season_of_rounds(at: datetime) -> Season | None:
    """
    The season in which rounds are held at a moment, or None: the latest that has opened, until its profiles are closed.

    It goes on after no new profile is taken: the final round and those for remaining places come then.
    """
    season = Season.objects.filter(opens_on__lte=clock.home_date(at)).order_by("-opens_on").first()
    return season if season is not None and is_open(season.opens_on, season.profiles_end_at, at) else None


def open_pools(season: Season, at: datetime) -> QuerySet[Pool]:
    """The pools of an open season that take candidates at a moment, with their countries, in the order of a round."""
    return (
        Pool.objects.filter(season=season, status=PoolStatus.OPEN, opens_on__lte=clock.home_date(at))
        .select_related("country")
        .order_by("order")
    )


def takes_candidates(pool: Pool, at: datetime) -> bool:
    """Whether a pool of an open season takes candidates at a moment."""
    return pool.status == PoolStatus.OPEN and opening_moment(pool.opens_on) <= at


# Nearly everybody who waits could be drawn, so the few who cannot are taken off: two indexes are read and a million people never
# put together with their profiles, which took a second and a half.
_WAITING = """
    SELECT pool_id, sum(people)::bigint
      FROM (SELECT pool_id, count(*) AS people
              FROM rounds_candidacy
             WHERE state = 'waiting' AND (%(pools)s::bigint[] IS NULL OR pool_id = ANY (%(pools)s::bigint[]))
             GROUP BY pool_id
             UNION ALL
            SELECT candidacy.pool_id, -count(*)
              FROM rounds_candidacy AS candidacy
              JOIN profiles_profile AS profile ON profile.id = candidacy.profile_id AND profile.state <> 'active'
             WHERE candidacy.state = 'waiting' AND (%(pools)s::bigint[] IS NULL OR candidacy.pool_id = ANY (%(pools)s::bigint[]))
             GROUP BY candidacy.pool_id) AS counted
     GROUP BY pool_id
    HAVING sum(people) > 0
"""


def pool_counts(pool_ids: Iterable[int] | None = None) -> dict[int, int]:
    """
    How many people wait in each pool and could be drawn; who holds an invitation is left out. One query.

    :param pool_ids: the pools asked about; None asks about all
    :returns: pool id -> people; a pool where nobody waits is not in it
    """
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, {"pools": None if pool_ids is None else list(pool_ids)})
        return dict(cursor.fetchall())


# A pool of fewer people is counted each time. What larger ones count is kept, and counted anew by the clock (`COUNTED_EVERY`, in
# seconds): whoever had to wait for a count of ten thousand while a round is drawn would be held up by it. It is kept for longer
# (`KEPT`), so that nobody counts where the clock's tasks come late.
LARGE, COUNTED_EVERY, KEPT = 1_000, 60, 300
WAITING = "waiting-in-large-pools"


def keep_counts() -> None:
    """Count the people who wait in each pool, and keep for people's pages what large pools count."""
    cache.set(WAITING, {pk: people for pk, people in pool_counts().items() if people >= LARGE}, KEPT)


def pool_counts_lately(pool_ids: Iterable[int]) -> dict[int, int]:
    """
    The same for a person's page: exact for small pools, at most two minutes old for large ones while the clock's tasks run, and
    five where they stand still; after that large ones are counted too. One query where all are large, else two.
    """
    kept = cache.get(WAITING, {})
    ids = set(pool_ids)
    found = {pk: kept[pk] for pk in ids & kept.keys()}
    unknown = ids - kept.keys()
    return found | (pool_counts(unknown) if unknown else {})


def terms_of_pools(pools: Iterable[Pool], at: datetime) -> dict[int, Terms]:
    """
    The terms under which each pool invites on the Eastern day of a moment. One query; three with pools of organizations.

    :returns: pool id -> terms; a pool whose agreement is not in force that day is not in it
    """
    pools = list(pools)
    on = clock.home_date(at)
    countries = {pool.country_id for pool in pools}
    # What organizations may do hangs on every partner's agreement, so all are read where a pool of theirs is among them.
    rows = agreements.rows(on=on)
    if PARTNERS not in countries:
        rows = rows.filter(country__in=countries)
    held = in_force([DatedTerms(agreements.terms_of(row), row.effective_from, row.effective_until) for row in rows], on)
    if PARTNERS in countries:
        held = organizations.with_organizations(held, on=on)
    found = {(terms.country, terms.category, terms.stream): terms for terms in held}
    keys = {pool.pk: (pool.country_id, pool.category, pool.stream) for pool in pools}
    return {pk: found[key] for pk, key in keys.items() if key in found}

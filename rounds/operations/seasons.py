"""Loads seasons, pools and quota series from the files of the programme."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import NAMESPACE_OID, uuid5

from django.db.models import QuerySet

from iecsite.csvfile import Row
from profiles.rules.terms import Terms
from rounds.models import Pool, QuotaChange, RoundEntry, Season
from rounds.models.journal import STREAM
from rounds.operations import first_rounds
from rounds.rules.pools import has_a_pool, pool_code, pool_order, takes_candidates
from rounds.states import PoolStatus


def load_seasons(rows: Sequence[Row]) -> int:
    """
    Write the seasons inside the caller's transaction; a known one is brought up to date, unless staff have announced something
    else since: their word stands. Pools follow their season to another week of its first round.
    """
    before = dict(Season.objects.values_list("year", "first_round_week"))
    told = set(_told_by_staff("season_announced", "season_changed").values_list("details__season", flat=True))
    rows = [row for row in rows if row["season"] not in told]
    columns = ["opens_on", "opens_confirmed", "first_round_week", "closes_at", "closes_confirmed", "source_url"]
    seasons = [Season(year=row["season"], **{column: row[column] for column in columns}) for row in rows]
    Season.objects.bulk_create(seasons, update_conflicts=True, unique_fields=["year"], update_fields=columns)
    for season in seasons:
        if season.year in before:
            first_rounds.follow(season.year, before=before[season.year], after=season.first_round_week)
    return Season.objects.count()


def load_pools(terms: Iterable[Terms], *, seasons: Iterable[Season] | None = None) -> int:
    """
    Write a pool for every agreement row in every season for which it holds, inside the caller's transaction.

    A pool opens with its season whether its quota is known or not. A pool whose agreement is suspended is shown as not
    accepting candidates. What staff have said of a pool since stands.

    :param seasons: the seasons that get their pools; None for all
    :returns: how many pools those rows have in those seasons
    """
    terms = [one for one in terms if has_a_pool(one)]
    told = set(_told_by_staff("pool_changed").values_list("pool__season", "pool__code"))
    pools = [
        Pool(
            season=season,
            code=pool_code(one.country, one.category, one.stream),
            country_id=one.country,
            category=one.category,
            stream=one.stream,
            stream_name_en=one.stream_name_en,
            stream_name_fr=one.stream_name_fr,
            status=PoolStatus.OPEN if takes_candidates(one) else PoolStatus.NOT_ACCEPTING,
            order=pool_order(one.country, one.category, one.stream),
            opens_on=season.opens_on,
            first_round_on=season.first_round_week,
        )
        for season in (Season.objects.all() if seasons is None else seasons)
        for one in terms
        if one.since_season is None or one.since_season <= season.year
    ]
    Pool.objects.bulk_create(
        [pool for pool in pools if (pool.season_id, pool.code) not in told],
        update_conflicts=True,
        unique_fields=["season", "code"],
        update_fields=["stream_name_en", "stream_name_fr", "order", "opens_on"],
    )
    return len(pools)


def _told_by_staff(*kinds: str) -> QuerySet[RoundEntry]:
    return RoundEntry.objects.filter(stream=STREAM, kind__in=kinds)


def load_quotas(rows: Sequence[Row]) -> int:
    """
    Write the quota series inside the caller's transaction.

    Where on one day one category of a country lost exactly what another got, and nothing else of that country changed, the two
    rows are one transfer.

    :raises BadRow: for a season or pool that does not exist
    """
    pools = {(pool.season_id, pool.code): pool.pk for pool in Pool.objects.all()}
    changes = []
    for row in rows:
        code = pool_code(row["country_code"], row["category"], row["stream"])
        pool = pools.get((row["season"], code))
        if pool is None:
            raise row.bad("country_code", f"season {row['season']} has no pool {code}")
        unlimited = row["quota"] == "unlimited"
        changes.append(
            QuotaChange(
                pool_id=pool,
                effective_on=row["effective_on"],
                quota=None if unlimited else row["quota"],
                unlimited=unlimited,
                confirmed=row["confirmed"],
                reason_en=row["reason_en"],
                reason_fr=row["reason_fr"],
                source_url=row["source_url"],
            )
        )
    _find_transfers(changes, {pk: (year, code[:2]) for (year, code), pk in pools.items()})
    QuotaChange.objects.bulk_create(
        changes,
        update_conflicts=True,
        unique_fields=["pool", "effective_on"],
        update_fields=["quota", "unlimited", "confirmed", "reason_en", "reason_fr", "source_url", "transfer", "moved"],
    )
    return len(changes)


def _find_transfers(changes: Sequence[QuotaChange], country_of: Mapping[int, tuple[int, str]]) -> None:
    before: dict[int, int | None] = {}
    moves: dict[tuple, list[tuple[QuotaChange, int]]] = {}
    for change in sorted(changes, key=lambda one: one.effective_on):
        earlier = before.get(change.pool_id)
        if earlier is not None and change.quota is not None:
            day = (*country_of[change.pool_id], change.effective_on)
            moves.setdefault(day, []).append((change, change.quota - earlier))
        before[change.pool_id] = change.quota
    for day, found in moves.items():
        if len(found) == 2 and found[0][1] and found[0][1] + found[1][1] == 0:
            key = uuid5(NAMESPACE_OID, f"transfer {day}")
            for change, moved in found:
                change.transfer, change.moved = key, moved

"""Loads seasons, pools and quota series, and puts the quota of the day in force."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from iecsite import clock, journal
from iecsite.csvfile import Row
from iecsite.journal import Act
from iecsite.refusal import Refused
from rounds.models import Pool, QuotaChange, RoundEntry, Season
from rounds.models.journal import STREAM
from rounds.rules.pools import pool_code, pool_order
from rounds.states import PoolStatus


class CannotChangeQuota(Refused):
    """The new quota does not fit the series."""


@dataclass(frozen=True)
class PoolTerms:
    """What a season's pools are made from: one agreement row, with the first season it holds for."""

    country: str
    category: str
    stream: str
    stream_name_en: str
    stream_name_fr: str
    accepting: bool
    since_season: int | None


def load_seasons(rows: Sequence[Row]) -> int:
    """Write the seasons inside the caller's transaction; a known one is brought up to date."""
    columns = ["opens_on", "opens_confirmed", "first_round_week", "closes_at", "closes_confirmed", "source_url"]
    seasons = [Season(year=row["season"], **{column: row[column] for column in columns}) for row in rows]
    Season.objects.bulk_create(seasons, update_conflicts=True, unique_fields=["year"], update_fields=columns)
    return len(seasons)


def load_pools(terms: Iterable[PoolTerms]) -> int:
    """
    Write a pool for every agreement row in every season for which it holds, inside the caller's transaction.

    A pool opens with its season whether its quota is known or not. A pool whose agreement is suspended is shown as not
    accepting candidates.
    """
    terms = list(terms)
    pools = [
        Pool(
            season=season,
            code=pool_code(term.country, term.category, term.stream),
            country_id=term.country,
            category=term.category,
            stream=term.stream,
            stream_name_en=term.stream_name_en,
            stream_name_fr=term.stream_name_fr,
            status=PoolStatus.OPEN if term.accepting else PoolStatus.NOT_ACCEPTING,
            order=pool_order(term.country, term.category, term.stream),
            opens_on=season.opens_on,
            first_round_on=season.first_round_week,
        )
        for season in Season.objects.all()
        for term in terms
        if term.since_season is None or term.since_season <= season.year
    ]
    Pool.objects.bulk_create(
        pools,
        update_conflicts=True,
        unique_fields=["season", "code"],
        update_fields=["stream_name_en", "stream_name_fr", "order", "opens_on"],
    )
    return len(pools)


def load_quotas(rows: Sequence[Row]) -> int:
    """
    Write the quota series inside the caller's transaction.

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
    QuotaChange.objects.bulk_create(
        changes,
        update_conflicts=True,
        unique_fields=["pool", "effective_on"],
        update_fields=["quota", "unlimited", "confirmed", "reason_en", "reason_fr", "source_url"],
    )
    return len(changes)


@transaction.atomic(durable=True)
def apply_quotas(*, at: datetime) -> int:
    """Put in force the quota that each pool's series holds for the Eastern day; safe to run at any time."""
    return put_quotas_in_force(on=clock.home_date(at))


def put_quotas_in_force(*, on: date) -> int:
    """
    The same inside the caller's transaction. A cut below what is approved already waits: the gate never takes a letter back.

    :returns: how many pools changed
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE rounds_pool AS pool
               SET quota = latest.quota, unlimited = latest.unlimited
              FROM (SELECT DISTINCT ON (pool_id) pool_id, quota, unlimited
                      FROM rounds_quotachange WHERE effective_on <= %s
                     ORDER BY pool_id, effective_on DESC) AS latest
             WHERE latest.pool_id = pool.id
               AND (pool.quota, pool.unlimited) IS DISTINCT FROM (latest.quota, latest.unlimited)
               AND (latest.unlimited OR pool.approved <= coalesce(latest.quota, 0))
            """,
            [on],
        )
        return cursor.rowcount


@transaction.atomic(durable=True)
def change_quota(
    *,
    pool_id: int,
    effective_on: date,
    quota: int | None,
    unlimited: bool,
    confirmed: bool,
    reason_en: str,
    reason_fr: str,
    source_url: str,
    by: Any,
    at: datetime,
) -> QuotaChange:
    """
    Add a point to a pool's quota series; it is in force at once when its day has come.

    :raises CannotChangeQuota: without a reason in both languages, for two values at once, or a second one for the same day
    """
    if not (reason_en.strip() and reason_fr.strip()):
        raise CannotChangeQuota("Give the reason in English and in French.", "Donnez le motif en anglais et en français.")
    if unlimited and quota is not None:
        raise CannotChangeQuota("Give a number or unlimited, not both.", "Indiquez un nombre ou illimité, pas les deux.")
    if QuotaChange.objects.filter(pool_id=pool_id, effective_on=effective_on).exists():
        raise CannotChangeQuota(
            "This pool has a quota from that day already. Choose another day.",
            "Ce bassin a déjà un quota à partir de ce jour. Choisissez un autre jour.",
        )
    change = QuotaChange.objects.create(
        pool_id=pool_id,
        effective_on=effective_on,
        quota=quota,
        unlimited=unlimited,
        confirmed=confirmed,
        reason_en=reason_en,
        reason_fr=reason_fr,
        source_url=source_url,
    )
    put_quotas_in_force(on=clock.home_date(at))
    act = Act("quota_changed", {"pool_id": pool_id}, {"quota": quota, "unlimited": unlimited, "from": effective_on.isoformat()})
    journal.record(RoundEntry, act, stream=STREAM, by=by, at=at)
    return change

"""
Quotas of pools: changed from a day on, moved between categories of a country, and put in force when their day comes.

People change them through `operations.quota_proposals` alone, where one proposes and another approves.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.db import connection, transaction

from iecsite import clock, dates, journal
from iecsite.journal import Act
from iecsite.refusal import Refused
from profiles.rules.terms import PARTNERS
from rounds.models import Pool, QuotaChange, RoundEntry
from rounds.models.journal import STREAM
from rounds.operations import transfers
from rounds.queries import nominations


class CannotChangeQuota(Refused):
    """The new quota does not fit the series."""


@transaction.atomic(durable=True)
def apply_quotas(*, at: datetime) -> int:
    """Put in force the quota that each pool's series holds for the Eastern day; safe to run at any time."""
    return put_quotas_in_force(at=at)


def put_quotas_in_force(*, at: datetime) -> int:
    """
    The same inside the caller's transaction. A transfer whose day has come moves no more places than are free of letters then.

    No letter is ever taken back: a cut below the letters that were given leaves no place free, and is carried out further with
    each one that comes back.

    :returns: how many pools changed
    """
    on = clock.home_date(at)
    transfers.cut_to_what_is_free(on=on, at=at)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH latest AS (
                SELECT DISTINCT ON (pool_id) pool_id, quota, unlimited
                  FROM rounds_quotachange WHERE effective_on <= %s
                 ORDER BY pool_id, effective_on DESC),
            held AS (
                SELECT pool.id, latest.unlimited,
                       CASE WHEN latest.quota IS NULL THEN NULL ELSE greatest(latest.quota, pool.approved) END AS quota
                  FROM rounds_pool AS pool JOIN latest ON latest.pool_id = pool.id
                 ORDER BY pool.id
                   FOR NO KEY UPDATE OF pool)
            UPDATE rounds_pool AS pool
               SET quota = held.quota, unlimited = held.unlimited
              FROM held
             WHERE held.id = pool.id AND (pool.quota, pool.unlimited) IS DISTINCT FROM (held.quota, held.unlimited)
            """,
            [on],
        )
        return cursor.rowcount


def enter_change(
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
    Add a point to a pool's quota series inside the caller's transaction; it is in force at once when its day has come.

    :raises CannotChangeQuota: as `check_change`
    """
    asked: dict[str, Any] = {
        "effective_on": effective_on,
        "quota": quota,
        "unlimited": unlimited,
        "reason_en": reason_en,
        "reason_fr": reason_fr,
    }
    check_change(pool_id=pool_id, **asked)
    change = QuotaChange.objects.create(pool_id=pool_id, confirmed=confirmed, source_url=source_url, **asked)
    put_quotas_in_force(at=at)
    act = Act("quota_changed", {"pool_id": pool_id}, {"quota": quota, "unlimited": unlimited, "from": effective_on.isoformat()})
    journal.record(RoundEntry, act, stream=STREAM, by=by, at=at)
    return change


def check_change(
    *, pool_id: int, effective_on: date, quota: int | None, unlimited: bool, reason_en: str, reason_fr: str, **_more: Any
) -> None:
    """
    Let a point pass that could be added now, inside the caller's transaction; its pool is held until that ends.

    :raises CannotChangeQuota: without a reason in both languages, for two values at once, a second one for the same day, or fewer
        places than a recognized organization has given letters
    """
    _check_reasons(reason_en, reason_fr)
    if unlimited and quota is not None:
        raise CannotChangeQuota("Give a number or unlimited, not both.", "Indiquez un nombre ou illimité, pas les deux.")
    (pool,) = _held_pools([pool_id])
    if QuotaChange.objects.filter(pool=pool, effective_on=effective_on).exists():
        raise CannotChangeQuota(
            "This pool has a quota from that day already. Choose another day.",
            "Ce bassin a déjà un quota à partir de ce jour. Choisissez un autre jour.",
        )
    given = nominations.given(pool.pk) if pool.country_id == PARTNERS else 0
    if quota is not None and quota < given:
        raise CannotChangeQuota(
            f"{given} letters were given out already. Withdraw some first, or allot at least {given}.",
            f"{given} lettres ont déjà été remises. Retirez-en d'abord, ou attribuez au moins {given} places.",
        )


def enter_transfer(
    *,
    from_pool_id: int,
    to_pool_id: int,
    places: int,
    effective_on: date,
    confirmed: bool,
    reason_en: str,
    reason_fr: str,
    source_url: str,
    by: Any,
    at: datetime,
) -> tuple[QuotaChange, QuotaChange]:
    """
    Move places from one pool to another of the same country and season, inside the caller's transaction: what one loses the
    other gets.

    :returns: the new points of the two series, the giving pool's first
    :raises CannotChangeQuota: without reasons, between countries or seasons, where a pool has no number on that day or a later
        point already, or for more places than the giving pool has free of letters
    """
    _check_reasons(reason_en, reason_fr)
    before = _checked_transfer(from_pool_id, to_pool_id, places, effective_on)
    giver, taker = before
    key = uuid4()
    rows = QuotaChange.objects.bulk_create(
        QuotaChange(
            pool=pool,
            effective_on=effective_on,
            quota=before[pool] + moved,
            confirmed=confirmed,
            transfer=key,
            moved=moved,
            reason_en=reason_en.strip(),
            reason_fr=reason_fr.strip(),
            source_url=source_url,
        )
        for pool, moved in ((giver, -places), (taker, places))
    )
    put_quotas_in_force(at=at)
    details = {"from": effective_on.isoformat(), "transfer": str(key)}
    acts = [Act("quota_changed", {"pool_id": row.pool_id}, {"quota": row.quota, "moved": row.moved, **details}) for row in rows]
    journal.record_all(RoundEntry, acts, stream=STREAM, by=by, at=at)
    return rows[0], rows[1]


def check_transfer(
    *, from_pool_id: int, to_pool_id: int, places: int, effective_on: date, reason_en: str, reason_fr: str, **_more: Any
) -> dict[Pool, int]:
    """
    Let a transfer pass that could be made now, inside the caller's transaction; nothing is written.

    :returns: the giving and the taking pool, with the number of places that each has on that day
    :raises CannotChangeQuota: as the act would be refused
    """
    _check_reasons(reason_en, reason_fr)
    return _checked_transfer(from_pool_id, to_pool_id, places, effective_on)


def _checked_transfer(from_pool_id: int, to_pool_id: int, places: int, effective_on: date) -> dict[Pool, int]:
    held = {pool.pk: pool for pool in _held_pools([from_pool_id, to_pool_id])}
    if len(held) != 2:
        raise CannotChangeQuota("Choose two different pools.", "Choisissez deux bassins différents.")
    giver, taker = held[from_pool_id], held[to_pool_id]
    if (giver.country_id, giver.season_id) != (taker.country_id, taker.season_id):
        raise CannotChangeQuota(
            "Places are moved between pools of one country and season. Choose two of them.",
            "Les places sont transférées entre des bassins d'un même pays et d'une même saison. Choisissez-en deux.",
        )
    before = {pool: _number_on(pool, effective_on) for pool in (giver, taker)}
    most = before[giver] - giver.approved
    if not 1 <= places <= most:
        raise CannotChangeQuota(
            f"{giver.title('en')} has {before[giver]} places then and has given {giver.approved} letters. "
            f"Move between 1 and {max(most, 0)} places.",
            f"{giver.title('fr')} aura alors {before[giver]} places et a donné {giver.approved} lettres. "
            f"Transférez de 1 à {max(most, 0)} places.",
        )
    return before


def _check_reasons(reason_en: str, reason_fr: str) -> None:
    if not (reason_en.strip() and reason_fr.strip()):
        raise CannotChangeQuota("Give the reason in English and in French.", "Donnez le motif en anglais et en français.")


def _held_pools(ids: Sequence[int]) -> list[Pool]:
    rows = Pool.objects.select_for_update(of=("self",), no_key=True).select_related("country", "season")
    return list(rows.filter(pk__in=ids).order_by("order", "pk"))


def _number_on(pool: Pool, day: date) -> int:
    """The quota of a pool on a day, from its series; nothing may stand in it from that day on."""
    series = list(QuotaChange.objects.filter(pool=pool).order_by("-effective_on"))
    if series and series[0].effective_on >= day:
        raise CannotChangeQuota(
            f"{pool.title('en')} has a quota from {dates.day(series[0].effective_on, 'en')} already. Choose a later day.",
            f"{pool.title('fr')} a déjà un quota à partir du {dates.day(series[0].effective_on, 'fr')}. Choisissez un jour "
            "postérieur.",
        )
    number = series[0].quota if series else None
    if number is None:
        raise CannotChangeQuota(
            f"{pool.title('en')} has no number of places, so none can be moved.",
            f"{pool.title('fr')} n'a pas de nombre de places; aucune ne peut être transférée.",
        )
    return number

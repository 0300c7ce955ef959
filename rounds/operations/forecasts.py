"""Keeps what the public is told of chances, so that it can be held against what happens."""

from datetime import datetime, timedelta

from django.db import transaction

from iecsite import clock, journal
from rounds.models import Forecast, RoundEntry, Season
from rounds.models.journal import STREAM
from rounds.queries import outlooks, pool_numbers
from rounds.states import ForecastKind

# An outlook changes little from day to day.
OUTLOOK_EVERY = timedelta(days=7)


@transaction.atomic(durable=True)
def keep(*, at: datetime) -> int:
    """
    Keep today's chance in every pool that has one, and once a week the outlook on the rest of the season.

    The first of a day stands: run again, late or twice, it adds only what is not there.

    :returns: how many were kept now
    """
    on = clock.home_date(at)
    season = Season.objects.filter(opens_on__lte=on).order_by("-year").first()
    if season is None:
        return 0
    kept = set(
        Forecast.objects.filter(pool__season=season, kept_on__gt=on - OUTLOOK_EVERY, kept_on__lte=on).values_list(
            "pool_id", "kind", "kept_on"
        )
    )
    numbers = pool_numbers.of_season(season.year)
    rows = [
        Forecast(
            pool=one.pool,
            kind=ForecastKind.NEXT_ROUND,
            kept_on=on,
            kept_at=at,
            candidates=one.next_candidates,
            invitations=one.next_invitations,
            chance=one.chance,
            exact=one.fixed,
            assumptions={"round": one.coming.round.code} if one.coming else {"as_round": one.last.round.code if one.last else ""},
        )
        for one in numbers
        if one.chance is not None and (one.pool.pk, ForecastKind.NEXT_ROUND, on) not in kept
    ]
    lately = {pool for pool, kind, _day in kept if kind == ForecastKind.SEASON}
    for pool_id, found in outlooks.of_pools((one for one in numbers if one.pool.pk not in lately), at=at).items():
        rows.append(
            Forecast(
                pool_id=pool_id,
                kind=ForecastKind.SEASON,
                kept_on=on,
                kept_at=at,
                candidates=found.weeks.candidates,
                chance=found.outlook.middle,
                low=found.outlook.low,
                high=found.outlook.high,
                assumptions=found.assumptions,
            )
        )
    if rows:
        Forecast.objects.bulk_create(rows, ignore_conflicts=True)
        act = journal.Act("forecasts_kept", details={"season": season.year, "forecasts": len(rows)})
        journal.record(RoundEntry, act, stream=STREAM, by=None, at=at)
    return len(rows)

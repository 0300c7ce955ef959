"""The outlook on the rest of a season, pool by pool, from what was seen in the last weeks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, Sum

from iecsite import clock
from rounds.models import Candidacy, Pool, RoundPool, Season
from rounds.queries import recommendations
from rounds.queries.pool_numbers import HELD, PoolNumbers
from rounds.rules import outlooks
from rounds.rules.how_many import expected_approvals
from rounds.rules.odds import Outlook, Weeks, outlook
from rounds.rules.outlooks import Seen, assumed_closing, rounds_left, weeks_ahead
from rounds.states import Departure

# Who is gone for one of these went by themselves, or would have gone in any week.
BY_THEMSELVES = [
    Departure.LEFT, Departure.WITHDRAWN, Departure.AGED_OUT, Departure.CHANGED, Departure.DUPLICATE, Departure.TERMS_CHANGED,
    Departure.PASSPORT_EXPIRED, Departure.DIPLOMA_TOO_OLD,
]  # fmt: skip
SEASONS_PLAYED = 400


@dataclass(frozen=True)
class Found:
    """An outlook and what it was made with."""

    outlook: Outlook
    weeks: Weeks
    seed: int
    closes_on: date
    closing_assumed: bool

    @property
    def assumptions(self) -> dict[str, Any]:
        """What it was made with, as it is kept and told."""
        return {
            "rounds": self.weeks.rounds,
            "invitations_a_week": round(self.weeks.invitations, 2),
            "arrivals_a_week": round(self.weeks.arrivals, 2),
            "leaving_a_week": round(self.weeks.leaving, 4),
            "most_invitations": None if self.weeks.most is None else round(self.weeks.most),
            "closes_on": self.closes_on.isoformat(),
            "closing_assumed": self.closing_assumed,
            "seasons_played": SEASONS_PLAYED,
            "seed": self.seed,
        }


def of_pools(numbers: Iterable[PoolNumbers], *, at: datetime) -> dict[int, Found]:
    """
    Pool -> outlook, for pools that take candidates, in which somebody waits and that have invited before. Five queries.

    :param numbers: pools of one season
    """
    found = [one for one in numbers if one.accepting and one.candidates and one.last is not None]
    if not found:
        return {}
    on = clock.home_date(at)
    closes_on, assumed = closing_of(found[0].pool.season_id, on=on)
    pools = [one.pool for one in found]
    seen = _seen(pools, at)
    advice = recommendations.advice(pools, {one.pool.pk: one.candidates for one in found}, drawn_on=on)
    outlook_of = {}
    for one in found:
        pool, advised = one.pool, advice[one.pool.pk]
        # After its announced final round a pool gives only places that come back: nothing to look forward to.
        last_on = pool.final_round_on or closes_on
        if last_on is None or last_on <= on:
            continue
        left = advised.places.left()
        most = None
        if not pool.unlimited and left is not None:
            free = left - expected_approvals(0, under_way=advised.under_way, share=advised.share)
            most = max(0.0, free) / advised.share.mean
        weeks = weeks_ahead(seen[pool.pk], candidates=one.candidates, rounds=rounds_left(on, closes_on=last_on), most=most)
        seed = on.toordinal() * 10_000 + pool.pk % 10_000
        played = outlook(weeks, seed=seed, seasons=SEASONS_PLAYED)
        if played is not None:
            outlook_of[pool.pk] = Found(played, weeks, seed, last_on, assumed and pool.final_round_on is None)
    return outlook_of


def closing_of(year: int, *, on: date) -> tuple[date | None, bool]:
    """The day on which a season's pools close, and whether that is only assumed from the season before; (None, True): unknown."""
    season = Season.objects.get(pk=year)
    if season.closes_at is not None:
        return clock.home_date(season.closes_at), False
    before = Season.objects.filter(year__lt=year, closes_at__isnull=False).order_by("-year").first()
    if before is None or before.closes_at is None:
        return None, True
    closed_on = clock.home_date(before.closes_at)
    assumed = assumed_closing(on, opens_on=season.opens_on, last_opened_on=before.opens_on, last_closed_on=closed_on)
    return assumed, True


def _seen(pools: list[Pool], at: datetime) -> dict[int, Seen]:
    since = at - timedelta(weeks=outlooks.WEEKS_SEEN)
    ids = [pool.pk for pool in pools]
    lines = RoundPool.objects.filter(pool__in=ids, round__state__in=HELD, round__draw_at__gt=since, round__draw_at__lte=at)
    invited = dict(lines.values_list("pool_id").annotate(number=Sum("invited")).order_by())
    moved = Candidacy.objects.filter(pool__in=ids).values_list("pool_id")
    counted = moved.annotate(
        came=Count("id", filter=Q(entered_at__gt=since, entered_at__lte=at)),
        left=Count("id", filter=Q(left_at__gt=since, left_at__lte=at, reason__in=BY_THEMSELVES)),
    ).order_by()
    changes = {pool: (came, left) for pool, came, left in counted}
    return {
        pool.pk: Seen(
            weeks=min(outlooks.WEEKS_SEEN, max(1.0, (clock.home_date(at) - pool.opens_on).days / 7)),
            invited=invited.get(pool.pk) or 0,
            came=changes.get(pool.pk, (0, 0))[0],
            left=changes.get(pool.pk, (0, 0))[1],
        )
        for pool in pools
    }

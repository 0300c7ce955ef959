"""The calendar of rounds: its weeks for everybody and for staff, and which pools are due in one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, QuerySet, Sum

from rounds.models import CalendarWeek, Pool, ProposedPool, Round, Season
from rounds.queries import recommendations
from rounds.queries.pools import pool_counts
from rounds.queries.recommendations import Advice
from rounds.queries.rounds import FINAL
from rounds.rules import weeks


@dataclass(frozen=True)
class DuePool:
    """A pool looked at for a week: why no round draws from it (None: it is due), and how many the rule would invite."""

    pool: Pool
    advice: Advice

    @property
    def candidates(self) -> int:
        """People who could be drawn."""
        return self.advice.candidates

    @property
    def why_not(self) -> str | None:
        """Why no round draws from it; None: it is due."""
        return self.advice.why_not

    @property
    def invite(self) -> int:
        """How many the rule would invite."""
        return self.advice.recommendation.invite

    @property
    def unused(self) -> int | None:
        """Places that nobody under way could take; None where there is no number."""
        return self.advice.unused


def looked_at(season: Season | int, *, drawn_on: date) -> list[DuePool]:
    """Every pool of a season, due on a day or not, in the order of a round. Five queries, whatever their number."""
    year = season.pk if isinstance(season, Season) else season
    pools = list(Pool.objects.filter(season=year).select_related("country").order_by("order"))
    advised = recommendations.advice(pools, pool_counts([pool.pk for pool in pools]), drawn_on=drawn_on)
    return [DuePool(pool, advised[pool.pk]) for pool in pools]


def of_season(year: int) -> list[CalendarWeek]:
    """The weeks of a season, newest first, each with its rounds and how many those invited. Two queries."""
    return list(_with_rounds().filter(season=year).order_by("-monday"))


def of_every_season() -> list[CalendarWeek]:
    """The weeks of every season, the newest season first and its weeks in order; the same. Two queries."""
    return list(_with_rounds().select_related("season").order_by("-season_id", "monday"))


def next_draws(*, at: datetime, most: int) -> list[datetime]:
    """The moments of the next rounds to come that are announced and not skipped, the nearest first. Two queries."""
    weeks_to_come = _with_rounds().filter(skipped_at__isnull=True, monday__gte=weeks.week_of(at)).order_by("monday")
    # One round a week; a week whose round is over or whose moment has passed is not to come.
    found = (week.draw_at if week.round is None else week.round.draw_at for week in weeks_to_come[: most + 2])
    return [moment for moment in found if moment > at][:most]


def _with_rounds() -> QuerySet[CalendarWeek]:
    rounds = Round.objects.annotate(invited_total=Sum("pools__invited", filter=FINAL)).order_by("code")
    return CalendarWeek.objects.prefetch_related(Prefetch("rounds", rounds))


def to_be_proposed(at: datetime) -> QuerySet[CalendarWeek]:
    """Weeks whose plan is due to be written: neither skipped nor planned yet, their list not fixed, the first to come first."""
    return (
        CalendarWeek.objects.filter(skipped_at__isnull=True, proposed_at__isnull=True, rounds__isnull=True)
        .filter(freeze_at__gt=at, freeze_at__lte=at + weeks.PROPOSED_BEFORE)
        .order_by("freeze_at", "pk")
    )


def proposal(week: CalendarWeek) -> Sequence[ProposedPool]:
    """What the task proposed for a week, in the order of a round."""
    return list(week.proposed_pools.select_related("pool__country").order_by("pool__order"))

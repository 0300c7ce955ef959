"""What a simulated season is played from, and what came of it, pool by pool."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from rounds.models import QuotaChange, Season, WhatIf
from rounds.queries.simulation_files import plans_of_quotas, read_behaviour
from rounds.rules.pools import STREAM_CODES
from rounds.rules.simulation.changes import Changes
from rounds.rules.simulation.pool import UNLIMITED, PoolPlan


def plans(season: Season, *, weeks: int) -> list[PoolPlan]:
    """
    The pools of a season with the quotas that are in force and announced, and entrants as the behaviour file assumes them.

    Not played: pools whose quota is to be announced, and those of recognized organizations, whose letters are counted elsewhere.
    One query.
    """
    changes = QuotaChange.objects.filter(pool__season=season).exclude(quota=None, unlimited=False).order_by("effective_on")
    points = [
        ((pool.country_id, pool.category, pool.stream), change.effective_on, UNLIMITED if change.unlimited else change.quota)
        for change in changes.select_related("pool")
        if not (pool := change.pool).stream or pool.stream in STREAM_CODES
    ]
    return plans_of_quotas(points, start=start_of(season), weeks=weeks, behaviours=read_behaviour())


def start_of(season: Season) -> date:
    """The Monday of a season's first week of rounds."""
    return season.first_round_week or season.opens_on


def changes_of(asked: WhatIf) -> Changes:
    """What was asked, as the rules take it."""
    return Changes(
        pool=asked.pool.code if asked.pool is not None else "",
        places_percent=asked.places_percent,
        entrants_percent=asked.entrants_percent,
        accept_points=asked.accept_points,
    )


def waiting() -> QuerySet[WhatIf]:
    """Those that are still to be played, oldest first."""
    return WhatIf.objects.filter(finished_at=None, put_aside_at=None).order_by("due_at", "id")


@dataclass(frozen=True)
class Pair:
    """One pool of both reports: as planned and as asked about."""

    plain: dict[str, Any]
    changed: dict[str, Any]

    @property
    def differs(self) -> bool:
        """Whether the question changed anything for this pool."""
        return any(self.plain[key] != self.changed[key] for key in ("quota", "entered", "invited", "approved", "week_99"))


def pairs(asked: WhatIf) -> list[Pair]:
    """The pools of a played season, those with most places first, those without a number last."""
    if asked.plain is None or asked.changed is None:
        return []
    after = {one["pool"]: one for one in asked.changed["pools"]}
    found = [Pair(one, after[one["pool"]]) for one in asked.plain["pools"]]
    return sorted(found, key=lambda one: (one.plain["quota"] is None, -(one.plain["quota"] or 0), one.plain["pool"]))

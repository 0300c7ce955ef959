"""What is asked about a season: more places or fewer, more people or fewer, another yield."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rounds.rules.simulation.behaviour import Behaviour
from rounds.rules.simulation.pool import UNLIMITED, PoolPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """
    Changes of one pool (its code) or of all (empty): of places and entrants in percent of what is planned, of those who accept in
    percentage points of the invited.
    """

    pool: str = ""
    places_percent: int = 0
    entrants_percent: int = 0
    accept_points: int = 0

    @property
    def nothing(self) -> bool:
        """Whether the season would be as planned."""
        return not (self.places_percent or self.entrants_percent or self.accept_points)


def changed(plans: Sequence[PoolPlan], changes: Changes) -> list[PoolPlan]:
    """
    The season with the changes. The rules still go by what is stated: that people do otherwise they learn from what they see.
    """
    return [_changed(plan, changes) if changes.pool in ("", plan.code) else plan for plan in plans]


def _changed(plan: PoolPlan, changes: Changes) -> PoolPlan:
    return replace(
        plan,
        quotas={week: _places(quota, changes.places_percent) for week, quota in plan.quotas.items()},
        arrivals=tuple(round(people * (100 + changes.entrants_percent) / 100) for people in plan.arrivals),
        truth=_truth(plan.behaviour, changes.accept_points),
    )


def _places(quota: int, percent: int) -> int:
    return quota if quota == UNLIMITED else round(quota * (100 + percent) / 100)


def _truth(stated: Behaviour, points: int) -> Behaviour | None:
    if not points:
        return None
    accept = min(0.99, max(0.01, stated.accept + points / 100))
    # Who does not accept declines or is silent in the same proportion as before.
    share = stated.decline / (1 - stated.accept) if stated.accept < 1 else 0.0
    return replace(stated, accept=accept, decline=(1 - accept) * share)

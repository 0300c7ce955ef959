"""A season made smaller, so that it can be played by people who are rows of a database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rounds.rules.simulation.pool import UNLIMITED, PoolPlan


def scaled(plans: Sequence[PoolPlan], *, people: int) -> list[PoolPlan]:
    """
    The same pools with so many entrants in all: arrivals and quotas in proportion, a quota of at least one place.

    A season with fewer entrants is left as it is.
    """
    total = sum(sum(plan.arrivals) for plan in plans)
    share = min(1.0, people / total) if total else 1.0
    made, before, given = [], 0, 0
    for plan in plans:
        arrivals = []
        for week in plan.arrivals:
            # Counted over all pools, so that what small ones are rounded down by is not lost.
            before += week
            arrivals.append(round(before * share) - given)
            given += arrivals[-1]
        made.append(replace(plan, arrivals=tuple(arrivals), quotas={week: _smaller(q, share) for week, q in plan.quotas.items()}))
    return made


def _smaller(quota: int, share: float) -> int:
    return quota if quota in (0, UNLIMITED) else max(1, round(quota * share))

"""What a played season is told as: plain values in a fixed order, the same bytes for the same seed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rounds.rules.simulation.pool import UNLIMITED, PoolPlan, PoolState
from rounds.rules.simulation.season import Played


def report(played: Played, *, season: int, seed: int, weeks: int) -> dict[str, Any]:
    """
    The report. In `weeks`, `invited` and `approved` are totals up to the week; `spots` is the quota less the approvals.

    `quota`, `fill`, `week_99` and `spots` are null where no number is set or known. `gate_met` counts approvals that had to
    wait for a place. `officer_cases_per_week`: applications that came in, over all pools.
    """
    return {
        "season": season,
        "seed": seed,
        "weeks": weeks,
        "pools": [_pool(one, weeks) for one in sorted(played.pools, key=lambda one: one.plan.code)],
        "officer_cases_per_week": played.cases,
    }


def assumptions(plans: Iterable[PoolPlan]) -> dict[str, dict[str, Any]]:
    """What was assumed of people and officers, by pool."""
    return {plan.code: plan.behaviour.told() for plan in sorted(plans, key=lambda one: one.code)}


def _pool(one: PoolState, weeks: int) -> dict[str, Any]:
    quota = one.plan.quota_in(weeks)
    number = None if quota in (None, UNLIMITED) else quota
    return {
        "pool": one.plan.code,
        "country": one.plan.country,
        "category": one.plan.category,
        "stream": one.plan.stream,
        "quota": number,
        "entered": one.entered,
        "invited": one.invitations,
        "approved": one.approved,
        "fill": round(one.approved / number, 6) if number else None,
        "week_99": one.week_99,
        "gate_met": one.gate_met,
        "weeks": [
            {
                "week": week.week,
                "candidates": week.candidates,
                "invited": week.invited,
                "approved": week.approved,
                "spots": week.spots,
            }
            for week in one.weeks
        ],
    }

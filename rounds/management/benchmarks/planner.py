"""The round planner: what it tells of every pool of a season with a million candidates."""

import time

from iecsite.benchmarks.benchmark import Benchmark, Taken
from rounds.management.benchmarks import crowd
from rounds.models import Pool
from rounds.queries.rounds import pool_plans

MOST = 2.0


def measure(scale: float) -> Taken:
    """Counts, places, recommendation, risk and fill of every pool, as the page shows them."""
    people = crowd.gather(scale)
    pools = list(Pool.objects.filter(season=crowd.SEASON).select_related("country"))
    began = time.perf_counter()
    plans = pool_plans(pools, {pool.pk: 10 for pool in pools}, drawn_on=crowd.AT.date())
    told = sum(plan.recommended for plan in plans), [plan.risk for plan in plans], [plan.fill for plan in plans]
    taken = time.perf_counter() - began
    return Taken(taken, MOST, f"{people:,} people, {len(pools)} pools, {told[0]:,} invitations recommended")


PLANNER = Benchmark(name="planner", floor="the two seconds that the planner may take", limit=1.0, measure=measure)

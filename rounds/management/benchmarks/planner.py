"""The round planner: what it tells of every pool of a season with a million candidates and many people under way."""

import time

from django.db import connection, transaction

from iecsite.benchmarks.benchmark import Benchmark, Taken
from rounds.management.benchmarks import crowd
from rounds.models import Pool
from rounds.queries.rounds import pool_plans

MOST = 2.0
# What earlier rounds left in every pool: the dearest case for the risk, with people at each stage.
UNDER_WAY = {"unanswered": 200, "accepted": 120, "applied": 260, "awaiting": 4, "refused": 30, "declined": 90, "expired": 50}

_LINES = f"""
    INSERT INTO rounds_ledgerline (pool_id, issued, {", ".join(UNDER_WAY)})
    SELECT unnest(%(pools)s::bigint[]), %(issued)s, {", ".join(f"%({stage})s" for stage in UNDER_WAY)}
"""


def measure(scale: float) -> Taken:
    """Counts, places, recommendation, risk and fill of every pool, as the page shows them."""
    people = crowd.gather(scale)
    pools = list(Pool.objects.filter(season=crowd.SEASON).select_related("country"))
    with transaction.atomic():
        # Taken back at the end, so that no other measurement finds them.
        with connection.cursor() as cursor:
            cursor.execute(_LINES, UNDER_WAY | {"issued": sum(UNDER_WAY.values()), "pools": [pool.pk for pool in pools]})
        began = time.perf_counter()
        plans = pool_plans(pools, {pool.pk: 10 for pool in pools}, drawn_on=crowd.AT.date())
        told = sum(plan.recommended for plan in plans), [plan.risk for plan in plans], [plan.fill for plan in plans]
        taken = time.perf_counter() - began
        transaction.set_rollback(True)
    return Taken(taken, MOST, f"{people:,} people, {len(pools)} pools, {told[0]:,} invitations recommended")


PLANNER = Benchmark(name="planner", floor="the two seconds that the planner may take", limit=1.0, measure=measure)

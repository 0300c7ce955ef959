"""A season of 150,000 entries by the rules, and two thousand seasons of one pool."""

import time

from iecsite.benchmarks.benchmark import Benchmark, Taken
from rounds.queries.simulation_files import plans_of_season, read_behaviour, spread
from rounds.rules.simulation.behaviour import behaviour_of
from rounds.rules.simulation.pool import PoolPlan
from rounds.rules.simulation.season import play

SEASON, WEEKS, ENTRIES, MOST = 2026, 40, 150_000, 60.0
SEASONS, PLACES, FILLED = 2000, 500, 0.995


def season(scale: float) -> Taken:
    """A whole season, its entrants brought up to 150,000 times the scale."""
    behaviours = read_behaviour()
    plans = plans_of_season(SEASON, weeks=WEEKS, behaviours=behaviours)
    more = ENTRIES * scale / sum(sum(plan.arrivals) for plan in plans)
    grown = [_grown(plan, more) for plan in plans]
    began = time.perf_counter()
    played = play(grown, seed=1, weeks=WEEKS)
    taken = time.perf_counter() - began
    entries = sum(pool.entered for pool in played.pools)
    return Taken(taken, MOST * scale, f"{entries:,} entries, {len(plans)} pools, {WEEKS} weeks")


def seasons(scale: float) -> Taken:
    """Two thousand seasons of a pool of 500 places, each with yields of its own: what is left empty, beside half a percent."""
    behaviour = behaviour_of(read_behaviour(), "", "working_holiday")
    number = max(20, round(SEASONS * scale))
    over = approved = waited = 0
    for seed in range(number):
        plan = PoolPlan(
            code="XX-WH",
            country="XX",
            category="working_holiday",
            stream="",
            order="2",
            behaviour=behaviour,
            quotas={1: PLACES},
            arrivals=spread(PLACES * 3, WEEKS),
        )
        (pool,) = play([plan], seed=seed, weeks=WEEKS).pools
        over += pool.approved > PLACES
        waited += pool.gate_met > 0
        approved += pool.approved
    fill = approved / (PLACES * number)
    told = f"{number:,} seasons: {fill:.2%} filled, {over} over quota, the gate met in {waited}"
    # A season over its quota is a fault whatever the fill.
    return Taken(1 - fill if not over else 1.0, 1 - FILLED, told)


def _grown(plan: PoolPlan, more: float) -> PoolPlan:
    return PoolPlan(
        code=plan.code,
        country=plan.country,
        category=plan.category,
        stream=plan.stream,
        order=plan.order,
        behaviour=plan.behaviour,
        quotas=plan.quotas,
        arrivals=spread(round(sum(plan.arrivals) * more), WEEKS),
    )


SIMULATION = Benchmark(name="season", floor="the minute that a whole season may take", limit=1.0, measure=season)
SEASONS_OF_A_POOL = Benchmark(name="seasons", floor="half a percent left empty, none over", limit=1.0, measure=seasons)

"""A season of 150,000 entries by the rules, and two thousand seasons of one pool."""

import time
from dataclasses import dataclass

from iecsite.benchmarks.benchmark import Benchmark, Taken
from rounds.queries.simulation_files import plans_of_season, read_behaviour, spread
from rounds.rules.simulation.behaviour import Behaviour, behaviour_of
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


@dataclass(frozen=True)
class Ended:
    """
    What came of many seasons of one pool, each with yields of its own. `fill`: of all places, in the week of the last round.

    `over`: seasons with more approvals than places; `over_without_gate`, `worst`: seasons that would have had, and by how many
    approvals at most, had the rule alone stood between invitations and places.
    """

    seasons: int
    fill: float
    over: int
    over_without_gate: int
    worst: int


def played_out(behaviour: Behaviour, *, number: int, truth: Behaviour | None = None) -> Ended:
    """
    Play so many seasons of a pool of 500 places, each until nobody is under way.

    :param behaviour: what the rules go by
    :param truth: what people really do; None: the same
    """
    over = over_without_gate = worst = approved = 0
    for seed in range(number):
        plan = PoolPlan(
            code="XX-WH",
            country="XX",
            category="working_holiday",
            stream="",
            order="2",
            behaviour=behaviour,
            truth=truth,
            quotas={1: PLACES},
            arrivals=spread(PLACES * 3, WEEKS),
        )
        people = truth or behaviour
        afterwards = people.answer_weeks + people.submit_weeks + people.decide_weeks
        (pool,) = play([plan], seed=seed, weeks=WEEKS, afterwards=afterwards).pools
        too_many = pool.approved_without_gate - PLACES
        over += pool.approved > PLACES
        over_without_gate += too_many > 0
        worst = max(worst, too_many)
        approved += pool.weeks[WEEKS - 1].approved
    return Ended(number, approved / (PLACES * number), over, over_without_gate, worst)


def seasons(scale: float) -> Taken:
    """
    Two thousand seasons of a pool of 500 places: what is left empty, beside half a percent.

    The gate lets none go over, whatever is invited. So the rule is held to its own bound: at one chance in 10,000, two thousand
    seasons have none that would have gone over without the gate. Source: the protocol IEC-DRAW/1, section 6.
    """
    behaviour = behaviour_of(read_behaviour(), "", "working_holiday")
    return judged(played_out(behaviour, number=max(20, round(SEASONS * scale))))


def judged(ended: Ended) -> Taken:
    """Seasons beside their bounds: one that is over its quota, or would be but for the gate, is a fault whatever the fill."""
    told = (
        f"{ended.seasons:,} seasons: {ended.fill:.2%} filled; over quota: {ended.over} with the gate, {ended.over_without_gate} "
        f"without it (by at most {ended.worst}); none is allowed"
    )
    return Taken(1.0 if ended.over or ended.over_without_gate else 1 - ended.fill, 1 - FILLED, told)


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
SEASONS_OF_A_POOL = Benchmark(
    name="seasons", floor="half a percent left empty, none over, with the gate or without", limit=1.0, measure=seasons
)

"""Where a plan differs from what the rule recommends, so that somebody has to say why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rounds.queries.rounds import PoolPlan

MORE, FEWER, LEFT_OUT = "more", "fewer", "left_out"
# Where the rule had a reason to stop; elsewhere more than everybody who waits invites the same people.
LIMITED = frozenset({"strict", "chance", "no_places", "came_back"})


@dataclass(frozen=True)
class Unlike:
    """A pool of which a plan invites `more` or `fewer` people than recommended, or that is due and `left_out`."""

    plan: PoolPlan
    how: str


def unlike_advice(plans: Iterable[PoolPlan], shown: Mapping[int, int] | None = None) -> list[Unlike]:
    """
    The pools of a plan with another number than the rule recommends for its day, in their order.

    :param plans: every open pool of the season, those without a number among them
    :param shown: pool id -> what was recommended when the plan was made, 0 for a pool that is not in it. A number that was not
        below that is not too low because people joined since. None: only what is recommended now counts
    """
    found = ((plan, _how(plan, None if shown is None else shown.get(plan.pool.pk, 0))) for plan in plans)
    return [Unlike(plan, how) for plan, how in found if how is not None]


def _how(plan: PoolPlan, shown: int | None) -> str | None:
    if plan.invite < plan.recommended and shown is not None and plan.invite >= shown:
        return None
    if not plan.invite:
        return LEFT_OUT if plan.recommended and plan.why_not is None else None
    if plan.invite < plan.recommended:
        return FEWER
    return MORE if plan.invite > plan.recommended and plan.advice.recommendation.reason in LIMITED else None

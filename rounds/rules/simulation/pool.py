"""One pool of a simulated season: its places, its people at each stage, and what was seen of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

from rounds.rules.how_many import CERTAIN, UnderWay, Yield, chain, prior, recommend
from rounds.rules.simulation.behaviour import Behaviour
from rounds.rules.simulation.waiting import Waiting

Quota = int | None
UNLIMITED = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolPlan:
    """
    What a pool brings into a season. `quotas`: week -> places in force from then on (`UNLIMITED` where no number is set);
    before the first week the quota is to be announced. `arrivals`: how many people enter in each week, from week 1.
    """

    code: str
    country: str
    category: str
    stream: str
    order: str
    behaviour: Behaviour
    quotas: Mapping[int, int]
    arrivals: tuple[int, ...]
    # What people really do, where it is other than what the rules go by; None: the same.
    truth: Behaviour | None = None

    def quota_in(self, week: int) -> Quota:
        """The places in force in a week; None while they are to be announced."""
        known = [since for since in self.quotas if since <= week]
        return self.quotas[max(known)] if known else None


@dataclass(slots=True)
class Week:
    """A pool at the end of a week: how many wait, and how many were invited and approved up to then; places left."""

    week: int
    candidates: int
    invited: int
    approved: int
    spots: int | None


@dataclass(slots=True)
class Seen:
    """How many took a step (said yes, sent an application, were approved), and how many were lost at it."""

    took: int = 0
    lost: int = 0

    def share(self, stated: float) -> Yield:
        """What is known of the share: the stated one, worth fifty people, and what was seen this season."""
        return prior(stated).seen(approved=self.took, lost=self.lost)


@dataclass(slots=True)
class PoolState:
    """A pool while its season is played. Cohorts are (week due, people), oldest first."""

    plan: PoolPlan
    dice: Random
    accept: float
    decline: float
    submit: float
    approve: float
    waiting: Waiting = field(default_factory=Waiting)
    invited: deque[tuple[int, list[int]]] = field(default_factory=deque)
    accepted: deque[tuple[int, list[int]]] = field(default_factory=deque)
    applied: deque[tuple[int, list[int]]] = field(default_factory=deque)
    awaiting_place: deque[int] = field(default_factory=deque)
    entered: int = 0
    invitations: int = 0
    approved: int = 0
    declined: int = 0
    silent: int = 0
    not_sent: int = 0
    refused: int = 0
    left: int = 0
    gate_met: int = 0
    week_99: int | None = None
    seen: dict[str, Seen] = field(default_factory=lambda: {"invited": Seen(), "accepted": Seen(), "applied": Seen()})
    weeks: list[Week] = field(default_factory=list)

    def open_at(self, stage: str) -> int:
        """How many people are at a stage whose end is open."""
        return sum(len(people) for _due, people in getattr(self, stage))

    def shares(self) -> dict[str, Yield]:
        """What is known of the share of people at each stage who will end approved."""
        behaviour = self.plan.behaviour
        apply_ = self.seen["applied"].share(behaviour.approve)
        accept = chain([self.seen["accepted"].share(behaviour.submit), apply_])
        invite = chain([self.seen["invited"].share(behaviour.accept), self.seen["accepted"].share(behaviour.submit), apply_])
        return {"invited": invite, "accepted": accept, "applied": apply_}

    def under_way(self, shares: Mapping[str, Yield]) -> list[UnderWay]:
        """People of earlier rounds who may still be approved, by stage."""
        found = [UnderWay(self.open_at(stage), share) for stage, share in shares.items()]
        # Who waits for a place is as good as approved.
        return [*found, UnderWay(len(self.awaiting_place), CERTAIN)]

    def invite(self, week: int) -> int:
        """How many the rules would invite now."""
        quota = self.plan.quota_in(week)
        if quota is None or not self.waiting:
            return 0
        shares = self.shares()
        return recommend(
            places=None if quota == UNLIMITED else max(0, quota - self.approved),
            announced=True,
            candidates=len(self.waiting),
            under_way=self.under_way(shares),
            share=shares["invited"],
        ).invite

    def give_place(self, week: int) -> bool:
        """The gate: one more letter, or none when the quota is used up."""
        quota = self.plan.quota_in(week)
        if quota is None or (quota != UNLIMITED and self.approved >= quota):
            return False
        self.approved += 1
        return True

    @property
    def approved_without_gate(self) -> int:
        """How many would have been approved had no gate stopped any: those who wait for a place are approved but for it."""
        return self.approved + len(self.awaiting_place)

    def places_left(self, week: int) -> int | None:
        """Letters that may still be given; None where no number is set or it is to be announced."""
        quota = self.plan.quota_in(week)
        return None if quota in (None, UNLIMITED) else max(0, quota - self.approved)  # type: ignore[operator]

    def note(self, week: int, *, candidates: int) -> None:
        """Write down how the pool stands at the end of a week."""
        quota = self.plan.quota_in(week)
        full = quota is not None and quota > 0 and self.approved * 100 >= quota * 99
        # A quota that rises afterwards is not nearly used up any more.
        self.week_99 = (self.week_99 or week) if full else None
        self.weeks.append(Week(week, candidates, self.invitations, self.approved, self.places_left(week)))

    def balance(self) -> int:
        """Every invitation is at one stage or at one end: what is left over, which is always 0."""
        under_way = self.open_at("invited") + self.open_at("accepted") + self.open_at("applied") + len(self.awaiting_place)
        ended = self.approved + self.declined + self.silent + self.not_sent + self.refused
        return self.invitations - under_way - ended


def opened(plan: PoolPlan, dice: Random) -> PoolState:
    """A pool at the start, with the true shares of this season."""
    behaviour = plan.truth or plan.behaviour
    accept = _drawn(behaviour.accept, behaviour.drift_worth, dice)
    decline = (1 - accept) * (behaviour.decline / (1 - behaviour.accept) if behaviour.accept < 1 else 0)
    return PoolState(
        plan=plan,
        dice=dice,
        accept=accept,
        decline=decline,
        submit=_drawn(behaviour.submit, behaviour.drift_worth, dice),
        approve=_drawn(behaviour.approve, behaviour.drift_worth, dice),
    )


def _drawn(share: float, worth: int, dice: Random) -> float:
    if share in (0, 1) or not worth:
        return share
    return dice.betavariate(share * worth, (1 - share) * worth)

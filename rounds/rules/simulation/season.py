"""A whole season, week by week: people come and go, places come back, the round is drawn, and what is then is written down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

from profiles.rules.facts import WORKING_HOLIDAY
from rounds.rules.simulation.pool import PoolPlan, PoolState, opened


@dataclass(slots=True)
class Played:
    """A season that was played: its pools in the order of a round, and how many applications came in each week."""

    pools: list[PoolState]
    cases: list[int] = field(default_factory=list)


def play(
    plans: Sequence[PoolPlan],
    *,
    seed: int,
    weeks: int,
    afterwards: int = 0,
    on_week: Callable[[int, Played], None] | None = None,
) -> Played:
    """
    Play a season.

    Each week: places that came free are given to those who wait for one, people enter and leave, answers, applications and
    decisions that are due come in, and the round draws: co-op before young professionals before working holiday, at most one
    invitation a person, as many as the rules recommend. Whoever declines is back in the pools; whoever is silent is out.

    :param seed: the same seed gives the same season
    :param weeks: how many weeks have a round
    :param afterwards: weeks without one after these, in which nobody enters and what is under way comes to its end
    :param on_week: called after each week, for progress and for checks
    """
    # Each pool has dice of its own: what is changed in one changes no other but by people who are in both.
    played = Played([opened(plan, Random(f"{seed} {plan.code}")) for plan in sorted(plans, key=lambda one: one.order)])  # noqa: S311 (repeatable)
    season = _Season(played.pools)
    for week in range(1, weeks + afterwards + 1):
        for pool in played.pools:
            season.give_places(pool, week)
            if week <= weeks:
                season.come_and_go(pool, week)
        played.cases.append(sum(season.hear(pool, week) for pool in played.pools))
        if week <= weeks:
            for pool in played.pools:
                season.draw(pool, week)
        for pool in played.pools:
            pool.note(week, candidates=len(pool.waiting))
        if on_week is not None:
            on_week(week, played)
    return played


class _Season:
    def __init__(self, pools: list[PoolState]) -> None:
        self.people = 0
        # Those in more than one pool: person -> the pools. Everybody else is in the one where they are found.
        self.several: dict[int, list[PoolState]] = {}
        self.working_holiday = {pool.plan.country: pool for pool in pools if pool.plan.category == WORKING_HOLIDAY}
        self.came_too: dict[tuple[str, int], int] = defaultdict(int)

    def come_and_go(self, pool: PoolState, week: int) -> None:
        arrivals = pool.plan.arrivals[week - 1] if week <= len(pool.plan.arrivals) else 0
        # Some of a country's working holiday makers came already, with an entrant of another category.
        arrivals -= self.came_too.pop((pool.plan.code, week), 0)
        other = self.working_holiday.get(pool.plan.country)
        for _ in range(max(0, arrivals)):
            self.people += 1
            pool.waiting.add(self.people)
            pool.entered += 1
            if other not in (None, pool) and pool.dice.random() < pool.plan.behaviour.also_in_working_holiday:
                assert other is not None
                other.waiting.add(self.people)
                other.entered += 1
                self.came_too[other.plan.code, week] += 1
                self.several[self.people] = [pool, other]
        leaving = _how_many(len(pool.waiting), pool.plan.behaviour.leave_each_week, pool.dice)
        for person in pool.waiting.draw(leaving, pool.dice):
            pool.left += 1
            mine = self.several.get(person)
            if mine is not None:
                self.several[person] = [one for one in mine if one is not pool]

    def give_places(self, pool: PoolState, week: int) -> None:
        while pool.awaiting_place and pool.give_place(week):
            pool.awaiting_place.popleft()

    def hear(self, pool: PoolState, week: int) -> int:
        """Decisions, applications and answers that are due; returns how many applications came in."""
        self._decide(pool, week)
        came = self._receive(pool, week)
        self._answer(pool, week)
        return came

    def draw(self, pool: PoolState, week: int) -> None:
        drawn = pool.waiting.draw(pool.invite(week), pool.dice)
        if not drawn:
            return
        for person in drawn:
            for other in self.several.get(person, ()):
                if other is not pool:
                    other.waiting.take(person)
        pool.invitations += len(drawn)
        pool.invited.append((week + pool.plan.behaviour.answer_weeks, drawn))

    def _answer(self, pool: PoolState, week: int) -> None:
        while pool.invited and pool.invited[0][0] <= week:
            _due, people = pool.invited.popleft()
            yes = []
            for person in people:
                die = pool.dice.random()
                if die < pool.accept:
                    yes.append(person)
                    continue
                if die < pool.accept + pool.decline:
                    pool.declined += 1
                    for one in self.several.get(person, (pool,)):
                        if person not in one.waiting:
                            one.waiting.add(person)
                else:
                    pool.silent += 1
            pool.seen["invited"].took += len(yes)
            pool.seen["invited"].lost += len(people) - len(yes)
            if yes:
                pool.accepted.append((week + pool.plan.behaviour.submit_weeks, yes))

    def _receive(self, pool: PoolState, week: int) -> int:
        came = 0
        while pool.accepted and pool.accepted[0][0] <= week:
            _due, people = pool.accepted.popleft()
            sent = [person for person in people if pool.dice.random() < pool.submit]
            lost = len(people) - len(sent)
            pool.not_sent += lost
            pool.seen["accepted"].took += len(sent)
            pool.seen["accepted"].lost += lost
            if sent:
                pool.applied.append((week + pool.plan.behaviour.decide_weeks, sent))
            came += len(sent)
        return came

    def _decide(self, pool: PoolState, week: int) -> None:
        while pool.applied and pool.applied[0][0] <= week:
            _due, people = pool.applied.popleft()
            for person in people:
                if pool.dice.random() >= pool.approve:
                    pool.refused += 1
                    pool.seen["applied"].lost += 1
                    continue
                pool.seen["applied"].took += 1
                if not pool.give_place(week):
                    # Never refused for want of a place: it waits for the next one.
                    pool.gate_met += 1
                    pool.awaiting_place.append(person)


def _how_many(people: int, share: float, dice: Random) -> int:
    exact = people * share
    whole = int(exact)
    return whole + (dice.random() < exact - whole)

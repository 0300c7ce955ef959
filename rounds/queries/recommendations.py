"""How many to invite from each pool, and what somebody's own number would risk: the rule of over-invitation with real counts."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from rounds.models import Pool
from rounds.queries.ledger import ledgers
from rounds.queries.simulation_files import read_behaviour
from rounds.rules import weeks
from rounds.rules.how_many import (
    CERTAIN,
    Recommendation,
    UnderWay,
    Yield,
    chain,
    expected_approvals,
    prior,
    recommend,
    risk_of_excess,
)
from rounds.rules.ledger import Ledger
from rounds.rules.places import Places
from rounds.rules.simulation.behaviour import Behaviour, behaviour_of
from rounds.states import PoolStatus

# Fewer people than this seen to the end last season say less than what is stated for the category.
LEAST_SEEN = 50


@dataclass(frozen=True)
class Advice:
    """
    A pool's recommendation for a day, and what it stands on.

    `why_not`: why no round draws from the pool on that day; None: it is due. `unused`: places that nobody under way could take;
    None where there is no number. `after_final`: only places that came back are given.
    `share`: of the invited, how many end approved, as far as is known; `accept`: how many say yes. `under_way`: the unanswered,
    those who said yes, those who applied, those who are approved and wait for a place.
    """

    recommendation: Recommendation
    share: Yield
    accept: Yield
    under_way: tuple[UnderWay, ...]
    places: Places
    candidates: int
    unused: int | None
    after_final: bool
    why_not: str | None

    def risk(self, invite: int) -> float | None:
        """The chance that more are approved than places are left, if so many are invited; None where no number is set."""
        left = self.places.left()
        if self.places.unlimited or left is None:
            return None
        return risk_of_excess(min(invite, self.candidates), places=left, under_way=self.under_way, share=self.share)

    @property
    def expected_under_way(self) -> float:
        """How many people of earlier rounds are expected to be approved yet."""
        return expected_approvals(0, under_way=self.under_way, share=self.share)

    def fill(self, invite: int) -> float | None:
        """The expected part of the quota that is filled in the end, 0 to 1; None where there is no number."""
        quota = self.places.quota
        if not quota or self.places.unlimited:
            return None
        expected = expected_approvals(min(invite, self.candidates), under_way=self.under_way, share=self.share)
        return min(1.0, (self.places.approved + expected) / quota)


def advice(pools: Iterable[Pool], candidates: dict[int, int], *, drawn_on: date) -> dict[int, Advice]:
    """
    The advice for each pool by its id: what the weekly plan proposes, and what every plan is held against. Three queries,
    whatever the number of pools.

    Every step has its own yield (saying yes, sending an application, being approved), since losses are known long before
    approvals: what is known of last season's pool of the same code, or else stated for the category, worth fifty people, and what
    the ledger has of this season.

    :param candidates: pool id -> people who could be drawn
    :param drawn_on: the Eastern day of the draw
    """
    pools = list(pools)
    behaviours = read_behaviour()
    now, before = ledgers(pool.pk for pool in pools), _last_season(pools)
    return {
        pool.pk: _advice(
            pool,
            now[pool.pk],
            before.get(pool.code, Ledger()),
            behaviour_of(behaviours, pool.country_id, pool.category),
            candidates.get(pool.pk, 0),
            drawn_on,
        )
        for pool in pools
    }


def _advice(pool: Pool, now: Ledger, before: Ledger, stated: Behaviour, candidates: int, drawn_on: date) -> Advice:
    steps = [
        _share(given, earlier).seen(approved=took, lost=lost)
        for given, earlier, (took, lost) in zip(
            (stated.accept, stated.submit, stated.approve), _steps(before), _steps(now), strict=True
        )
    ]
    share = chain(steps)
    under_way = (
        UnderWay(now.unanswered, share),
        UnderWay(now.accepted, chain(steps[1:])),
        UnderWay(now.applied, steps[2]),
        UnderWay(now.awaiting, CERTAIN),
    )
    places = Places(quota=pool.quota, unlimited=pool.unlimited, approved=pool.approved)
    found = recommend(
        places=places.left(),
        announced=pool.unlimited or pool.quota is not None,
        candidates=candidates,
        under_way=under_way,
        share=share,
    )
    unused, after_final = now.unused(places), weeks.is_after_final(pool.final_round_on, drawn_on)
    if after_final and found.invite > weeks.came_back(unused):
        found = replace(found, invite=weeks.came_back(unused), reason="came_back")
    facts = weeks.PoolFacts(
        accepting=pool.status == PoolStatus.OPEN,
        opens_on=pool.opens_on,
        first_round_on=pool.first_round_on,
        final_round_on=pool.final_round_on,
        places=places,
        unused=unused,
        candidates=candidates,
    )
    why_not = weeks.not_due(facts, drawn_on=drawn_on)
    return Advice(found, share, steps[0], under_way, places, candidates, unused, after_final, why_not)


def _steps(ledger: Ledger) -> tuple[tuple[int, int], tuple[int, int], tuple[int, int]]:
    """
    How many took each step and how many were lost at it: the answer, the application, the decision.

    Who withdrew is counted as lost at the decision: most withdraw what they have sent.
    """
    decided = (ledger.awaiting + ledger.approved, ledger.refused + ledger.withdrawn)
    sent = (ledger.applied + sum(decided), ledger.lapsed)
    answered = (ledger.accepted + sum(sent), ledger.declined + ledger.expired)
    return answered, sent, decided


def _share(stated: float, seen: tuple[int, int]) -> Yield:
    if sum(seen) >= LEAST_SEEN:
        return prior(seen[0] / sum(seen))
    return prior(stated)


def _last_season(pools: list[Pool]) -> dict[str, Ledger]:
    if not pools:
        return {}
    codes = dict(Pool.objects.filter(season=pools[0].season_id - 1).values_list("pk", "code"))
    return {codes[pk]: found for pk, found in ledgers(codes).items()}

"""How many to invite from each pool, and what somebody's own number would risk: the rule of over-invitation with real counts."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from profiles.states import ProfileState
from rounds.models import Invitation, Pool
from rounds.queries.simulation_files import read_behaviour
from rounds.rules.how_many import Recommendation, UnderWay, Yield, chain, expected_approvals, prior, recommend, risk_of_excess
from rounds.rules.places import Places
from rounds.rules.simulation.behaviour import Behaviour, behaviour_of
from rounds.states import InvitationState

# Fewer people than this seen to the end last season say less than what is stated for the category.
LEAST_SEEN = 50


@dataclass(frozen=True)
class Answers:
    """What became of a pool's invitations. `under_way`: accepted, with a case that is open; `finished`: accepted, and over."""

    issued: int = 0
    under_way: int = 0
    finished: int = 0
    lost: int = 0


@dataclass(frozen=True)
class Advice:
    """
    A pool's recommendation, and what it stands on.

    `share`: of the invited, how many end approved, as far as is known; `accept`: how many say yes.
    """

    recommendation: Recommendation
    share: Yield
    accept: Yield
    under_way: tuple[UnderWay, ...]
    places: Places
    candidates: int

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


def advice(pools: Iterable[Pool], candidates: dict[int, int]) -> dict[int, Advice]:
    """
    The advice for each pool by its id. Two queries, whatever the number of pools.

    Every step has its own yield (saying yes; being approved afterwards), since losses are known long before approvals: what is
    known of last season's pool of the same code, or else stated for the category, worth fifty people, and what was seen since.

    :param candidates: pool id -> people who could be drawn
    """
    pools = list(pools)
    behaviours = read_behaviour()
    now = _answers_of(Invitation.objects.filter(pool__in=[pool.pk for pool in pools]), "pool_id")
    before = _last_season(pools)
    return {
        pool.pk: _advice(
            pool,
            now[pool.pk],
            before.get(pool.code),
            behaviour_of(behaviours, pool.country_id, pool.category),
            candidates.get(pool.pk, 0),
        )
        for pool in pools
    }


def _advice(pool: Pool, now: Answers, before: tuple[Answers, int] | None, stated: Behaviour, candidates: int) -> Advice:
    accept = _share(stated.accept, before and (before[0].under_way + before[0].finished, before[0].lost)).seen(
        approved=now.under_way + now.finished, lost=now.lost
    )
    ended_well = min(pool.approved, now.finished)
    finish = _share(stated.submit * stated.approve, before and (before[1], max(0, before[0].finished - before[1]))).seen(
        approved=ended_well, lost=now.finished - ended_well
    )
    share = chain([accept, finish])
    # Who is approved has a finished case, or one that waits for nothing more.
    under_way = (UnderWay(now.issued, share), UnderWay(now.under_way, finish))
    places = Places(quota=pool.quota, unlimited=pool.unlimited, approved=pool.approved)
    found = recommend(
        places=places.left(),
        announced=pool.unlimited or pool.quota is not None,
        candidates=candidates,
        under_way=under_way,
        share=share,
    )
    return Advice(found, share, accept, under_way, places, candidates)


def _share(stated: float, seen: tuple[int, int] | None) -> Yield:
    if seen and sum(seen) >= LEAST_SEEN:
        return prior(seen[0] / sum(seen))
    return prior(stated)


def _last_season(pools: list[Pool]) -> dict[str, tuple[Answers, int]]:
    if not pools:
        return {}
    earlier = Invitation.objects.filter(pool__season=pools[0].season_id - 1)
    answers = _answers_of(earlier, "pool__code")
    if not answers:
        return {}
    approved = dict(Pool.objects.filter(season=pools[0].season_id - 1).values_list("code", "approved"))
    return {code: (found, approved.get(code, 0)) for code, found in answers.items()}


def _answers_of(invitations, key: str) -> dict:
    counted: dict = defaultdict(lambda: dict.fromkeys(("issued", "under_way", "finished", "lost"), 0))
    rows = invitations.values_list(key, "state", "profile__state").annotate(number=Count("id")).order_by()
    for pool, state, profile, number in rows:
        if state == InvitationState.ISSUED:
            stage = "issued"
        elif state == InvitationState.ACCEPTED:
            stage = "under_way" if profile == ProfileState.APPLICANT else "finished"
        elif state in (InvitationState.DECLINED, InvitationState.EXPIRED):
            stage = "lost"
        else:
            continue
        counted[pool][stage] += number
    found: dict = defaultdict(Answers)
    found.update({pool: Answers(**stages) for pool, stages in counted.items()})
    return found

"""Where a person stands: the pools they are in, those open to them, those that are not and why."""

from dataclasses import dataclass, field
from datetime import datetime

from iecsite import clock
from profiles.models import Profile
from profiles.queries import profiles
from profiles.rules import eligibility
from profiles.rules.problems import Problem
from profiles.rules.terms import PARTNERS
from profiles.states import ProfileState
from rounds.models import Candidacy, Invitation, Pool, Season
from rounds.queries import listed, pools
from rounds.states import IN_POOL, CandidacyState, InvitationState


@dataclass(frozen=True, kw_only=True)
class PoolStanding:
    """
    One pool as one person sees it. `waiting`: people who could be drawn from it now; `problems`: why it is not open to them;
    `max_stay_months`: how long they could come, None when unknown; `leaves_after`: the draw after
    which they leave, as they asked.
    """

    pool: Pool
    candidacy: Candidacy | None = None
    waiting: int = 0
    accepting: bool = True
    max_stay_months: int | None = None
    problems: tuple[Problem, ...] = ()
    leaves_after: datetime | None = None

    @property
    def can_enter(self) -> bool:
        return self.candidacy is None and self.accepting and not self.problems


@dataclass(frozen=True, kw_only=True)
class Standing:
    """
    A person's whole standing at one moment. Pools in the order of a round; `ended` newest first. `paused`: they hold an
    invitation, so nothing can be changed and no other pool can draw them.
    """

    profile: Profile | None
    season: Season | None
    invitation: Invitation | None = None
    here: list[PoolStanding] = field(default_factory=list)
    open: list[PoolStanding] = field(default_factory=list)
    closed: list[PoolStanding] = field(default_factory=list)
    ended: list[Candidacy] = field(default_factory=list)

    @property
    def paused(self) -> bool:
        return self.invitation is not None

    @property
    def may_change(self) -> bool:
        return self.profile is not None and self.profile.state == ProfileState.ACTIVE

    @property
    def categories(self) -> set[str]:
        """The categories among the pools that the person is in or may enter."""
        return {one.pool.category for one in [*self.here, *self.open]}


def standing_of(user_id: int, *, at: datetime) -> Standing:
    """The standing of a person at a moment, in a dozen queries whatever the number of pools."""
    profile = profiles.live_profile(user_id)
    season = pools.open_season(at)
    if profile is None:
        return Standing(profile=None, season=season, ended=_ended(user_id))
    live = {one.pool_id: one for one in _candidacies(user_id).filter(profile=profile, state__in=sorted(IN_POOL))}
    theirs = _pools_of(profile, season, live)
    counts = pools.pool_counts_lately(pool.pk for pool in theirs)
    facts = profiles.facts_of(profile)
    terms = pools.terms_of_pools(theirs, at)
    on = clock.home_date(at)
    found = Standing(profile=profile, season=season, invitation=live_invitation(user_id), ended=_ended(user_id))
    for pool in theirs:
        candidacy, known = live.get(pool.pk), terms.get(pool.pk)
        if facts is None or (known is None and candidacy is None):
            continue
        verdict = known and eligibility.pool_verdict(facts, known, on=on, season=pool.season_id)
        one = PoolStanding(
            pool=pool,
            candidacy=candidacy,
            waiting=counts.get(pool.pk, 0),
            accepting=season is not None and pools.takes_candidates(pool, at),
            max_stay_months=verdict.max_stay_months if verdict else None,
            problems=verdict.problems if verdict else (),
            leaves_after=listed.drawn_at(candidacy.pk) if candidacy and candidacy.leave_asked_at else None,
        )
        (found.here if candidacy else found.open if one.can_enter else found.closed).append(one)
    return found


def held_by(user_id: int) -> Standing:
    """The same for a page that only names the pools that the person is in: nothing is judged or counted. Five queries."""
    profile = profiles.live_profile(user_id)
    here = _candidacies(user_id).filter(profile=profile, state__in=sorted(IN_POOL)).order_by("pool__order") if profile else []
    return Standing(profile=profile, season=None, here=[PoolStanding(pool=one.pool, candidacy=one) for one in here])


def candidacies_of(profile: Profile) -> list[str]:
    """The codes of the pools in which a profile is now, in the order of a round."""
    here = Candidacy.objects.filter(profile=profile, state__in=sorted(IN_POOL)).order_by("pool__order")
    return list(here.values_list("pool__code", flat=True))


def pools_held(*, profile_id: int) -> set[tuple[str, str, str]]:
    """The agreement rows (country, category, stream) of the pools in which a profile waits."""
    here = Candidacy.objects.filter(profile=profile_id, state=CandidacyState.WAITING)
    return set(here.values_list("pool__country", "pool__category", "pool__stream"))


def live_invitation(user_id: int) -> Invitation | None:
    """The invitation that waits for this person's answer, or None."""
    return (
        Invitation.objects.filter(profile__user_id=user_id, state=InvitationState.ISSUED)
        .select_related("pool__country", "round")
        .first()
    )


def invitations_of(user_id: int) -> list[Invitation]:
    """Every invitation of a person, newest first."""
    return list(Invitation.objects.filter(profile__user_id=user_id).select_related("pool__country", "round"))


def _pools_of(profile: Profile, season: Season | None, live: dict[int, Candidacy]) -> list[Pool]:
    mine = Pool.objects.filter(pk__in=live)
    if season is not None:
        citizenships = [one.country_id for one in profile.citizenships.all()]
        mine |= Pool.objects.filter(season=season, country__in=citizenships)
        if profile.organization_id is not None:
            mine |= Pool.objects.filter(season=season, country=PARTNERS, stream=profile.organization_id)
    return list(mine.select_related("country").order_by("-season_id", "order"))


def _candidacies(user_id: int):
    return Candidacy.objects.filter(profile__user_id=user_id).select_related("pool__country")


def _ended(user_id: int) -> list[Candidacy]:
    return list(_candidacies(user_id).exclude(state__in=sorted(IN_POOL)).order_by("-left_at", "-id")[:20])

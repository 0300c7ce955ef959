"""Where a person stands: the pools they are in, those open to them, those that are not and why."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.utils.module_loading import import_string

from iecsite import clock, dated
from profiles.models import Profile
from profiles.queries import profiles
from profiles.rules import eligibility
from profiles.rules.problems import Problem
from profiles.rules.terms import PARTNERS
from profiles.states import ProfileState
from rounds.models import Candidacy, Invitation, Pool, Season
from rounds.queries import lately, listed, pools
from rounds.queries.pool_numbers import PoolNumbers, told_spots
from rounds.states import IN_POOL, CandidacyState, InvitationState

# Nobody is in so many at once; of those that they were in, the page shows the last.
MOST_READ, MOST_ENDED = 100, 20


@dataclass(frozen=True, kw_only=True)
class PoolStanding:
    """
    One pool as one person sees it. `waiting`: people who could be drawn from it now; `problems`: why it is not open to them;
    `max_stay_months`: how long they could come, None when unknown; `leaves_after`: the draw after
    which they leave, as they asked. Where they were asked for: `numbers`, the pool's public ones, `left`, the places that nobody
    has taken, as they may be told (None where there is no number), and `cost`, the fees of an application received today, in
    dollars.
    """

    pool: Pool
    candidacy: Candidacy | None = None
    waiting: int = 0
    accepting: bool = True
    max_stay_months: int | None = None
    problems: tuple[Problem, ...] = ()
    leaves_after: datetime | None = None
    numbers: PoolNumbers | None = None
    left: int | None = None
    cost: Decimal | None = None

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


def standing_of(user_id: int, *, at: datetime, with_numbers: bool = False, with_counts: bool = True) -> Standing:
    """
    The standing of a person at a moment, in seven to nine queries whatever the number of pools; what is the same for everybody
    comes from `lately`.

    :param with_numbers: whether each pool comes with its public numbers and its cost
    :param with_counts: whether it comes with how many wait in it now; else nobody is counted
    """
    profile = profiles.live_profile(user_id)
    season = lately.open_season(at)
    # PostgreSQL puts those that have not ended first.
    known_pools = list(_candidacies(user_id).order_by("-left_at", "-id")[:MOST_READ])
    ended = [one for one in known_pools if one.state not in IN_POOL][:MOST_ENDED]
    if profile is None:
        return Standing(profile=None, season=season, ended=ended)
    live = {one.pool_id: one for one in known_pools if one.profile_id == profile.pk and one.state in IN_POOL}
    theirs = _pools_of(profile, season, live)
    counts = pools.pool_counts_lately(pool.pk for pool in theirs) if with_counts else {}
    facts = profiles.facts_of(profile)
    terms = lately.terms_of_pools(theirs, season, at)
    on = clock.home_date(at)
    numbers = lately.numbers(season) if season is not None and with_numbers else {}
    costs = _costs(profile, on) if with_numbers else {}
    draws = listed.draws_of([one.pk for one in live.values() if one.leave_asked_at])
    held = live_invitation(user_id) if profile.state == ProfileState.INVITED else None
    found = Standing(profile=profile, season=season, invitation=held, ended=ended)
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
            leaves_after=draws.get(candidacy.pk) if candidacy else None,
            numbers=numbers.get(pool.pk),
            left=told_spots(numbers[pool.pk], lately.small_numbers(on)) if pool.pk in numbers else None,
            cost=costs.get(pool.category),
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


def pools_held(*, profile_id: int, drawn: bool = False) -> set[tuple[str, str, str]]:
    """
    The agreement rows (country, category, stream) of the pools in which a profile waits.

    :param drawn: instead the row of the pool from which it was drawn, by an invitation that waits for an answer or was accepted
    """
    if drawn:
        held = [InvitationState.ISSUED, InvitationState.ACCEPTED]
        last = Invitation.objects.filter(profile=profile_id, state__in=held).order_by("-issued_at", "-id")[:1]
        return set(last.values_list("pool__country", "pool__category", "pool__stream"))
    here = Candidacy.objects.filter(profile=profile_id, state=CandidacyState.WAITING)
    return set(here.values_list("pool__country", "pool__category", "pool__stream"))


def live_invitation(user_id: int) -> Invitation | None:
    """The invitation that waits for this person's answer, or None."""
    return (
        Invitation.objects.filter(profile__user_id=user_id, state=InvitationState.ISSUED)
        .select_related("pool__country", "round")
        .first()
    )


def back_after_no(issued_at: datetime) -> bool:
    """Whether somebody who says no to an invitation issued at a moment goes back into the pool; else they send a new profile."""
    return bool(dated.value("after_declining", on=clock.home_date(issued_at)) == "back_in_pool")


def invitations_of(user_id: int) -> list[Invitation]:
    """Every invitation of a person, newest first."""
    return list(Invitation.objects.filter(profile__user_id=user_id).select_related("pool__country", "round"))


def _pools_of(profile: Profile, season: Season | None, live: dict[int, Candidacy]) -> list[Pool]:
    mine = {one.pool_id: one.pool for one in live.values()}
    citizenships = {one.country_id for one in profile.citizenships.all()}
    for pool in lately.pools_of(season) if season is not None else ():
        through = pool.country_id == PARTNERS and pool.stream == profile.organization_id
        if pool.country_id in citizenships or through:
            mine[pool.pk] = pool
    return sorted(mine.values(), key=lambda pool: (-pool.season_id, pool.order))


def _costs(profile: Profile, on: date) -> dict[str, Decimal]:
    """What an application costs in each category, as the app above has it."""
    if profile.date_of_birth is None:
        return {}
    citizenships = [one.country_id for one in profile.citizenships.all()]
    asked: dict[str, Decimal] = import_string(settings.COSTS)(
        date_of_birth=profile.date_of_birth, citizenships=citizenships, on=on
    )
    return asked


def _candidacies(user_id: int):
    return Candidacy.objects.filter(profile__user_id=user_id).select_related("pool__country")

"""A withdrawal that may still be taken back."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from iecsite import clock
from profiles.models import Profile
from profiles.queries import profiles
from profiles.rules import eligibility
from profiles.rules.periods import WITHDRAWAL_UNDONE_WITHIN
from profiles.rules.terms import PARTNERS
from profiles.states import ProfileState
from rounds.models import Candidacy, Nomination, Round, Ticket
from rounds.queries import lately, listed, pools
from rounds.states import CandidacyState, Departure


@dataclass(frozen=True)
class Withdrawal:
    """
    A profile withdrawn, until when that may be taken back, and the candidacies that it ended, in the order of a round.

    `going_on`: those of them that go on when it is taken back. `drawn_at`: the draw that is still to come in whose list one of
    these stands, if any.
    """

    profile: Profile
    until: datetime
    candidacies: list[Candidacy]
    going_on: list[Candidacy]
    drawn_at: datetime | None


def to_take_back(user_id: int, *, at: datetime, of_page: bool = False) -> Withdrawal | None:
    """
    The person's last profile, when it was withdrawn within 24 hours and no round was frozen in between.

    None otherwise, and when they have a live profile again.

    :param of_page: whether a page shows it, which takes what is the same for everybody from `lately`; an operation reads what is
        so now
    """
    profile = profiles.latest_profile(user_id)
    until = undone_until(profile, at=at) if profile is not None else None
    if profile is None or until is None:
        return None
    withdrawn = Candidacy.objects.filter(
        profile=profile, state=CandidacyState.LEFT, reason=Departure.WITHDRAWN, left_at=profile.ended_at
    )
    ended = list(withdrawn.select_related("pool__country", "pool__season").order_by("pool__order"))
    going_on = _going_on(profile, ended, at=at, of_page=of_page)
    return Withdrawal(profile, until, ended, going_on, listed.last_draw_of(going_on))


def may_be_taken_back(user_id: int, *, at: datetime) -> bool:
    """Whether the person's last profile was withdrawn and that may still be taken back, as `to_take_back` says. Five queries."""
    profile = profiles.latest_profile(user_id)
    return profile is not None and undone_until(profile, at=at) is not None


def undone_until(profile: Profile, *, at: datetime) -> datetime | None:
    """
    Until when a profile's withdrawal may be taken back where no other has begun since; None: not any more. One query.

    A freeze bears its moment to the second. Of a withdrawal in that same second, the list says which of the two came first.
    """
    if profile.state != ProfileState.WITHDRAWN or profile.ended_at is None:
        return None
    until = profile.ended_at + WITHDRAWAL_UNDONE_WITHIN
    if at >= until:
        return None
    in_list = Exists(Ticket.objects.filter(round=OuterRef("pk"), profile=profile))
    since = Q(frozen_at__gte=profile.ended_at) | Q(frozen_at__gte=profile.ended_at.replace(microsecond=0)) & ~in_list
    return None if Round.objects.filter(since).exists() else until


def _going_on(profile: Profile, ended: list[Candidacy], *, at: datetime, of_page: bool) -> list[Candidacy]:
    """Those of some candidacies that nothing keeps out of their pools; rounds go on after no new profile is taken."""
    season = lately.season_of_rounds(at) if of_page else pools.season_of_rounds(at)
    here = [one for one in ended if season is not None and one.pool.season_id == season.pk]
    here = [one for one in here if pools.takes_candidates(one.pool, at)]
    if not here:
        return []
    theirs = [one.pool for one in here]
    facts = profiles.facts_of(profile)
    terms = lately.terms_of_pools(theirs, season, at) if of_page else pools.terms_of_pools(theirs, at)
    assert facts is not None, "a sent profile has told its facts"
    through = {one.pool_id for one in here if one.pool.country_id == PARTNERS}
    letters = Nomination.objects.filter(pool__in=through, used_by=profile.user_id, withdrawn_at__isnull=True)
    bound = set(letters.values_list("pool_id", flat=True)) if through else set()
    on = clock.home_date(at)
    return [
        one
        for one in here
        if one.pool_id in terms
        and not eligibility.pool_problems(facts, terms[one.pool_id], on=on, season=one.pool.season_id)
        and (one.pool_id not in through or one.pool_id in bound)
    ]

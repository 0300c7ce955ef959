"""Whether somebody who says no to their invitation may go back into the pool: by their answers and the terms of the day."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from iecsite import clock
from profiles.queries import agreements, organizations, profiles
from profiles.rules import conflicts, eligibility
from profiles.rules.problems import Code, Problem
from profiles.rules.terms import PARTNERS, Terms
from rounds.models import Invitation, Nomination
from rounds.queries import pools
from rounds.queries.standing import back_after_no
from rounds.states import Departure


@dataclass(frozen=True, kw_only=True)
class WayBack:
    """
    What keeps a person out of the pool that they were drawn from: `kept_out` is None where nothing does.

    `problems` say why, where their answers or the terms do; `terms` are those of the day, None when no agreement is in force;
    `since` is the day on which those began. `recognized`: whether the organization of the pool still is.
    """

    kept_out: Departure | None = None
    problems: tuple[Problem, ...] = ()
    terms: Terms | None = None
    since: date | None = None
    recognized: bool = True


def way_back(invitation: Invitation, *, at: datetime) -> WayBack:
    """
    What a no at a moment leads to.

    While somebody is invited neither new terms nor a change of answers takes them out of that pool, so both are looked at here.

    :param invitation: with its pool, the pool's country, and its candidacy
    """
    season = pools.season_of_rounds(at)
    if season is None or season.pk != invitation.pool.season_id:
        return WayBack(kept_out=Departure.SEASON_CLOSED)
    if not back_after_no(invitation.issued_at):
        return WayBack(kept_out=Departure.DECLINED)
    if invitation.pool.country_id == PARTNERS:
        recognized = bool(organizations.recognition(invitation.pool.stream))
        if not recognized or not _holds_letter(invitation):
            return WayBack(kept_out=Departure.LETTER_ENDED, recognized=recognized)
    return _judged(invitation, at)


# What time alone brings about, if it is all that keeps a person out.
_BY_TIME: Mapping[Code, Departure] = {
    Code.AGE_HIGH: Departure.AGED_OUT,
    Code.PASSPORT_EXPIRED: Departure.PASSPORT_EXPIRED,
}


def _judged(invitation: Invitation, at: datetime) -> WayBack:
    pool, on = invitation.pool, clock.home_date(at)
    terms = pools.terms_of_pools([pool], at).get(pool.pk)
    if terms is None:
        country = {"country_en": pool.country.name_en, "country_fr": pool.country.name_fr}
        ended = Problem(Code.AGREEMENT_INACTIVE, country, wording="not_in_force")
        return WayBack(kept_out=Departure.TERMS_CHANGED, problems=(ended,), since=_since(invitation, (ended,), on))
    facts = profiles.facts_of(profiles.whole().get(pk=invitation.profile_id))
    assert facts is not None, "a sent profile has told its facts"
    problems = eligibility.pool_problems(facts, terms, on=on, season=pool.season_id)
    if not problems:
        return WayBack(terms=terms)
    drawn_under = pools.terms_of_pools([pool], invitation.issued_at).get(pool.pk)
    if drawn_under and not eligibility.pool_problems(facts, drawn_under, on=on, season=pool.season_id):
        since = _since(invitation, problems, on, citizenships=facts.citizenships)
        return WayBack(kept_out=Departure.TERMS_CHANGED, problems=problems, terms=terms, since=since)
    return WayBack(kept_out=_departure(problems), problems=problems, terms=terms)


def _since(invitation: Invitation, problems: Iterable[Problem], on: date, *, citizenships: Collection[str] = ()) -> date | None:
    """The last day after the invitation on which something began by which the pool is judged; None when none did."""
    pool, codes = invitation.pool, {one.code for one in problems}
    ours = pool.country_id != PARTNERS
    rows = Q(country=pool.country_id, category=pool.category, stream=pool.stream if ours else "")
    if Code.AGREEMENT_INACTIVE in codes and not ours:
        # A suspended agreement closes the route through organizations to its citizens, whatever the category.
        rows |= Q(country__in=citizenships)
    age = conflicts.age_setting(pool.country_id)
    choices = [*([age] if age and Code.AGE_HIGH in codes else []), *([agreements.GAP] if Code.DISCONTINUANCE in codes else [])]
    days = agreements.turns(rows, choices=choices)
    if not ours:
        days += organizations.beginnings(pool.stream, pool.category)
    return max((day for day in days if clock.home_date(invitation.issued_at) < day <= on), default=None)


def _departure(problems: Iterable[Problem]) -> Departure:
    """What one word says of several: that answers changed, where any did; else the age, which no new passport mends."""
    reasons = {_BY_TIME.get(one.code, Departure.CHANGED) for one in problems}
    return next(one for one in (Departure.CHANGED, Departure.AGED_OUT, Departure.PASSPORT_EXPIRED) if one in reasons)


def _holds_letter(invitation: Invitation) -> bool:
    theirs = Nomination.objects.filter(pool=invitation.pool_id, used_by=invitation.profile.user_id, withdrawn_at__isnull=True)
    return theirs.exists()

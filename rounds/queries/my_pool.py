"""One pool as one person's own page shows it: their stays in it, their rounds, what lies ahead, and what ends or ended it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from iecsite import clock
from profiles.models import Profile
from profiles.queries import profiles
from profiles.rules import eligibility
from profiles.rules.category_predicates import diploma_counts_until
from profiles.rules.passports import passport_for
from profiles.rules.periods import LONGEST_WAIT
from profiles.rules.problems import Problem
from profiles.rules.terms import Terms
from profiles.states import ProfileState
from rounds.models import Candidacy, Pool, Season
from rounds.queries import lately, places_in_round, pools, withdrawals
from rounds.queries.lately import PoolLately
from rounds.queries.listed import STANDING
from rounds.queries.places_in_round import InRound
from rounds.rules.calendar import is_open
from rounds.rules.weeks import week_of
from rounds.states import IN_POOL, CandidacyState, Departure

# Nobody enters one pool so often; of those who do, the page shows the last stays.
MOST_STAYS = 20


@dataclass(frozen=True, kw_only=True)
class WayBack:
    """
    What leads back into a pool that somebody is no longer in.

    `take_back_until`: their withdrawal may be taken back until then; `season_over`: no round draws from the pool any more;
    `accepting`: it takes candidates; `elsewhere`: they go on in another account; `profile`: their live one, `problems`: what
    keeps it out of the pool, `terms_known`: whether any terms are in force.
    """

    take_back_until: datetime | None = None
    season_over: bool = False
    accepting: bool = False
    elsewhere: bool = False
    profile: Profile | None = None
    problems: tuple[Problem, ...] = ()
    terms_known: bool = True

    @property
    def may_enter(self) -> bool:
        """Whether they may enter it again now."""
        candidate = self.profile is not None and self.profile.state == ProfileState.ACTIVE
        return candidate and self.accepting and self.terms_known and not self.problems and not self.season_over


@dataclass(frozen=True, kw_only=True)
class MyPool:
    """
    `stay`: the last stay in the pool, `earlier`: those before it, newest first. `rounds`: those in whose list the person stood
    for this pool, newest first. `passport_until`, `diploma_until`, `waits_until`: the last day of the passport that counts here,
    the last day on which a diploma counts without studies, and the day (Eastern) on which a profile has waited for 365 days; None
    where there is none. `draws`: moments of rounds to come that may draw from it. `back`: None while they are in the pool.
    """

    pool: Pool
    stay: Candidacy
    earlier: list[Candidacy]
    lately: PoolLately
    rounds: list[InRound]
    draws: list[datetime]
    passport_until: date | None = None
    diploma_until: date | None = None
    waits_until: date | None = None
    back: WayBack | None = None

    @property
    def drawn_at(self) -> datetime | None:
        """
        The draw that is still to come in whose list they stand for this pool, of several the last.

        The ticket of a profile that came before this one does not count: it is not invited any more.
        """
        theirs = [one for one in self.rounds if one.profile_id == self.stay.profile_id]
        return max((one.round.draw_at for one in theirs if one.round.state in STANDING), default=None)


def my_pool(user_id: int, season: int, code: str, *, at: datetime) -> MyPool | None:
    """
    A pool that a person is in or was in; None when they never were. Ten queries at most, whatever the number of rounds; what is
    the same for everybody comes from `lately`.
    """
    stays = Candidacy.objects.filter(profile__user=user_id, pool__season=season, pool__code=code)
    # PostgreSQL puts the one that has not ended first.
    known = list(stays.select_related("pool__country", "pool__season", "profile").order_by("-left_at", "-id")[:MOST_STAYS])
    if not known:
        return None
    stay, pool = known[0], known[0].pool
    seen, profile = lately.one_pool(pool), profiles.live_profile(user_id)
    here = stay.state in IN_POOL
    terms = None if profile is None else lately.terms_of_pools([pool], lately.open_season(at), at).get(pool.pk)
    over = _is_over(pool.season, at)
    return MyPool(
        pool=pool,
        stay=stay,
        earlier=known[1:],
        lately=seen,
        rounds=places_in_round.in_pool(user_id, pool.pk),
        draws=[] if over else _draws(pool, seen, lately.next_draws(at)),
        passport_until=_passport_until(profile, terms) if here else None,
        diploma_until=_diploma_until(profile, terms) if here else None,
        waits_until=_waits_until(profile, at) if here else None,
        back=None if here else _way_back(stay, profile, terms, over=over, at=at),
    )


def _is_over(season: Season, at: datetime) -> bool:
    latest = lately.open_and_latest(at)[1]
    return latest is None or latest.pk != season.pk or not is_open(season.opens_on, season.profiles_end_at, at)


def _draws(pool: Pool, seen: PoolLately, moments: Iterable[datetime]) -> list[datetime]:
    """Those of the calendar's rounds that may draw from a pool, after the one that is approved for it already."""
    first, last = pool.first_round_monday, pool.final_round_on
    coming = seen.numbers.coming
    return [
        moment
        for moment in moments
        if (coming is None or moment > coming.round.draw_at)
        and (first is None or week_of(moment) >= first)
        and (last is None or clock.home_date(moment) <= last)
    ]


def _diploma_until(profile: Profile | None, terms: Terms | None) -> date | None:
    facts = profiles.facts_of(profile) if profile is not None else None
    return None if facts is None or terms is None else diploma_counts_until(facts, terms)


def _passport_until(profile: Profile | None, terms: Terms | None) -> date | None:
    facts = profiles.facts_of(profile) if profile is not None else None
    if facts is None:
        return None
    passport = passport_for(facts, terms) if terms is not None else facts.passport
    return passport.expires if passport is not None else None


def _waits_until(profile: Profile | None, at: datetime) -> date | None:
    if profile is None or profile.sent_at is None or not lately.profiles_wait_a_year(at):
        return None
    return clock.home_date(profile.sent_at + LONGEST_WAIT)


def _way_back(stay: Candidacy, profile: Profile | None, terms: Terms | None, *, over: bool, at: datetime) -> WayBack:
    withdrawn = profile is None and stay.state == CandidacyState.LEFT and stay.reason == Departure.WITHDRAWN
    pool = stay.pool
    facts = profiles.facts_of(profile) if profile is not None else None
    problems: tuple[Problem, ...] = ()
    if facts is not None and terms is not None:
        problems = eligibility.pool_problems(facts, terms, on=clock.home_date(at), season=pool.season_id)
    return WayBack(
        take_back_until=withdrawals.undone_until(stay.profile, at=at) if withdrawn else None,
        season_over=over,
        accepting=is_open(pool.season.opens_on, pool.season.closes_at, at) and pools.takes_candidates(pool, at),
        elsewhere=profile is None and stay.reason == Departure.DUPLICATE,
        profile=profile,
        problems=problems,
        terms_known=profile is None or terms is not None,
    )

"""Candidates in pools that take recent graduates whose diploma becomes, or has become, too old for them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, Q, QuerySet

from iecsite import clock
from profiles.models import Letter
from profiles.rules.calendar import add_months
from profiles.rules.facts import COOP
from profiles.rules.terms import Terms
from rounds.models import Candidacy, Pool
from rounds.queries.pools import terms_of_pools
from rounds.rules.bounds import bounds, earliest_diploma
from rounds.states import CandidacyState


@dataclass(frozen=True)
class Ending:
    """The candidacies of one person that their diploma opens until one last day."""

    last_on: date
    notice: int
    candidacies: list[Candidacy]

    @property
    def event_key(self) -> str:
        """What the letter about it, so many days before, is known by."""
        return f"profile/{self.candidacies[0].profile_id}/diploma_ends/{self.last_on.isoformat()}/{self.notice}"


def too_old(at: datetime) -> QuerySet[Candidacy]:
    """
    Candidacies of people who are no students and whose diploma no longer opens their pool on the day (Eastern) of a moment, by
    person: the same as a freeze leaves out as `diploma`. Some queries for the pools and their terms.
    """
    today = clock.home_date(at)
    gone = Q(pk=None)
    for pool_id, terms, in_pool in _pools_of_graduates(at):
        gone |= Q(in_pool, pool=pool_id, profile__graduated_on__lt=earliest_diploma(terms, on=today))
    return _waiting(gone)


def untold(first: date, last: date, *, notice: int, at: datetime) -> list[Ending]:
    """
    People who are no students and whose diploma opens their pools for the last time between two days, both included, by person.

    :param notice: how many days before the letter is written; who has this letter already is left out
    :param at: the moment whose terms hold
    """
    ending, months = Q(pk=None), {}
    for pool_id, terms, in_pool in _pools_of_graduates(at):
        # It counts on the first of the days, and no longer on the day after the last.
        since, before = earliest_diploma(terms, on=first), earliest_diploma(terms, on=last + timedelta(days=1))
        ending |= Q(in_pool, pool=pool_id, profile__graduated_on__gte=since, profile__graduated_on__lt=before)
        months[pool_id] = terms.graduates_accepted_months
    found: dict[tuple[int, date], list[Candidacy]] = {}
    for one in _waiting(ending):
        found.setdefault((one.profile_id, add_months(one.profile.graduated_on, months[one.pool_id])), []).append(one)
    endings = [Ending(last_on, notice, some) for (_profile, last_on), some in found.items()]
    told = set(Letter.objects.filter(event_key__in=[one.event_key for one in endings]).values_list("event_key", flat=True))
    return [one for one in endings if one.event_key not in told]


def _pools_of_graduates(at: datetime) -> Iterator[tuple[int, Terms, Q]]:
    """Each pool in which somebody waits and that takes recent graduates: its terms, and who is in it by their diploma alone."""
    waited_in = Candidacy.objects.filter(state=CandidacyState.WAITING).values("pool")
    pools = list(Pool.objects.filter(category=COOP, pk__in=waited_in))
    for pool_id, terms in terms_of_pools(pools, at).items():
        held = bounds(terms, on=clock.home_date(at))
        if held.graduated_from is None:
            continue
        school = Q(profile__student_training_centre=False) | Q(profile__student_training_centre=None)
        if held.centre_in:
            school |= Q(profile__student_country=held.centre_in)
        student = Q(pk__isnull=False) & school & Q(profile__student_enrolled=True)
        yield pool_id, terms, ~student


def _waiting(some: Q) -> QuerySet[Candidacy]:
    waiting = Candidacy.objects.filter(some, state=CandidacyState.WAITING)
    return waiting.select_related("profile__user", "pool__country").order_by("profile_id", F("pool__order"))

"""Candidates in pools that take recent graduates whose diploma has become too old for them."""

from datetime import datetime

from django.db.models import F, Q, QuerySet

from iecsite import clock
from profiles.rules.facts import COOP
from rounds.models import Candidacy, Pool
from rounds.queries.pools import terms_of_pools
from rounds.rules.bounds import bounds
from rounds.states import CandidacyState


def too_old(at: datetime) -> QuerySet[Candidacy]:
    """
    Candidacies of people who are no students and whose diploma no longer opens their pool on the day (Eastern) of a moment, by
    person: the same as a freeze leaves out as `diploma`. Some queries for the pools and their terms.
    """
    waited_in = Candidacy.objects.filter(state=CandidacyState.WAITING).values("pool")
    pools = list(Pool.objects.filter(category=COOP, pk__in=waited_in))
    gone = Q(pk=None)
    for pool_id, terms in terms_of_pools(pools, at).items():
        held = bounds(terms, on=clock.home_date(at))
        if held.graduated_from is None:
            continue
        school = Q(profile__student_training_centre=False) | Q(profile__student_training_centre=None)
        if held.centre_in:
            school |= Q(profile__student_country=held.centre_in)
        student = Q(pk__isnull=False) & school & Q(profile__student_enrolled=True)
        gone |= Q(pool=pool_id, profile__graduated_on__lt=held.graduated_from) & ~student
    waiting = Candidacy.objects.filter(gone, state=CandidacyState.WAITING)
    return waiting.select_related("profile__user", "pool__country").order_by("profile_id", F("pool__order"))

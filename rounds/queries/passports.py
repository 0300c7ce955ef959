"""Candidates in pools whose passport ends, or has ended: of those that the pool's agreement takes, else the one told last."""

from datetime import date, datetime, timedelta

from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat

from iecsite import clock
from profiles.models import Letter, Passport
from profiles.queries import agreements
from profiles.queries.profiles import passport_in_use
from profiles.rules.terms import PARTNERS
from rounds.models import Candidacy, Pool
from rounds.queries.pools import terms_of_pools
from rounds.rules.bounds import passports_of_citizens
from rounds.states import CandidacyState


def untold(first: date, last: date, *, notice: int, at: datetime) -> QuerySet[Candidacy]:
    """
    Candidacies whose passport's last day lies between two days, both included, by person and day.

    :param notice: how many days before the letter is written; who has this letter already is left out
    :param at: the moment by whose terms the passport is chosen that goes with a pool
    """
    key = Concat(
        Value("profile/"),
        Cast(OuterRef("profile_id"), CharField()),
        Value("/passport_ends/"),
        Cast(OuterRef("passport_until"), CharField()),
        Value(f"/{notice}"),
        output_field=CharField(),
    )
    told = Exists(Letter.objects.filter(event_key=key))
    return _ending(first, last, at=at).exclude(told).order_by("profile_id", "passport_until", F("pool__order"))


def expired(*, at: datetime) -> QuerySet[Candidacy]:
    """Candidacies whose passport was no longer valid as the Eastern day of a moment began, by day and person."""
    ended = _ending(date.min, clock.home_date(at) - timedelta(days=1), at=at)
    return ended.order_by("passport_until", "profile_id", F("pool__order"))


def _ending(first: date, last: date, *, at: datetime) -> QuerySet[Candidacy]:
    in_use = passport_in_use(
        OuterRef("profile_id"),
        OuterRef("pool__country_id"),
        also=agreements.other_passports(on=clock.home_date(at)),
        pool=OuterRef("pool_id"),
        of_citizens=_of_organizations(at),
    )
    # The index on the last days finds the few people; only theirs are compared with the passport in use.
    theirs = Passport.objects.filter(expires_on__range=(first, last), replaced=False).values("profile_id")
    return (
        Candidacy.objects.filter(state=CandidacyState.WAITING, profile_id__in=theirs)
        .annotate(passport_until=Subquery(in_use.values("expires_on")[:1]))
        .filter(passport_until__range=(first, last))
        .select_related("profile__user", "pool__country")
    )


def _of_organizations(at: datetime) -> dict[int, tuple[tuple[str, str, str], ...]]:
    """With which passports each pool of an organization takes the citizens of each country. One query; more where people wait."""
    waiting = Candidacy.objects.filter(state=CandidacyState.WAITING, pool=OuterRef("pk"))
    theirs = list(Pool.objects.filter(Exists(waiting), country=PARTNERS))
    return {pk: passports_of_citizens(terms) for pk, terms in terms_of_pools(theirs, at).items()} if theirs else {}

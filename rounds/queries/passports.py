"""Candidates in pools whose passport ends, or has ended: of those that the pool's agreement takes, else the one told last."""

from datetime import date

from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat

from profiles.models import Letter, Passport
from profiles.queries import agreements
from profiles.queries.profiles import passport_in_use
from rounds.models import Candidacy
from rounds.states import CandidacyState


def untold(first: date, last: date, *, notice: int) -> QuerySet[Candidacy]:
    """
    Candidacies whose passport's last day lies between two days, both included, by person.

    :param notice: how many days before the letter is written; who has this letter already is left out
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
    return _ending(first, last).exclude(told).order_by("profile_id", F("pool__order"))


def expired(today: date) -> QuerySet[Candidacy]:
    """Candidacies whose passport was no longer valid as a day began, by person."""
    return _ending(date.min, date.fromordinal(today.toordinal() - 1)).order_by("passport_until", "profile_id", "id")


def _ending(first: date, last: date) -> QuerySet[Candidacy]:
    in_use = passport_in_use(OuterRef("profile_id"), OuterRef("pool__country_id"), also=agreements.other_passports())
    # The index on the last days finds the few people; only theirs are compared with the passport in use.
    theirs = Passport.objects.filter(expires_on__range=(first, last)).values("profile_id")
    return (
        Candidacy.objects.filter(state=CandidacyState.WAITING, profile_id__in=theirs)
        .annotate(passport_until=Subquery(in_use.values("expires_on")[:1]))
        .filter(passport_until__range=(first, last))
        .select_related("profile__user", "pool__country")
    )

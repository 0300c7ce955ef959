"""Candidacies that a birthday will end, and to whom that was not written yet."""

from datetime import date

from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from profiles.models import Letter
from rounds.models import Candidacy
from rounds.states import CandidacyState


def untold(first: date, last: date, *, notice: int) -> QuerySet[Candidacy]:
    """
    Those whose first day over the age limit lies between two days, both included, by person and day.

    :param notice: how many days before the letter is written; who has this letter already is left out
    """
    key = Concat(
        Value("profile/"),
        Cast(OuterRef("profile_id"), CharField()),
        Value("/too_old/"),
        Cast(OuterRef("too_old_on"), CharField()),
        Value(f"/{notice}"),
        output_field=CharField(),
    )
    return (
        Candidacy.objects.filter(state=CandidacyState.WAITING, too_old_on__range=(first, last))
        .exclude(Exists(Letter.objects.filter(event_key=key)))
        .select_related("profile__user", "pool__country")
        .order_by("profile_id", "too_old_on", F("pool__order"))
    )

"""Whose profile will have waited in pools for as long as one may, and to whom that was not written yet."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat, TruncDate

from iecsite.clock import HOME_ZONE
from profiles.models import Letter, Profile
from profiles.rules.periods import LONGEST_WAIT
from profiles.states import ProfileState


def untold(days: Collection[date], *, notice: int) -> QuerySet[Profile]:
    """
    Candidates whose profile is closed on one of these days (Eastern) after 365 of waiting, with their accounts.

    :param days: at least one
    :param notice: how many days before the letter is written; who has this letter already is left out
    """
    key = Concat(
        Value("profile/"), Cast(OuterRef("pk"), CharField()), Value(f"/waits_too_long/{notice}"), output_field=CharField()
    )
    # A day more on either side, since the clocks may be changed between; the annotation is exact.
    first = datetime.combine(min(days) - timedelta(days=1), time.min, HOME_ZONE) - LONGEST_WAIT
    after = datetime.combine(max(days) + timedelta(days=2), time.min, HOME_ZONE) - LONGEST_WAIT
    return (
        Profile.objects.filter(state=ProfileState.ACTIVE, sent_at__gte=first, sent_at__lt=after)
        .annotate(closes_on=TruncDate(F("sent_at") + LONGEST_WAIT, tzinfo=HOME_ZONE))
        .filter(closes_on__in=days)
        .exclude(Exists(Letter.objects.filter(event_key=key)))
        .select_related("user")
        .order_by("id")
    )

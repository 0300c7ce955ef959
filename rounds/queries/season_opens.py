"""Who is told that a season is open: people whose profile was closed at the end of one before."""

from datetime import datetime

from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from profiles.models import Letter, Profile
from profiles.states import ProfileState, Removal


def untold(opened_at: datetime) -> QuerySet[Profile]:
    """
    Profiles closed at a season's end before a moment, each the last of an account in use and not told yet, with the account.

    :param opened_at: when the season that is open now opened
    """
    key = Concat(Value("profile/"), Cast(OuterRef("pk"), CharField()), Value("/season_opens"), output_field=CharField())
    later = Profile.objects.filter(user_id=OuterRef("user_id"), pk__gt=OuterRef("pk"))
    closed = Profile.objects.filter(
        state=ProfileState.REMOVED, removal=Removal.SEASON_CLOSED, ended_at__lt=opened_at, user__is_active=True
    )
    return (
        closed.exclude(Exists(later)).exclude(Exists(Letter.objects.filter(event_key=key))).select_related("user").order_by("id")
    )

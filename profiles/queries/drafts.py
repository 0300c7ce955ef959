"""Profiles that were begun and not sent, by the moment of their last answer."""

from datetime import datetime

from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from profiles.models import Letter, Profile
from profiles.rules.periods import DRAFT_KEPT, DRAFT_WARNING
from profiles.states import ProfileState


def to_be_warned(at: datetime) -> QuerySet[Profile]:
    """Drafts that lapse within 14 days and whose owners were not written to since the last answer, oldest first."""
    key = Concat(
        Value("profile/"),
        Cast(OuterRef("pk"), CharField()),
        Value("/draft_ends_soon/"),
        Cast(OuterRef("version"), CharField()),
        output_field=CharField(),
    )
    return (
        _drafts()
        .filter(changed_at__gt=at - DRAFT_KEPT, changed_at__lte=at - DRAFT_KEPT + DRAFT_WARNING)
        .exclude(Exists(Letter.objects.filter(event_key=key)))
        .order_by("changed_at", "id")
    )


def lapsed(at: datetime) -> QuerySet[Profile]:
    """Drafts into which nothing was saved for 60 days, oldest first."""
    return _drafts().filter(changed_at__lte=at - DRAFT_KEPT).order_by("changed_at", "id")


def _drafts() -> QuerySet[Profile]:
    return Profile.objects.filter(state=ProfileState.DRAFT).select_related("user")

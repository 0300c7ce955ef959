"""Profiles that were begun and not sent, by the moment of their last answer."""

from datetime import datetime

from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from profiles.models import Letter, Profile
from profiles.rules.periods import DRAFT_KEPT, DRAFT_NOTICE_AT_LEAST, DRAFT_WARNING, draft_ends_at
from profiles.states import ProfileState


def to_be_warned(at: datetime) -> QuerySet[Profile]:
    """Drafts with no more than 14 days left whose owners were not written to since the last answer, oldest first."""
    begins = at - DRAFT_KEPT + DRAFT_WARNING
    return _drafts().filter(changed_at__lte=begins).exclude(Exists(_warnings())).order_by("changed_at", "id")


def lapsed(at: datetime) -> QuerySet[Profile]:
    """Drafts into which nothing was saved for 60 days and whose owners were warned of it a week ago or earlier, oldest first."""
    warned = Exists(_warnings().filter(queued_at__lte=at - DRAFT_NOTICE_AT_LEAST))
    return _drafts().filter(warned, changed_at__lte=at - DRAFT_KEPT).order_by("changed_at", "id")


def ends_at(profile: Profile, *, at: datetime) -> datetime:
    """When a draft lapses into which nothing more is saved. One query in its last 14 days, else none."""
    warned = None
    if profile.changed_at <= at - DRAFT_KEPT + DRAFT_WARNING:
        key = f"profile/{profile.pk}/draft_ends_soon/{profile.version}"
        warned = Letter.objects.filter(event_key=key).values_list("queued_at", flat=True).first()
    return draft_ends_at(profile.changed_at, warned_at=warned, at=at)


def _warnings() -> QuerySet[Letter]:
    """The letter to the owner of the draft outside that its last answer is old."""
    key = Concat(
        Value("profile/"),
        Cast(OuterRef("pk"), CharField()),
        Value("/draft_ends_soon/"),
        Cast(OuterRef("version"), CharField()),
        output_field=CharField(),
    )
    return Letter.objects.filter(event_key=key)


def _drafts() -> QuerySet[Profile]:
    return Profile.objects.filter(state=ProfileState.DRAFT).select_related("user")

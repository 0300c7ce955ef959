"""Changes of answers that wait."""

from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from profiles.models import AnswerChange
from profiles.rules.periods import WITHDRAWAL_UNDONE_WITHIN
from profiles.states import LIVE, OPEN_CHANGES, ChangeState, ProfileState


def open_ones(profile_id: int) -> QuerySet[AnswerChange]:
    """A profile's changes that wait for a draw or an officer, oldest first."""
    return AnswerChange.objects.filter(profile=profile_id, state__in=sorted(OPEN_CHANGES)).order_by("id")


def due(at: datetime) -> list[int]:
    """
    Changes that waited for a draw which is over for their profile, and those of profiles that have ended. Three queries.

    Those of a profile whose withdrawal may still be taken back go on waiting.
    """
    may_return = {"profile__state": ProfileState.WITHDRAWN, "profile__ended_at__gt": at - WITHDRAWAL_UNDONE_WITHIN}
    still = AnswerChange.objects.filter(state__in=sorted(OPEN_CHANGES)).exclude(**may_return)
    over = list(still.exclude(profile__state__in=sorted(LIVE)).values_list("pk", flat=True))
    rows = list(still.filter(state=ChangeState.WAITING).values_list("pk", "profile_id"))
    if not rows:
        return over
    held = import_string(settings.LISTED)(profile_ids={profile_id for _pk, profile_id in rows})
    return [*over, *(pk for pk, profile_id in rows if profile_id not in held)]

"""Profiles that were begun and not sent: a warning before they lapse, and the lapse."""

from datetime import datetime

from django.db import transaction

from iecsite import clock
from profiles.models import Profile
from profiles.operations import letters
from profiles.operations.profiles import remove
from profiles.queries import drafts as queries
from profiles.rules.periods import draft_ends_at
from profiles.states import Removal

# Enough for a quiet night; a rush is told in several turns.
MOST = 2000


@transaction.atomic(durable=True)
def warn(*, at: datetime) -> int:
    """
    Write to whoever has not saved an answer for 46 days that their draft lapses in 14; late, that it does in a week.

    Safe to run twice, late, or in two workers: one letter for each last answer.

    :returns: how many it wrote to
    """
    drafts = [
        letters.letter_of(
            profile,
            "draft_ends_soon",
            mark=str(profile.version),
            ends_on=clock.home_date(draft_ends_at(profile.changed_at, warned_at=at, at=at)),
        )
        for profile in queries.to_be_warned(at)[:MOST]
    ]
    letters.queue_letters(drafts, at=at)
    return len(drafts)


@transaction.atomic(durable=True)
def lapse_next(*, at: datetime) -> Profile | None:
    """
    End one draft whose 60 days are over and whose owner was warned a week ago or earlier, and write that its answers are kept.

    Safe to run twice, late, or in two workers: a draft that somebody else holds is skipped.

    :returns: the profile that ended, or None when there is none to end
    """
    profile = queries.lapsed(at).select_for_update(of=("self",), skip_locked=True, no_key=True).first()
    if profile is None:
        return None
    remove(profile_id=profile.pk, reason=Removal.LAPSED, by=None, at=at)
    letters.queue_letter(letters.letter_of(profile, "draft_lapsed", lapsed_on=clock.home_date(at)), at=at)
    return profile

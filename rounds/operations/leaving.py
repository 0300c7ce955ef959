"""Wishes to leave a pool that waited for a draw."""

from datetime import datetime

from django.db import transaction

from profiles.operations import letters as outbox
from rounds.letters import candidacies as letters
from rounds.models import Candidacy
from rounds.operations import candidacies
from rounds.queries import listed
from rounds.states import CandidacyState, Departure

# So many people in one transaction: a second of work.
MOST = 2_000


@transaction.atomic(durable=True)
def leave_next(*, at: datetime) -> list[Candidacy]:
    """
    Take the next people out of the pools that they asked to leave, now that the draw is over.

    Whoever was drawn answers their invitation first. Safe to run twice, late, or in two workers: whom somebody else holds is
    taken by a later run.

    :returns: the candidacies that ended; empty when there is none to end
    """
    return _leave(at=at, most=MOST)


def leave_due(*, at: datetime) -> list[Candidacy]:
    """The same for everybody, inside the caller's transaction, which is about to fix a new list."""
    return _leave(at=at, most=None)


def _leave(*, at: datetime, most: int | None) -> list[Candidacy]:
    due = listed.due_to_leave().select_related("profile__user", "pool__country")
    gone = list(due.select_for_update(of=("self", "profile"), skip_locked=True, no_key=True)[:most])
    if not gone:
        return []
    candidacies.end_for(gone, reason=Departure.LEFT, state=CandidacyState.LEFT, at=at)
    candidacies.record("pool_left", gone, by=None, at=at)
    remaining = candidacies.still_waiting(gone)
    outbox.queue_letters((letters.left_pool(one, remaining=remaining[one.profile_id]) for one in gone), at=at)
    return gone

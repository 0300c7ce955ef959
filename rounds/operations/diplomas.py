"""Diplomas that grow too old: people leave the pools for recent graduates on the day after the last on which theirs counts."""

from datetime import datetime

from django.db import transaction

from profiles.operations import letters as outbox
from rounds.letters import diplomas as letters
from rounds.models import Candidacy
from rounds.operations import candidacies
from rounds.queries import diplomas as queries
from rounds.states import Departure


@transaction.atomic(durable=True)
def remove_next_too_old(*, at: datetime) -> list[Candidacy]:
    """
    Take one person whose diploma is too old today (Eastern) out of the pools that it opened, and write them how to come back.

    C05: graduates of the last months of the agreement. Other pools stay, and so does the profile. Safe to run twice, late, or in
    two workers: a person whom somebody else holds is skipped.

    :returns: the candidacies that ended; empty when there is none to end
    """
    found = queries.too_old(at)
    first = found.select_for_update(of=("self", "profile"), skip_locked=True, no_key=True).first()
    if first is None:
        return []
    ended = list(found.filter(profile_id=first.profile_id))
    candidacies.end_for(ended, reason=Departure.DIPLOMA_TOO_OLD, at=at)
    candidacies.record("pool_left", ended, by=None, at=at, reason=Departure.DIPLOMA_TOO_OLD)
    remaining = candidacies.still_waiting(ended)[first.profile_id]
    outbox.queue_letter(letters.too_old(ended, remaining=remaining), at=at)
    return ended

"""Diplomas that grow too old: people are told before, and leave the pools for recent graduates on the day after the last."""

from datetime import datetime, timedelta

from django.db import transaction

from iecsite import clock
from profiles.operations import letters as outbox
from rounds.letters import diplomas as letters
from rounds.models import Candidacy
from rounds.operations import candidacies
from rounds.queries import diplomas as queries
from rounds.states import Departure


@transaction.atomic(durable=True)
def tell_whose_diploma_ends(*, at: datetime) -> int:
    """
    Write to everybody in a pool for recent graduates, and no student, whose diploma opens it for 60 days more, and again for 14.

    Safe to run twice, late, or in two workers: a letter that was written is not written again. Who enters within the last 14
    days gets the second letter alone.

    :returns: how many letters it wrote, or tried to beside another worker
    """
    today = clock.home_date(at)
    told = 0
    for notice, nearest in ((60, 15), (14, 0)):
        endings = queries.untold(today + timedelta(days=nearest), today + timedelta(days=notice), notice=notice, at=at)
        outbox.queue_letters([letters.soon_too_old(one) for one in endings], at=at)
        told += len(endings)
    return told


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

"""Passports that end: people in a pool are told before, and leave their pools on the day after the last."""

from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.db import transaction

from iecsite import clock
from profiles.operations import letters as outbox
from rounds.letters import passports as letters
from rounds.models import Candidacy
from rounds.operations import candidacies
from rounds.queries import passports as queries
from rounds.states import Departure


@transaction.atomic(durable=True)
def tell_whose_passport_ends(*, at: datetime) -> int:
    """
    Write to everybody in a pool whose passport ends within 60 days, and again within 14 days.

    Safe to run twice, late, or in two workers: a letter that was written is not written again. Who enters within the last 14
    days gets the second letter alone.

    :returns: how many people it wrote to, or tried to beside another worker
    """
    today = clock.home_date(at)
    told = 0
    for notice, nearest in ((60, 15), (14, 0)):
        rows = queries.untold(today + timedelta(days=nearest), today + timedelta(days=notice), notice=notice, at=at)
        drafts = [
            letters.soon_expired(list(some), last_on=last_on, notice=notice)
            for (_, last_on), some in groupby(rows, key=_person_and_day)
        ]
        outbox.queue_letters(drafts, at=at)
        told += len(drafts)
    return told


@transaction.atomic(durable=True)
def remove_next_expired(*, at: datetime) -> list[Candidacy]:
    """
    Take one person whose passport is no longer valid today (Eastern) out of its pools, and write them how to come back: one
    letter for each last day, when two passports have ended since the last run.

    R52(1): a passport valid on the day of the invitation. The profile stays. Safe to run twice, late, or in two workers.

    :returns: the candidacies that ended; empty when there is none to end
    """
    expired = queries.expired(at=at)
    first: Any = expired.select_for_update(of=("self", "profile"), skip_locked=True, no_key=True).first()
    if first is None:
        return []
    # Somebody of two citizenships stays in the pools of the passport that is valid.
    ended = list(expired.filter(profile_id=first.profile_id))
    candidacies.end_for(ended, reason=Departure.PASSPORT_EXPIRED, at=at)
    candidacies.record("pool_left", ended, by=None, at=at, reason=Departure.PASSPORT_EXPIRED)
    outbox.queue_letters(
        (
            letters.expired(list(some), person=first.profile, last_on=last_on)
            for (_, last_on), some in groupby(ended, key=_person_and_day)
        ),
        at=at,
    )
    return ended


def _person_and_day(candidacy: Any) -> tuple[int, date]:
    return candidacy.profile_id, candidacy.passport_until

"""Birthdays to come: people in a pool are told before the day on which its age rule ends their stay."""

from datetime import date, datetime, timedelta
from itertools import groupby

from django.db import transaction

from iecsite import clock
from profiles.operations import letters as outbox
from rounds.letters import candidacies as letters
from rounds.models import Candidacy
from rounds.queries import birthdays as queries


@transaction.atomic(durable=True)
def tell_who_grows_too_old(*, at: datetime) -> int:
    """
    Write to everybody in a pool whose birthday ends their stay within 60 days, and again within 14 days.

    One letter for all pools that one birthday ends. Who enters within the last 14 days gets the second letter alone. Safe to
    run twice, late, or in two workers: a letter that was written is not written again.

    :returns: how many people it wrote to, or tried to beside another worker
    """
    today = clock.home_date(at)
    told = 0
    for notice, nearest in ((60, 15), (14, 1)):
        rows = list(queries.untold(today + timedelta(days=nearest), today + timedelta(days=notice), notice=notice))
        drafts = [letters.soon_too_old(list(some), notice=notice) for _, some in groupby(rows, key=_person_and_day)]
        outbox.queue_letters(drafts, at=at)
        told += len(drafts)
    return told


def _person_and_day(candidacy: Candidacy) -> tuple[int, date | None]:
    return candidacy.profile_id, candidacy.too_old_on

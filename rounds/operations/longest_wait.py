"""Profiles that may wait for 365 days: their owners are told before the day on which they are closed."""

from datetime import datetime, timedelta

from django.db import transaction

from iecsite import clock, dated
from profiles.operations import letters as outbox
from profiles.rules.periods import NOTICES
from rounds.letters import longest_wait as letters
from rounds.queries import longest_wait as queries
from rounds.queries import pools

# So many people in one transaction.
MOST = 2_000


@transaction.atomic(durable=True)
def tell_who_has_waited_long(*, at: datetime) -> int:
    """
    Write to the next people whose profile will have waited for 365 days within 60 days, and again within 14 days.

    Only where the setting of that day closes it, and the season does not end before. Safe to run twice, late, or in two workers:
    a letter that was written is not written again.

    :returns: how many people it wrote to, or tried to beside another worker; 0 when nobody is left
    """
    today = clock.home_date(at)
    days = [today + timedelta(days=ahead) for ahead in range(1, max(NOTICES) + 1)]
    settings = dated.values("longest_wait", days=days)
    season = pools.season_of_rounds(at)
    end = clock.home_date(season.profiles_end_at) if season is not None and season.profiles_end_at is not None else None
    closing = [day for day in days if settings[day] == "365_days" and (end is None or day < end)]
    told = 0
    for notice, nearest in zip(NOTICES, (*(one + 1 for one in NOTICES[1:]), 1), strict=True):
        first, last = today + timedelta(days=nearest), today + timedelta(days=notice)
        soon = [day for day in closing if first <= day <= last]
        drafts = [letters.soon_waited(one, notice=notice) for one in queries.untold(soon, notice=notice)[:MOST]] if soon else []
        outbox.queue_letters(drafts, at=at)
        told += len(drafts)
    return told

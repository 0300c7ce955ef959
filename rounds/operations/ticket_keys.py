"""What a season commits itself to before its first list: the fingerprint of the key from which its tickets are made."""

from datetime import datetime

from django.db import transaction

from rounds.models import Season, TicketKey
from rounds.publication.keys import season_key
from rounds.rules.tickets import key_commitment


@transaction.atomic(durable=True)
def note_new(*, at: datetime) -> int:
    """
    Keep the fingerprint of every announced season that has none yet; from then on it is what is published. Safe to run twice.

    :returns: how many were new
    """
    new = list(Season.objects.filter(ticket_key__isnull=True).values_list("pk", flat=True))
    keys = [TicketKey(season_id=year, sha256=key_commitment(season_key(year)), noted_at=at) for year in new]
    TicketKey.objects.bulk_create(keys, ignore_conflicts=True)
    return len(new)


def is_the_published_one(season: int, *, at: datetime) -> bool:
    """
    Whether the key of this site is the one whose fingerprint the season published, inside the caller's transaction.

    A season that published none does so with this.
    """
    now = key_commitment(season_key(season))
    kept, _new = TicketKey.objects.get_or_create(season_id=season, defaults={"sha256": now, "noted_at": at})
    return kept.sha256 == now

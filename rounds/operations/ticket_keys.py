"""
What a season commits itself to before its first list: the key from which its tickets are made, and its fingerprint.

A key is 32 random bytes of its own (protocol IEC-DRAW/1, section 3.2), kept sealed and destroyed when nobody can contest the
season's decisions any more: whoever learns the site's secret after that cannot work a ticket out from it and a profile.
"""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Coalesce

from iecsite import journal, seal
from iecsite.journal import Act
from rounds.models import Round, RoundEntry, SealedTicketKey, Season, TicketKey
from rounds.models.journal import STREAM
from rounds.publication.keys import TICKETS, NoKey, season_key
from rounds.queries.rounds import UNFINISHED
from rounds.rules.tickets import KEY_BYTES, key_commitment

# After a season's profiles have ended its last cases are decided, and a decision can be taken to court for 60 days (Immigration
# and Refugee Protection Act, s. 72(2)(b), read 2026-11-23). A year holds both.
CONTESTABLE = timedelta(days=365)


@transaction.atomic(durable=True)
def note_new(*, at: datetime) -> int:
    """
    Make the key of every announced season that has none yet and keep its fingerprint; from then on it is what is published. Safe
    to run twice.

    :returns: how many were new
    """
    new = list(Season.objects.filter(ticket_key__isnull=True).values_list("pk", flat=True))
    for year in new:
        _make(year, at=at)
    return len(new)


def is_the_published_one(season: int, *, at: datetime) -> bool:
    """
    Whether the key of this site is the one whose fingerprint the season published, inside the caller's transaction.

    A season that published none does so with this.
    """
    kept = TicketKey.objects.filter(season=season).first() or _make(season, at=at)
    try:
        return key_commitment(season_key(season)) == kept.sha256
    except NoKey:
        return False


@transaction.atomic(durable=True)
def destroy_next(*, at: datetime) -> int | None:
    """
    Destroy the key of one season that ended a year ago and holds no unfinished round; that it is gone is published and
    journaled. The fingerprint stays.

    :returns: the season, or None when there was none
    """
    over = Season.objects.annotate(ended=Coalesce("profiles_end_at", "closes_at")).filter(ended__lte=at - CONTESTABLE)
    under_way = Round.objects.filter(state__in=UNFINISHED)
    held = SealedTicketKey.objects.filter(destroyed_at__isnull=True, season__in=over.values("pk"))
    held = held.exclude(season__in=under_way.values("season")).order_by("season")
    key = held.select_for_update(of=("self",), skip_locked=True, no_key=True).first()
    if key is None:
        return None
    key.sealed, key.destroyed_at = "", at
    key.save(update_fields=["sealed", "destroyed_at"])
    journal.record(RoundEntry, Act("ticket_key_destroyed", {}, {"season": key.season_id}), stream=STREAM, by=None, at=at)
    return key.season_id


def _make(season: int, *, at: datetime) -> TicketKey:
    key = secrets.token_bytes(KEY_BYTES)
    noted, is_new = TicketKey.objects.get_or_create(season_id=season, defaults={"sha256": key_commitment(key), "noted_at": at})
    if is_new:
        SealedTicketKey.objects.create(season_id=season, sealed=seal.sealed(key.hex(), purpose=TICKETS))
    return noted

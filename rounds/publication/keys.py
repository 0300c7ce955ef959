"""What a season commits itself to before its first round: the key of its tickets, and the staff's sealed chain."""

import csv
import hashlib
import hmac
import io

from django.conf import settings

from iecsite import seal
from rounds.models import SealedTicketKey, Season, StaffChain, TicketKey
from rounds.queries.rounds import clock_text

COLUMNS = [
    "season",
    "ticket_key_sha256",
    "ticket_key_destroyed_at",
    "staff_anchor",
    "staff_links",
    "staff_chain_made_at",
    "staff_chain_lost_at",
]
# What ticket keys are sealed for.
TICKETS = "ticket key"


class NoKey(Exception):
    """The key of a season's tickets cannot be opened with the secret of this site, was changed, or is destroyed."""


def season_key(season: int) -> bytes:
    """
    The 32 bytes from which a season's tickets are made, another one each season.

    Of a season whose key was noted before keys were kept, or not noted yet, the one that follows from the site's secret.

    :raises NoKey: when it is destroyed, or sealed with another secret
    """
    kept = SealedTicketKey.objects.filter(pk=season).first()
    if kept is None:
        return hmac.new(settings.TICKET_SECRET.encode(), f"IEC-DRAW/1|season|{season}".encode("ascii"), hashlib.sha256).digest()
    try:
        return bytes.fromhex(seal.opened(kept.sealed, purpose=TICKETS))
    except seal.CannotOpen as refusal:
        raise NoKey(season) from refusal


def seasons_file() -> bytes:
    """
    The bytes of `seasons.csv`: one line a season, and one more for each chain that took the place of a lost one. A season
    announced within the last hour has no key yet.
    """
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(COLUMNS)
    chains: dict[int, list[StaffChain]] = {}
    for chain in StaffChain.objects.order_by("made_at"):
        chains.setdefault(chain.season_id, []).append(chain)
    # What was published once stands, whatever secret this site has today: a freeze with another key is refused.
    noted = dict(TicketKey.objects.values_list("season_id", "sha256"))
    destroyed = dict(SealedTicketKey.objects.filter(destroyed_at__isnull=False).values_list("season_id", "destroyed_at"))
    for season in Season.objects.order_by("year"):
        key = [noted.get(season.pk, ""), clock_text(destroyed[season.pk]) if season.pk in destroyed else ""]
        for chain in chains.get(season.pk, []):
            lost = clock_text(chain.lost_at) if chain.lost_at else ""
            lines.writerow([season.pk, *key, chain.anchor, chain.length, clock_text(chain.made_at), lost])
        if season.pk not in chains:
            lines.writerow([season.pk, *key, "", "", "", ""])
    return text.getvalue().encode("ascii")

"""What a season commits itself to before its first round: the key of its tickets, and the staff's sealed chain."""

import csv
import hashlib
import hmac
import io

from django.conf import settings

from rounds.models import Season, StaffChain, TicketKey
from rounds.queries.rounds import clock_text
from rounds.rules.tickets import key_commitment

COLUMNS = ["season", "ticket_key_sha256", "staff_anchor", "staff_links", "staff_chain_made_at", "staff_chain_lost_at"]


def season_key(season: int) -> bytes:
    """The 32 bytes from which a season's tickets are made: derived from the one secret, different each season."""
    return hmac.new(settings.TICKET_SECRET.encode(), f"IEC-DRAW/1|season|{season}".encode("ascii"), hashlib.sha256).digest()


def seasons_file() -> bytes:
    """The bytes of `seasons.csv`: one line a season, and one more for each chain that took the place of a lost one."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(COLUMNS)
    chains: dict[int, list[StaffChain]] = {}
    for chain in StaffChain.objects.order_by("made_at"):
        chains.setdefault(chain.season_id, []).append(chain)
    # What was published once stands, whatever secret this site has today: a freeze with another key is refused.
    noted = dict(TicketKey.objects.values_list("season_id", "sha256"))
    for season in Season.objects.order_by("year"):
        commitment = noted.get(season.pk) or key_commitment(season_key(season.pk))
        for chain in chains.get(season.pk, []):
            lost = clock_text(chain.lost_at) if chain.lost_at else ""
            lines.writerow([season.pk, commitment, chain.anchor, chain.length, clock_text(chain.made_at), lost])
        if season.pk not in chains:
            lines.writerow([season.pk, commitment, "", "", "", ""])
    return text.getvalue().encode("ascii")

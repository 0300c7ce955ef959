"""What the app holds about one person, for the file that they are given."""

from typing import Any

from iecsite.personal_file import Part, rows_of
from rounds.models import Candidacy, Invitation, LeftOut, Nomination, RoundEntry, Ticket


def facts(account_id: int) -> dict[str, Any]:
    """The pools that a person was in, their invitations, and what happened to them there."""
    candidacies = Candidacy.objects.filter(profile__user=account_id).select_related("pool").order_by("id")
    invitations = Invitation.objects.filter(profile__user=account_id).select_related("pool", "round").order_by("id")
    return {
        "pools": [{"pool": str(one.pool), **rows_of([one])[0]} for one in candidacies],
        "invitations": [{"pool": str(one.pool), **rows_of([one])[0]} for one in invitations],
        "letters_of_organizations": [
            {"pool": str(one.pool), "letter": one.letter, "used_at": one.used_at, "withdrawn_at": one.withdrawn_at}
            for one in Nomination.objects.filter(used_by=account_id).select_related("pool").order_by("id")
        ],
        "tickets": [
            {"round": one.round.code, "ticket": one.ticket}
            for one in Ticket.objects.filter(profile__user=account_id).select_related("round").order_by("id")
        ],
        "left_out_of_lists": [
            {"round": one.round.code, "pool": str(one.candidacy.pool), "reason": one.reason}
            for one in LeftOut.objects.filter(candidacy__profile__user=account_id)
            .select_related("round", "candidacy__pool")
            .order_by("id")
        ],
        "events": rows_of(
            RoundEntry.objects.filter(profile__user=account_id).order_by("sequence"),
            but={"actor_id", "previous", "digest", "stream"},
        ),
    }


PART = Part("pools-and-invitations", facts)

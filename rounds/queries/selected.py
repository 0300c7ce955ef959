"""The people selected in a round: who of them is still there, and what their letter needs."""

from dataclasses import dataclass

from django.db import connection

from profiles.states import ProfileState
from rounds.models import Invitation
from rounds.states import CandidacyState, InvitationState


def hold_present(round_id: int) -> list[int]:
    """
    Lock the profiles of everybody selected, inside the caller's transaction, and return those who are still there: who have a
    sent profile and wait in the pool from which they were drawn.

    Rows are locked in one order, so that nobody who answers, leaves or withdraws at the same time can wait for us while we wait
    for them.

    :returns: profile ids, ascending
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT profile.id, profile.state = %(active)s AND candidacy.state = %(waiting)s
              FROM rounds_selection AS selection
              JOIN rounds_ticket AS ticket ON ticket.id = selection.ticket_id
              JOIN rounds_drawentry AS entry ON entry.round_id = selection.round_id AND entry.pool_id = selection.pool_id
                   AND entry.ticket_id = selection.ticket_id
              JOIN rounds_candidacy AS candidacy ON candidacy.id = entry.candidacy_id
              JOIN profiles_profile AS profile ON profile.id = ticket.profile_id
             WHERE selection.round_id = %(round)s
             ORDER BY profile.id
               FOR NO KEY UPDATE OF profile, candidacy
            """,
            {"active": ProfileState.ACTIVE.value, "waiting": CandidacyState.WAITING.value, "round": round_id},
        )
        return [profile_id for profile_id, present in cursor.fetchall() if present]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who gets the letter about one invitation, and in which language."""

    invitation_id: int
    pool_id: int
    profile_id: int
    user_id: int
    language: str


def readers(round_id: int) -> list[Reader]:
    """The readers of a round's live invitations, in the order in which these were written; read to the end at once."""
    rows = (
        Invitation.objects.filter(round_id=round_id, state=InvitationState.ISSUED)
        .order_by("pk")
        .values_list("pk", "pool_id", "profile_id", "profile__user_id", "profile__user__language")
    )
    return [Reader(*row) for row in rows]

"""Issue: everybody selected is invited, in one transaction, all or nobody."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import connection

from iecsite import clock, dated, journal
from iecsite.journal import Act
from profiles.operations import letters as outbox
from profiles.operations import profiles
from rounds.letters import invitations as words
from rounds.models import Candidacy, Invitation, Pool, Round, RoundEntry
from rounds.models.journal import round_stream
from rounds.operations.steps import Impossible
from rounds.queries import selected
from rounds.queries.standing import back_after_no
from rounds.rules import stops
from rounds.rules.calendar import AnswerDeadline, answer_deadline
from rounds.states import CandidacyState, InvitationState


def issue(round_: Round, *, at: datetime) -> dict[str, Any]:
    """
    Write invitations, letters and journal entries for the whole selection.

    Who withdrew, was removed, left the pool or was invited elsewhere after the freeze stays selected, since the list stands:
    their invitation is written as a cancelled one, nobody is put in their place, and the place goes to the next round.
    """
    rule = dated.value("answer_deadline_rule", on=clock.home_date(at))
    deadline = answer_deadline(at, rule)
    present = selected.hold_present(round_.pk)
    # Before the invitations: while so many foreign keys wait to be checked, PostgreSQL walks through them for each profile.
    invited = profiles.become_invited(profile_ids=present, at=at)
    if invited != len(present):
        raise Impossible(stops.NO_CANDIDATE)
    written = _write_invitations(round_, present, deadline, rule=rule, at=at)
    drawn_from = Invitation.objects.filter(round=round_, state=InvitationState.ISSUED).values("candidacy_id")
    Candidacy.objects.filter(pk__in=drawn_from).update(state=CandidacyState.INVITED)
    pools = {pool.pk: pool for pool in Pool.objects.filter(round_pools__round=round_).select_related("country")}
    back = back_after_no(at)
    outbox.queue_new_letters(
        (words.invited(row, pools[row.pool_id], round_.code, deadline, back=back) for row in selected.readers(round_.pk)), at=at
    )
    journal.record_all(RoundEntry, _acts(round_), stream=round_stream(round_.code), by=None, at=at)
    return {"invited": invited, "cancelled": written - invited, "deadline_rule": rule}


def _write_invitations(round_: Round, present: list[int], deadline: AnswerDeadline, *, rule: str, at: datetime) -> int:
    """
    How many were written: one for everybody selected, a live one for whoever is still there.

    :param present: the profiles of these
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO rounds_invitation
                   (round_id, pool_id, profile_id, candidacy_id, state, issued_at, answer_by, lapses_at, deadline_rule,
                    answered_at)
            SELECT selection.round_id, selection.pool_id, ticket.profile_id, entry.candidacy_id,
                   CASE WHEN present.id IS NULL THEN %(cancelled)s ELSE %(issued)s END, %(at)s, %(answer_by)s, %(lapses_at)s,
                   %(rule)s, CASE WHEN present.id IS NULL THEN %(at)s END
              FROM rounds_selection AS selection
              JOIN rounds_pool AS pool ON pool.id = selection.pool_id
              JOIN rounds_ticket AS ticket ON ticket.id = selection.ticket_id
              JOIN rounds_drawentry AS entry ON entry.round_id = selection.round_id AND entry.pool_id = selection.pool_id
                   AND entry.ticket_id = selection.ticket_id
              LEFT JOIN unnest(%(present)s::bigint[]) AS present (id) ON present.id = ticket.profile_id
             WHERE selection.round_id = %(round)s
             ORDER BY pool."order", selection.position
            """,
            {
                "present": present,
                "issued": InvitationState.ISSUED.value,
                "cancelled": InvitationState.CANCELLED.value,
                "at": at,
                "answer_by": deadline.answer_by,
                "lapses_at": deadline.lapses_at,
                "rule": rule,
                "round": round_.pk,
            },
        )
        return int(cursor.rowcount)


def _acts(round_: Round) -> Iterator[Act]:
    rows = Invitation.objects.filter(round=round_).order_by("pk").values_list("pk", "profile_id", "pool_id", "state")
    for pk, profile_id, pool_id, state in rows.iterator(chunk_size=5000):
        subjects = {"profile_id": profile_id, "pool_id": pool_id, "round_id": round_.pk, "invitation_id": pk}
        yield Act("invitation_issued" if state == InvitationState.ISSUED else "invitation_cancelled", subjects)

"""
The round: a frozen list is ranked, selected, checked by the second implementation and everybody invited, letters and journal
included; beside it plain SQL that picks as many per pool at random and writes the same rows into the same tables.
"""

from django.db import connection

from iecsite.benchmarks import memory
from iecsite.benchmarks.benchmark import Benchmark, Taken
from iecsite.benchmarks.stopwatch import Stopwatch
from rounds.management.benchmarks import crowd
from rounds.models import Invitation, Round
from rounds.states import RoundState


def measure(scale: float) -> Taken:
    """Draw a round of everybody, from the known seed to the invitations."""
    people = crowd.gather(scale)
    # The freeze was measured on it, where both are: a season has one round under way.
    round_ = Round.objects.filter(state=RoundState.PUBLISHED).first() or crowd.approved_round()
    crowd.carry_on(round_, RoundState.SEEDED)
    crowd.tidy()
    work, floor = Stopwatch(), Stopwatch()
    with crowd.undone(), floor.running():
        _pick_and_write(round_)
    memory.reset_peak()
    with work.running():
        crowd.carry_on(round_, RoundState.ISSUED)
    invited = Invitation.objects.filter(round=round_).count()
    return Taken(work.seconds, floor.seconds, f"{people:,} people, {invited:,} invitations", memory.peak_megabytes())


def _pick_and_write(round_: Round) -> None:
    known = {"round": round_.pk, "at": crowd.AT}
    with connection.cursor() as cursor:
        for line in round_.pools.order_by("pool__order"):
            cursor.execute(_PICK, known | {"pool": line.pool_id, "invite": line.invite})
        for statement in (_INVITE, _PROFILES, _CANDIDACIES, _LETTERS, _JOURNAL, "SET CONSTRAINTS ALL IMMEDIATE"):
            cursor.execute(statement, known)


_PICK = """
    INSERT INTO rounds_selection (round_id, pool_id, position, ticket_id, key)
    SELECT %(round)s, %(pool)s, row_number() OVER (), ticket_id, md5(ticket_id::text) || md5(ticket_id::text)
      FROM (SELECT ticket_id
              FROM rounds_drawentry AS entry
             WHERE round_id = %(round)s AND pool_id = %(pool)s
               AND NOT EXISTS (SELECT 1 FROM rounds_selection AS before
                                WHERE before.round_id = %(round)s AND before.ticket_id = entry.ticket_id)
             ORDER BY random() LIMIT %(invite)s) AS picked
"""
_INVITE = """
    INSERT INTO rounds_invitation
           (round_id, pool_id, profile_id, candidacy_id, state, issued_at, answer_by, lapses_at, deadline_rule)
    SELECT entry.round_id, entry.pool_id, candidacy.profile_id, entry.candidacy_id, 'issued', %(at)s, date '2026-03-12',
           timestamptz '2026-03-13 12:00Z', 'date_line'
      FROM rounds_selection AS selection
      JOIN rounds_drawentry AS entry USING (round_id, pool_id, ticket_id)
      JOIN rounds_candidacy AS candidacy ON candidacy.id = entry.candidacy_id
     WHERE selection.round_id = %(round)s
"""
_PROFILES = """
    UPDATE profiles_profile SET state = 'invited', changed_at = %(at)s, version = version + 1
     WHERE id IN (SELECT profile_id FROM rounds_invitation WHERE round_id = %(round)s)
"""
_CANDIDACIES = """
    UPDATE rounds_candidacy SET state = 'invited'
     WHERE id IN (SELECT candidacy_id FROM rounds_invitation WHERE round_id = %(round)s)
"""
_LETTERS = """
    INSERT INTO profiles_letter
           (user_id, profile_id, kind, event_key, language, context, subject, body, enclosure, state, queued_at, due_at, attempts,
            last_error)
    SELECT account.id, invitation.profile_id, 'rounds/invited', 'invitation/' || invitation.id || '/issued', account.language,
           jsonb_build_object('pool_title_en', pool.code, 'pool_title_fr', pool.code, 'round', %(round)s::bigint,
                              'invitation', invitation.id, 'answer_by_on', invitation.answer_by,
                              'lapses_at', invitation.lapses_at),
           '', '', '', 'queued', %(at)s, %(at)s, 0, ''
      FROM rounds_invitation AS invitation
      JOIN rounds_pool AS pool ON pool.id = invitation.pool_id
      JOIN profiles_profile AS profile ON profile.id = invitation.profile_id
      JOIN profiles_user AS account ON account.id = profile.user_id
     WHERE invitation.round_id = %(round)s
"""
_JOURNAL = """
    INSERT INTO rounds_roundentry
           (stream, sequence, kind, occurred_at, details, previous, digest, profile_id, pool_id, round_id, invitation_id)
    SELECT 'floor', row_number() OVER (), 'invitation_issued', %(at)s, '{}', md5(id::text) || md5(id::text),
           md5(id::text) || md5(id::text), profile_id, pool_id, round_id, id
      FROM rounds_invitation
     WHERE round_id = %(round)s
"""
ROUND = Benchmark(
    name="round",
    floor="plain SQL that picks as many per pool by ORDER BY random() and writes the same rows into the same tables",
    limit=2.0,
    most_megabytes=500,
    measure=measure,
)

"""Keeps the ledger of places short, and raises the alarm where it says something else than the rows."""

import logging
from collections.abc import Mapping
from datetime import datetime

from django.db import connection, transaction

from iecsite import journal
from iecsite.journal import Act
from profiles.operations import letters as outbox
from profiles.queries import accounts
from rounds.letters import ledger as words
from rounds.models import LedgerAlarm, RoundEntry
from rounds.models.journal import STREAM
from rounds.queries.ledger import COUNTS
from rounds.rules.ledger import Ledger

logger = logging.getLogger(__name__)

# Who is written to: those who may say what a pool is.
PERMISSION = "rounds.change_pool"


@transaction.atomic(durable=True)
def fold(*, at: datetime) -> int:
    """
    Make one line of the many that a pool's ledger has got; the ledger stays what it is.

    One statement: lines that somebody else folds are left to them. Safe to run twice, late, or in two workers.

    :returns: how many lines were folded
    """
    sums = ", ".join(f"sum({name})" for name in COUNTS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH gone AS (
                DELETE FROM rounds_ledgerline
                 WHERE id IN (SELECT id FROM rounds_ledgerline
                               WHERE pool_id IN (SELECT pool_id FROM rounds_ledgerline GROUP BY pool_id HAVING count(*) > 1)
                                 FOR UPDATE SKIP LOCKED)
             RETURNING *),
            kept AS (
                INSERT INTO rounds_ledgerline (pool_id, {", ".join(COUNTS)})
                SELECT pool_id, {sums} FROM gone GROUP BY pool_id)
            SELECT count(*) FROM gone
            """  # noqa: S608  (names of ours)
        )
        return cursor.fetchone()[0]


@transaction.atomic(durable=True)
def compare(*, counted: Mapping[int, tuple[Ledger, Ledger, int]], at: datetime) -> list[LedgerAlarm]:
    """
    Raise an alarm for every count in which a pool's ledger differs from its rows, and end those that are right again.

    Who is responsible for pools is written to, the log has it, and the staff pages show it until it is over.

    :param counted: pool id -> what its ledger says, what was counted, and its counter of letters, all read at one moment
    :returns: the alarms raised now
    """
    wrong: dict[tuple[int, str], tuple[int, int]] = {}
    for pool_id, (written, found, letters) in counted.items():
        for count, pair in written.differences(found).items():
            wrong[pool_id, count] = pair
        if written.approved != letters:
            wrong[pool_id, "letters"] = (written.approved, letters)
    known = {
        (one.pool_id, one.count): one for one in LedgerAlarm.objects.select_for_update(no_key=True).filter(ended_at__isnull=True)
    }
    over = [one.pk for key, one in known.items() if key not in wrong]
    LedgerAlarm.objects.filter(pk__in=over).update(ended_at=at)
    raised = LedgerAlarm.objects.bulk_create(
        LedgerAlarm(pool_id=pool_id, count=count, ledger=pair[0], counted=pair[1], found_at=at)
        for (pool_id, count), pair in sorted(wrong.items())
        if (pool_id, count) not in known
    )
    if over:
        journal.record(RoundEntry, Act("ledger_right_again", {}, {"alarms": len(over)}), stream=STREAM, by=None, at=at)
    if raised:
        logger.error("The ledger of places differs from the rows: %s.", "; ".join(map(str, raised)))
        acts = [
            Act("ledger_alarm", {"pool_id": one.pool_id}, {"count": one.count, "ledger": one.ledger, "counted": one.counted})
            for one in raised
        ]
        journal.record_all(RoundEntry, acts, stream=STREAM, by=None, at=at)
        outbox.queue_letters([words.alarm(one, raised, at=at) for one in accounts.staff_with(PERMISSION)], at=at)
    return raised

"""The ledger of places counted anew from invitations and applications: slow, simple, and by another road than the triggers."""

from django.db import connection

from rounds.queries.ledger import COUNTS
from rounds.rules.ledger import Ledger

# Each invitation stands where its application says, or else where its own answer says.
_STAGES = {
    "unanswered": "invitation.state = 'issued'",
    "accepted": "invitation.state = 'accepted' AND coalesce(application.state, 'in_progress') = 'in_progress'",
    "applied": "application.state IN ('submitted', 'in_review')",
    "awaiting": "application.state = 'awaiting_place'",
    "approved": "application.state = 'approved'",
    "refused": "application.state = 'refused'",
    "withdrawn": "application.state = 'withdrawn'",
    "lapsed": "application.state = 'lapsed'",
    "declined": "invitation.state = 'declined'",
    "expired": "invitation.state = 'expired'",
    "cancelled": "invitation.state = 'cancelled'",
}


def recount() -> dict[int, tuple[Ledger, Ledger, int]]:
    """
    Pool id -> what its ledger says, what the rows say, and its counter of letters. One statement, so all of one moment.

    Pools without any of them are left out.
    """
    counted = ", ".join(
        "count(*) AS issued" if name == "issued" else f"count(*) FILTER (WHERE {_STAGES[name]}) AS {name}" for name in COUNTS
    )
    summed = ", ".join(f"sum({name}) AS {name}" for name in COUNTS)
    columns = ", ".join(f"coalesce({table}.{name}, 0)" for table in ("written", "found") for name in COUNTS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH found AS (
                SELECT invitation.pool_id, {counted}
                  FROM rounds_invitation AS invitation
                  LEFT JOIN applications_application AS application ON application.invitation_id = invitation.id
                 GROUP BY invitation.pool_id),
            written AS (SELECT pool_id, {summed} FROM rounds_ledgerline GROUP BY pool_id)
            SELECT pool.id, pool.approved, {columns}
              FROM rounds_pool AS pool
              LEFT JOIN found ON found.pool_id = pool.id
              LEFT JOIN written ON written.pool_id = pool.id
             WHERE pool.approved <> 0 OR found.pool_id IS NOT NULL OR written.pool_id IS NOT NULL
            """  # noqa: S608  (names of ours)
        )
        rows = cursor.fetchall()
    half = len(COUNTS)
    return {
        pool: (
            Ledger(**dict(zip(COUNTS, numbers[:half], strict=True))),
            Ledger(**dict(zip(COUNTS, numbers[half:], strict=True))),
            letters,
        )
        for pool, letters, *numbers in rows
    }

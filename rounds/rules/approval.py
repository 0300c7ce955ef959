"""Until when a plan may be approved. One that nobody has approved then is put aside: later rounds do not wait for it."""

from __future__ import annotations

from datetime import datetime, timedelta

# Why a plan is void whose time to be approved is over.
NOT_APPROVED = ("Nobody approved the plan in time.", "Personne n'a approuvé le plan à temps.")

# A list that is to be fixed within the hour is meant to be fixed as soon as the plan is approved.
AT_ONCE = timedelta(hours=1)
# So long the other person may then take.
A_DAY = timedelta(days=1)


def approve_by(*, planned_at: datetime, freeze_at: datetime) -> datetime:
    """
    The first moment at which a plan may no longer be approved: when its list is to be fixed.

    A plan whose list is to be fixed at once waits a day for the other person; its list and draw move with the approval.
    """
    return freeze_at if freeze_at - planned_at > AT_ONCE else planned_at + A_DAY

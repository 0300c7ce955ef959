"""The letter to staff when the ledger of places says something else than the rows."""

from collections.abc import Sequence
from datetime import datetime

from profiles.models import User
from profiles.operations.letters import Draft
from rounds.models import LedgerAlarm


def alarm(reader: User, alarms: Sequence[LedgerAlarm], *, at: datetime) -> Draft:
    """
    Which pools, and how many counts.

    :param alarms: those raised at this moment
    """
    return Draft(
        kind="rounds/ledger_alarm",
        event_key=f"ledger/{alarms[0].pk}/alarm/{reader.pk}",
        user_id=reader.pk,
        language=reader.language,
        context={"pools": sorted({one.pool.code for one in alarms}), "counts": len(alarms), "found_at": at.isoformat()},
    )

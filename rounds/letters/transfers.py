"""The letter to staff when not all places of a transfer were free on its day."""

from datetime import datetime
from uuid import UUID

from profiles.models import User
from profiles.operations.letters import Draft
from rounds.models import Pool


def cut(reader: User, transfer: UUID, giver: Pool, taker: Pool, asked: int, stay: int, *, at: datetime) -> Draft:
    """
    Between which pools, and how many places moved.

    :param asked: how many were to move
    :param stay: how many of them letters hold, so that they stay where they are
    """
    return Draft(
        kind="rounds/transfer_cut",
        event_key=f"transfer/{transfer}/cut/{stay}/{reader.pk}",
        user_id=reader.pk,
        language=reader.language,
        context={
            "giver": giver.code,
            "taker": taker.code,
            "asked": asked,
            "moved": asked - stay,
            "stay": stay,
            "found_at": at.isoformat(),
        },
    )

"""Invitations that nobody opened: the trusted contact is asked to say that there is something to see."""

from datetime import datetime
from typing import Any

from django.db import transaction

from profiles.operations import trusted_contacts
from profiles.rules.other_addresses import UNOPENED_FOR
from rounds.queries import unopened as queries


@transaction.atomic(durable=True)
def tell_contacts(*, at: datetime) -> int:
    """
    Write to the next contacts of people who have not opened their invitation for 48 hours: once for each invitation. Safe to run
    twice, late, or in two workers.

    :returns: how many
    """
    found: Any = queries.contacts(issued_before=at - UNOPENED_FOR, at=at).select_for_update(
        of=("self",), skip_locked=True, no_key=True
    )
    occasions = ((one, f"invitation/{one.invitation}") for one in found[: trusted_contacts.MOST])
    return trusted_contacts.ask_to_tell(occasions, at=at)

"""An address that was tried with too many wrong passwords: its owner is told, with a link that opens the sign-in to them."""

from datetime import UTC, datetime, timedelta

from django.db import transaction

from profiles.letters.sign_in_locks import GOOD_FOR, token
from profiles.models import Letter
from profiles.operations import letters
from profiles.operations.accounts import record
from profiles.operations.letters import Draft
from profiles.queries import accounts

KIND = "profiles/sign_in_locked"


@transaction.atomic(durable=True)
def tell(*, email: str, at: datetime) -> bool:
    """
    Write to an account that its sign-in is locked, and journal it: not while the link of the letter before is good for another
    hour, however often it is tried.

    :param email: as it was typed; there may be no account, and nothing is written then
    :returns: whether a letter was written now
    """
    user = accounts.signing_in_with(email).select_for_update(of=("self",), no_key=True).first()
    if user is None:
        return False
    key = f"account/{user.pk}/locked/{at.astimezone(UTC).strftime('%Y-%m-%dT%H')}"
    since = at - GOOD_FOR + timedelta(hours=1)
    if Letter.objects.filter(user=user, kind=KIND, queued_at__gt=since).exists():
        return False
    record(user, "sign_in_locked", by=None, at=at)
    locked = Draft(
        kind=KIND,
        event_key=key,
        user_id=user.pk,
        language=user.language,
        context={"unlock": token(user.pk), "locked_at": at.isoformat()},
    )
    letters.queue_letter(locked, at=at)
    return True

"""An address that was tried with too many wrong passwords: its owner is told, with a link that opens the sign-in to them."""

from datetime import UTC, datetime

from django.db import transaction

from profiles.letters.sign_in_locks import token
from profiles.models import Letter
from profiles.operations import letters
from profiles.operations.accounts import record
from profiles.operations.letters import Draft
from profiles.queries import accounts


@transaction.atomic(durable=True)
def tell(*, email: str, at: datetime) -> bool:
    """
    Write to an account that its sign-in is locked: once in an hour of the clock, however often it is tried.

    :param email: as it was typed; there may be no account, and nothing is written then
    :returns: whether a letter was written now
    """
    user = accounts.signing_in_with(email).select_for_update(of=("self",), no_key=True).first()
    if user is None:
        return False
    key = f"account/{user.pk}/locked/{at.astimezone(UTC).strftime('%Y-%m-%dT%H')}"
    if Letter.objects.filter(event_key=key).exists():
        return False
    record(user, "sign_in_locked", by=None, at=at)
    locked = Draft(
        kind="profiles/sign_in_locked",
        event_key=key,
        user_id=user.pk,
        language=user.language,
        context={"unlock": token(user.pk), "locked_at": at.isoformat()},
    )
    letters.queue_letter(locked, at=at)
    return True

"""Browsers in which people sign in: noted, and told of when an account has not seen them."""

import hashlib
import secrets
from datetime import datetime

from django.db import transaction

from profiles.models import KnownBrowser, User
from profiles.operations import letters
from profiles.operations.accounts import record
from profiles.operations.letters import Draft


def new_key() -> str:
    """What a browser keeps to be known by; nobody else can guess it."""
    return secrets.token_urlsafe(24)


@transaction.atomic
def signed_in(*, user_id: int, key: str, name: str, ip: str | None, at: datetime) -> bool:
    """
    Note that somebody signed in to an account. One that has signed in elsewhere before is written of a browser that is new.

    :param key: what the browser is known by
    :param name: what the browser says of itself, for people to read; may be empty
    :returns: whether it was new, and a letter was written
    """
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=user_id)
    theirs = KnownBrowser.objects.filter(user=user)
    digest = hashlib.sha256(key.encode()).hexdigest()
    if theirs.filter(digest=digest).update(last_at=at, ip=ip, name=name[:60]):
        return False
    new = theirs.exists()
    made = KnownBrowser.objects.create(
        user=user, digest=digest, name=name[:60], ip=ip, first_at=at, last_at=at, told_at=at if new else None
    )
    if new:
        record(user, "new_browser", by=user, at=at)
        letters.queue_letter(
            Draft(
                kind="profiles/new_browser",
                event_key=f"account/{user.pk}/browser/{made.pk}",
                user_id=user.pk,
                language=user.language,
                context={"browser": made.name, "ip": ip or "", "signed_in_at": at.isoformat()},
            ),
            at=at,
        )
    return new


@transaction.atomic(durable=True)
def acknowledge(*, by: User, at: datetime) -> int:
    """
    A person says that the browsers they were told of are theirs.

    :returns: how many
    """
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    known = KnownBrowser.objects.filter(user=user, told_at__isnull=False, acknowledged_at=None).update(acknowledged_at=at)
    if known:
        record(user, "browsers_acknowledged", by=by, at=at, browsers=known)
    return known


def forget_all(user: User) -> None:
    """Forget where an account was signed in to, inside the caller's transaction."""
    KnownBrowser.objects.filter(user=user).delete()

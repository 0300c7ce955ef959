"""Codes by e-mail as a second factor, for whoever has no app and no key (ADR 0022)."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db import transaction

from iecsite.refusal import Refused
from profiles.models import User
from profiles.operations import letters
from profiles.operations.accounts import record
from profiles.operations.letters import Draft
from profiles.queries.second_factors import has_strong_one


class CannotTurnOn(Refused):
    """Codes by e-mail are not for this account."""


@transaction.atomic(durable=True)
def turn_on(*, by: User, at: datetime) -> bool:
    """
    From now on an account is opened with a code by e-mail after its password. It gets recovery codes, and its owner a letter.

    The caller has seen a code that was sent to the address of the account, and that it is really the owner.

    :returns: whether they were off
    :raises CannotTurnOn: when the account has an app or a key, which is stronger
    """
    user = _locked(by.pk)
    if has_strong_one(user.pk):
        raise CannotTurnOn(
            "Your account has an app or a key, which is stronger. Codes by e-mail would make it weaker.",
            "Votre compte a une application ou une clé, qui protège mieux. Les codes par courriel l'affaibliraient.",
        )
    if user.email_codes_since is not None:
        return False
    user.email_codes_since = at
    user.save(update_fields=["email_codes_since"])
    RecoveryCodes.activate(user)
    record(user, "email_codes_on", by=by, at=at)
    _tell(user, "on", at=at)
    return True


@transaction.atomic(durable=True)
def turn_off(*, by: User, at: datetime) -> bool:
    """
    An account is opened with its password alone again. Recovery codes go with the last second factor; the owner gets a letter.

    :returns: whether they were on
    """
    user = _locked(by.pk)
    if user.email_codes_since is None:
        return False
    forget(user)
    if not has_strong_one(user.pk):
        Authenticator.objects.filter(user=user).delete()
    record(user, "email_codes_off", by=by, at=at)
    _tell(user, "off", at=at)
    return True


@transaction.atomic(durable=True)
def give_way(*, user_id: int, at: datetime) -> bool:
    """
    An account got an app or a key: codes by e-mail end, so that nobody gets past the stronger one with a mailbox. The recovery
    codes stay, and go with it from now on; the owner gets a letter.

    :returns: whether they were on
    """
    user = _locked(user_id)
    if user.email_codes_since is None or not has_strong_one(user.pk):
        return False
    forget(user)
    record(user, "email_codes_gave_way", by=user, at=at)
    _tell(user, "gave_way", at=at)
    return True


@transaction.atomic(durable=True)
def note_use(*, user_id: int, at: datetime) -> None:
    """Somebody signed in with a code by e-mail: the person reads in their file when that was last."""
    User.objects.filter(pk=user_id, email_codes_since__isnull=False).update(email_codes_used_at=at)


def forget(user: User) -> None:
    """Turn codes by e-mail off inside the caller's transaction, which holds the account and tells its owner."""
    user.email_codes_since = user.email_codes_used_at = None
    user.save(update_fields=["email_codes_since", "email_codes_used_at"])


def _locked(user_id: int) -> User:
    return User.objects.select_for_update(of=("self",), no_key=True).get(pk=user_id)


def _tell(user: User, what: str, *, at: datetime) -> None:
    letters.queue_letter(
        Draft(
            kind=f"profiles/email_codes_{what}",
            event_key=f"account/{user.pk}/email_codes_{what}/{at.isoformat()}",
            user_id=user.pk,
            language=user.language,
        ),
        at=at,
    )

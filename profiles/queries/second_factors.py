"""With what an account is opened besides the password."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from iecsite.sign_in import STRONG_FACTORS
from profiles.models import User


def has_strong_one(user_id: int) -> bool:
    """Whether an account has an app that shows codes, a passkey or a security key."""
    return Authenticator.objects.filter(user=user_id, type__in=STRONG_FACTORS).exists()


def asks_codes_by_email(user: User) -> bool:
    """
    Whether an account is opened with a code by e-mail after its password: they were turned on, and there is nothing stronger,
    which is asked for instead whatever is turned on.
    """
    return user.email_codes_since is not None and not has_strong_one(user.pk)


def confirmed_address(user: User) -> str | None:
    """The address to which codes go: the one that signs in, once it is confirmed; None: there is none."""
    found = EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=True).values_list("email", flat=True)
    return found.first()


def codes_by_email(user: User) -> list[dict[str, Any]]:
    """For the file of a person, as other second factors stand there: one row while they are on, or none."""
    if user.email_codes_since is None:
        return []
    return [{"type": "email", "created_at": user.email_codes_since, "last_used_at": user.email_codes_used_at}]

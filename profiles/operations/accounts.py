"""Accounts: who may enter, in which language and on whose clocks."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction

from iecsite import journal
from iecsite.journal import Act
from iecsite.refusal import Refused
from iecsite.roles import ROLES
from profiles.models import Letter, ProfileEntry, User
from profiles.models.journal import STREAM
from profiles.operations import letters
from profiles.operations.letters import Draft


class CannotCreate(Refused):
    """The account cannot be made like this."""


@transaction.atomic(durable=True)
def create_staff(*, email: str, password: str | None, roles: Iterable[str], by: User | None, at: datetime) -> User:
    """
    Make a staff account with a verified address. The staff site opens to it once it has a second factor.

    :param password: None: the account is entered after a reset by e-mail
    :param roles: names of `iecsite.roles.ROLES`; each carries its permissions
    :raises CannotCreate: for a role that does not exist, or an address that has an account
    """
    wanted = sorted(set(roles))
    if unknown := [role for role in wanted if role not in ROLES]:
        names = ", ".join(ROLES)
        raise CannotCreate(
            f"There is no role called {unknown[0]}. The roles are: {names}.",
            f"Il n'y a pas de rôle appelé {unknown[0]}. Les rôles sont\u00a0: {names}.",
        )
    _check_free(email)
    user = User.objects.create_user(email, password, is_staff=True, date_joined=at)
    user.groups.set(Group.objects.filter(name__in=wanted))
    verify(user)
    record(user, "staff_created", by=by, at=at, roles=wanted)
    return user


@transaction.atomic(durable=True)
def register(
    *,
    email: str,
    password: str | None,
    language: str,
    by: User | None,
    at: datetime,
    preferred_name: str = "",
    time_zone: str = "America/Toronto",
) -> User:
    """
    Make an account whose address is known to be the person's. On the site people sign up themselves and prove it by a message.

    :param password: None: the account is entered after a reset by e-mail
    :raises CannotCreate: for an address that has an account
    """
    _check_free(email)
    user = User.objects.create_user(
        email, password, language=language, preferred_name=preferred_name, time_zone=time_zone, date_joined=at
    )
    verify(user)
    record(user, "account_registered", by=by, at=at)
    return user


@transaction.atomic(durable=True)
def set_password(*, user_id: int, password: str, by: User | None, at: datetime) -> User:
    """Give an account a new password, for somebody of the staff whom its owner asked to, or for a demonstration."""
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=user_id)
    user.set_password(password)
    user.save(update_fields=["password"])
    record(user, "password_set", by=by, at=at)
    return user


@transaction.atomic(durable=True)
def save_settings(
    *, user_id: int, preferred_name: str, language: str, time_zone: str, by: User, at: datetime, call_language: str = ""
) -> User:
    """
    Keep what a person prefers: what we call them, the language of their letters, the clocks that deadlines are shown on.

    :param call_language: in which we speak with them; empty: the language of their letters
    :raises User.DoesNotExist: when it is somebody else's account
    """
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=user_id, email=by.email)
    user.preferred_name, user.language, user.time_zone = preferred_name, language, time_zone
    user.call_language = call_language
    user.save(update_fields=["preferred_name", "language", "time_zone", "call_language"])
    record(user, "settings_saved", by=by, at=at, language=language, time_zone=time_zone, call_language=call_language)
    return user


@transaction.atomic(durable=True)
def save_needs(
    *, large_print: bool, plain_email: bool, no_pdf: bool, by_phone: bool, other_needs: str, by: User, at: datetime
) -> User:
    """
    Keep in which form a person needs what we write to them. Letters are made so from then on; the rest is for officers.

    The journal names the kinds and not the words, which may speak of a person's health.
    """
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    needs = {"large_print": large_print, "plain_email": plain_email, "no_pdf": no_pdf, "by_phone": by_phone}
    for name, needed in needs.items():
        setattr(user, name, needed)
    user.other_needs = other_needs.strip()
    user.save(update_fields=[*needs, "other_needs"])
    record(user, "needs_saved", by=by, at=at)
    return user


@transaction.atomic(durable=True)
def send_test_letter(*, by: User, at: datetime) -> bool:
    """
    Write to a person's own address that letters reach it: once in an hour of the clock to each address, however often they ask.

    :returns: whether a letter was written now; False when one to this address was in this hour
    """
    hour = at.astimezone(UTC).strftime("%Y-%m-%dT%H")
    address = hashlib.sha256(by.email.encode()).hexdigest()[:16]
    key = f"account/{by.pk}/test/{hour}/{address}"
    if Letter.objects.filter(event_key=key).exists():
        return False
    letters.queue_letter(Draft(kind="profiles/test", event_key=key, user_id=by.pk, language=by.language), at=at)
    return True


def verify(user: User) -> None:
    """Take an account's address as its own without a message to it, inside the caller's transaction."""
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)


def record(user: User, kind: str, *, by: User | None, at: datetime, **details: object) -> None:
    """Note in the journal what was done to an account, inside the caller's transaction."""
    journal.record(ProfileEntry, Act(kind, {"account_id": user.pk}, details), stream=STREAM, by=by, at=at)


def _check_free(email: str) -> None:
    if User.objects.filter(email=email.strip().lower()).exists():
        raise CannotCreate("This address has an account already.", "Cette adresse a déjà un compte.")

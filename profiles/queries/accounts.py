"""Accounts of staff by what they may do, and where an account is written to."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, Q, QuerySet

from profiles.models import OtherAddress, User
from profiles.rules.other_addresses import UNDO_WITHIN


def staff_with(permission: str) -> QuerySet[User]:
    """
    Staff who work here and hold a permission by their role, each once.

    :param permission: as "rounds.change_pool"
    """
    label, codename = permission.split(".")
    held = Q(groups__permissions__content_type__app_label=label, groups__permissions__codename=codename)
    return User.objects.filter(held, is_staff=True, is_active=True).distinct().order_by("pk")


def active() -> QuerySet[User]:
    """Accounts that are open: of people and of staff."""
    return User.objects.filter(is_active=True)


def signing_in_with(address: str) -> QuerySet[User]:
    """The open account, if any, that signs in with an address which its reader confirmed."""
    confirmed = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
    return active().filter(Exists(confirmed), email=address.strip().lower())


def confirmed_addresses(user_id: int) -> list[str]:
    """
    The addresses at which an account may be written to about itself: the one that signs in, then the second if its reader
    confirmed it. Empty when there is no such account, or it was closed.
    """
    own = list(active().filter(pk=user_id).values_list("email", flat=True))
    second = OtherAddress.objects.filter(
        user=user_id, role=OtherAddress.Role.SECOND, confirmed_at__isnull=False, ended_at__isnull=True
    )
    return own + list(second.values_list("email", flat=True)) if own else []


def alerted_addresses(user_id: int, *, at: datetime) -> list[str]:
    """
    The addresses that hear of an attempt on an account: the confirmed ones, and those that signed in until lately and can still
    be put back, whose reader may be the true owner. Each once.
    """
    known = confirmed_addresses(user_id)
    former = OtherAddress.objects.filter(
        user=user_id, role=OtherAddress.Role.FORMER, ended_at=None, asked_at__gt=at - UNDO_WITHIN
    )
    return list(dict.fromkeys([*known, *former.order_by("id").values_list("email", flat=True)])) if known else []


def unconfirmed_with(address: str, *, but: int) -> QuerySet[User]:
    """
    The sign-up with an address that its reader never confirmed, other than one account. Anybody can make one with any address,
    so that it keeps nothing from anybody.
    """
    kept = EmailAddress.objects.filter(user=OuterRef("pk"))
    waiting = User.objects.filter(Exists(kept.filter(verified=False)), ~Exists(kept.filter(verified=True)))
    return waiting.filter(email=address.lower(), last_login=None, is_active=True, is_staff=False, is_superuser=False).exclude(
        pk=but
    )


def has_another_account(address: str, *, but: int) -> bool:
    """Whether an address signs in to, or is a confirmed one of, an account other than one."""
    if EmailAddress.objects.filter(email__iexact=address, verified=True).exclude(user=but).exists():
        return True
    waiting = unconfirmed_with(address, but=but).values("pk")
    return User.objects.filter(email=address.lower()).exclude(pk=but).exclude(pk__in=waiting).exists()


def is_open_to_recovery(user: User) -> bool:
    """Whether an account may be recovered by identity: an open one of a person. One of the staff never is."""
    return user.is_active and not (user.is_staff or user.is_superuser) and user.closed_at is None and user.erased_at is None

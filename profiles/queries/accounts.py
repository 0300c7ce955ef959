"""Accounts of staff by what they may do, and where an account is written to."""

from django.db.models import Q, QuerySet

from profiles.models import OtherAddress, User


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


def is_open_to_recovery(user: User) -> bool:
    """Whether an account may be recovered by identity: an open one of a person. One of the staff never is."""
    return user.is_active and not (user.is_staff or user.is_superuser) and user.closed_at is None and user.erased_at is None

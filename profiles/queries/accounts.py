"""Accounts of staff by what they may do."""

from django.db.models import Q, QuerySet

from profiles.models import User


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

"""Other addresses of an account, as their owner sees them."""

from datetime import datetime

from django.db.models import F, QuerySet

from profiles.models import KnownBrowser, OtherAddress
from profiles.rules.other_addresses import ANSWER_WITHIN

# The addresses that their owner names and their readers answer for.
NAMED = (OtherAddress.Role.SECOND, OtherAddress.Role.CONTACT)


def second_of(user_id: int) -> OtherAddress | None:
    """The second address: the confirmed one, or else the one that waits for its reader; None when there is none."""
    return _of(user_id, OtherAddress.Role.SECOND).first()


def contact_of(user_id: int) -> OtherAddress | None:
    """The trusted contact: who agreed, or else who was asked; None when there is none."""
    return _of(user_id, OtherAddress.Role.CONTACT).first()


def to_take_the_place_of(standing: OtherAddress | None) -> OtherAddress | None:
    """The address that takes the place of a confirmed one as soon as its reader says yes; None when there is none."""
    if standing is None or standing.confirmed_at is None:
        return None
    return _of(standing.user_id, standing.role).filter(confirmed_at=None).first()


def _of(user_id: int, role: str) -> QuerySet[OtherAddress]:
    there = OtherAddress.objects.filter(user=user_id, role=role, ended_at=None)
    return there.order_by(F("confirmed_at").asc(nulls_last=True))


def new_browsers(user_id: int) -> list[KnownBrowser]:
    """The browsers that an account was told of and that its owner has not called theirs yet, newest first."""
    return list(KnownBrowser.objects.filter(user=user_id, told_at__isnull=False, acknowledged_at=None).order_by("-id")[:5])


def waiting(address_id: int, *, at: datetime) -> OtherAddress | None:
    """An address whose reader may answer now, or has said yes already; None when it was ended, or asked too long ago."""
    found = OtherAddress.objects.filter(pk=address_id, ended_at=None).filter(role__in=NAMED).first()
    if found is None or (found.confirmed_at is None and found.asked_at + ANSWER_WITHIN <= at):
        return None
    return found

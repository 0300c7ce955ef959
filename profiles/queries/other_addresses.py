"""Other addresses of an account, as their owner sees them."""

from datetime import datetime

from profiles.models import KnownBrowser, OtherAddress
from profiles.rules.other_addresses import ANSWER_WITHIN

# The addresses that their owner names and their readers answer for.
NAMED = (OtherAddress.Role.SECOND, OtherAddress.Role.CONTACT)


def second_of(user_id: int) -> OtherAddress | None:
    """The second address, confirmed or waiting for its reader; None when there is none."""
    return OtherAddress.objects.filter(user=user_id, role=OtherAddress.Role.SECOND, ended_at=None).first()


def contact_of(user_id: int) -> OtherAddress | None:
    """The trusted contact, who agreed or was asked; None when there is none."""
    return OtherAddress.objects.filter(user=user_id, role=OtherAddress.Role.CONTACT, ended_at=None).first()


def new_browsers(user_id: int) -> list[KnownBrowser]:
    """The browsers that an account was told of and that its owner has not called theirs yet, newest first."""
    return list(KnownBrowser.objects.filter(user=user_id, told_at__isnull=False, acknowledged_at=None).order_by("-id")[:5])


def waiting(address_id: int, *, at: datetime) -> OtherAddress | None:
    """An address whose reader may answer now, or has said yes already; None when it was ended, or asked too long ago."""
    found = OtherAddress.objects.filter(pk=address_id, ended_at=None).filter(role__in=NAMED).first()
    if found is None or (found.confirmed_at is None and found.asked_at + ANSWER_WITHIN <= at):
        return None
    return found

"""An account has another address: what the old one did not take is sent to it."""

from typing import Any

from allauth.account.signals import email_changed
from django.dispatch import receiver

from iecsite import bell, clock
from profiles.models import User
from profiles.operations import letters


@receiver(email_changed)
def send_what_did_not_arrive(user: User, **_told: Any) -> None:
    """Put back into the outbox what was put aside, and ring for it."""
    if letters.send_again_to(user_id=user.pk, at=clock.now()):
        bell.ring("profiles.tasks.deliver_letters", queue="mail")

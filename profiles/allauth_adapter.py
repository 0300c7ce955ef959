"""allauth's seams: accounts speak the person's language, and their mail uses our templates."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.signals import email_changed
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.translation import get_language

from iecsite import bell, clock
from profiles.models import User
from profiles.operations import letters


class AccountAdapter(DefaultAccountAdapter):
    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """A new account speaks the language of the page on which it was made, and keeps the clocks that were chosen there."""
        user.language = "fr" if get_language() == "fr" else "en"
        user.time_zone = form.cleaned_data.get("time_zone") or user.time_zone
        return super().save_user(request, user, form, commit=commit)


@receiver(email_changed)
def send_what_did_not_arrive(user: Any, **_told: Any) -> None:
    """The account has another address: what the old one did not take goes back into the outbox."""
    if letters.send_again_to(user_id=user.pk, at=clock.now()):
        bell.ring("profiles.tasks.deliver_letters", queue="mail")

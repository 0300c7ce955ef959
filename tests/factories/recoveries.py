"""Recoveries of accounts in each of their states, made by the operations that make them on the site."""

from datetime import date, datetime, timedelta
from typing import Any

from profiles.letters.recovery import CANCEL, USE, token
from profiles.models import Profile, Recovery, User
from profiles.operations import recovery, recovery_links
from profiles.rules.recovery import WAITS
from tests.factories import people

SECOND = timedelta(seconds=1)
PASSWORD = "ember-canoe-quartz-meadow"


def typed(profile: Profile, **changes: Any) -> dict[str, Any]:
    """What the owner of a profile types on the page."""
    told: dict[str, Any] = {
        "reference": profile.passports.get().number,
        "family_name": profile.family_name,
        "date_of_birth": profile.date_of_birth,
        "email": f"new-{profile.user_id}@example.org",
        "words": "My telephone and my mailbox are gone.",
        "browser": "Firefox, Windows",
        "language": "en",
    }
    return told | changes


def asked(*, at: datetime, user: User | None = None, **changes: Any) -> Recovery:
    """A request that fits an account, begun: of somebody whose account it is, or of a new person."""
    profile = user.profiles.latest("pk") if user else people.active_profile(at=at, date_of_birth=date(2000, 5, 4))
    recovery.ask(**typed(profile, **changes), by=None, at=at)
    while recovery.answer_next(at=at):
        pass
    return Recovery.objects.get(user=profile.user)


def ready(*, at: datetime, user: User | None = None, **changes: Any) -> Recovery:
    """One whose link goes out at a moment: it was asked for 72 hours before."""
    found = asked(at=at - WAITS, user=user, **changes)
    while recovery_links.send_next(at=at):
        pass
    found.refresh_from_db()
    return found


def used(*, at: datetime, user: User | None = None) -> Recovery:
    """One with which its account was taken back."""
    found = ready(at=at - SECOND, user=user)
    recovery_links.use(recovery_id=found.pk, password=PASSWORD, by=None, at=at)
    return Recovery.objects.select_related("user").get(pk=found.pk)


def cancelled(*, at: datetime, user: User | None = None) -> Recovery:
    """One that was stopped."""
    return recovery.cancel(recovery_id=asked(at=at, user=user).pk, by=None, at=at)


def stop(found: Recovery) -> str:
    """What stands in the link that stops one."""
    return token(found.pk, purpose=CANCEL)


def link(found: Recovery) -> str:
    """What stands in the link that takes the account back."""
    return token(found.pk, purpose=USE)

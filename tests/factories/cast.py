"""Everybody who may come to the site: one of each role, as they really sign in."""

from datetime import datetime

from allauth.mfa.totp.internal import auth as totp

from iecsite.roles import ROLES
from profiles.models import User
from tests.factories import people


def with_second_factor(user: User) -> User:
    """The same person, with an app that shows codes enrolled as on the page of second factors."""
    totp.TOTP.activate(user, totp.generate_totp_secret())
    return user


def chief(at: datetime) -> User:
    """Somebody with every right, and a second factor."""
    chief = with_second_factor(people.staff(at=at))
    chief.is_superuser = True
    chief.save(update_fields=["is_superuser"])
    return chief


def staff(at: datetime) -> dict[str, User]:
    """One person of each role of `iecsite.roles`, and one with every right, each with a second factor; and one without."""
    everybody = {role: with_second_factor(people.staff(role, at=at)) for role in ROLES}
    return everybody | {"superuser": chief(at), "staff without a second factor": people.staff(*ROLES, at=at)}

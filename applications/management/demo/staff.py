"""One sign-in for each role, with a second factor whose secret is shown."""

import secrets
import time
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt

from profiles.models import User
from profiles.operations import accounts

ROLES = {
    "planner": ["Round planners"],
    "approver": ["Round approvers"],
    "officer": ["Officers"],
    "second-officer": ["Officers"],
    "cashier": ["Cashiers"],
    "programme": ["Programme"],
    "second-programme": ["Programme"],
    "support": ["Support"],
    "privacy": ["Privacy"],
}


@dataclass(frozen=True)
class SignIn:
    """What a person types to come in as a role."""

    role: str
    email: str
    password: str
    secret: str


def sign_ins(*, at: datetime) -> dict[str, SignIn]:
    """Make the staff that is not there yet; of those that are, a new password and the same second factor."""
    return {role: _sign_in(role, names, at=at) for role, names in ROLES.items()}


def _sign_in(role: str, names: list[str], *, at: datetime) -> SignIn:
    email, password = f"{role}@example.org", "-".join(secrets.choice(WORDS) for _word in range(4))
    user = User.objects.filter(email=email).first()
    if user is None:
        user = accounts.create_staff(email=email, password=password, roles=names, by=None, at=at)
    else:
        accounts.set_password(user_id=user.pk, password=password, by=None, at=at)
    factor = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if factor is None:
        secret = generate_totp_secret()
        TOTP.activate(user, secret)
    else:
        secret = decrypt(factor.data["secret"])
    return SignIn(role, email, password, secret)


def current_code(secret: str) -> str:
    """The six digits of the second factor now; they change every thirty seconds."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


WORDS = [
    "alder",
    "amber",
    "aspen",
    "basin",
    "birch",
    "canoe",
    "cedar",
    "delta",
    "dune",
    "ember",
    "fern",
    "fjord",
    "glade",
    "grove",
    "harbour",
    "heron",
    "inlet",
    "juniper",
    "kelp",
    "lagoon",
    "larch",
    "maple",
    "meadow",
    "moraine",
    "nettle",
    "otter",
    "pebble",
    "pine",
    "quartz",
    "ridge",
    "river",
    "saffron",
    "sedge",
    "shale",
    "spruce",
    "summit",
    "thistle",
    "tundra",
    "willow",
    "wren",
]

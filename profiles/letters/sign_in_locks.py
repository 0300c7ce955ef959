"""The seal of the link that opens a locked sign-in."""

from datetime import timedelta

from django.core import signing

GOOD_FOR = timedelta(hours=24)
_SALT = "profiles.sign_in_lock"


def token(user_id: int) -> str:
    """A sealed number of an account for the link; it carries no address, and signs nobody in."""
    return signing.dumps(user_id, salt=_SALT)


def user_of(text: str) -> int | None:
    """The number of the account of a link; None when the link is not ours, was changed, or is older than a day."""
    try:
        found = signing.loads(text, salt=_SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        return None
    return found if isinstance(found, int) else None

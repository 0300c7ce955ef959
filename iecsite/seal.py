"""Text sealed at rest: what must be kept secret for months in a table that many copies are made of."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class CannotOpen(Exception):
    """What is stored was not sealed with the secret of this site, or was changed."""


def sealed(text: str, *, purpose: str) -> str:
    """
    Seal a text with the site's long-lived secret (TICKET_SECRET).

    :param purpose: a word for what it is; a text sealed for one purpose cannot be opened for another
    """
    return _key(purpose).encrypt(text.encode()).decode("ascii")


def opened(token: str, *, purpose: str) -> str:
    """
    The text that was sealed for this purpose.

    :raises CannotOpen: when the secret is another one, or the token was changed
    """
    try:
        return _key(purpose).decrypt(token.encode("ascii")).decode()
    except (InvalidToken, ValueError) as refusal:
        raise CannotOpen(purpose) from refusal


def digest(text: str, *, purpose: str) -> str:
    """
    A text's mark of 64 figures, by which the same text is known again and from which nobody without the secret can try it out.

    :param purpose: a word for what it is; marks of two purposes cannot be compared
    """
    return hmac.new(settings.TICKET_SECRET.encode(), f"iecsite|mark|{purpose}|{text}".encode(), hashlib.sha256).hexdigest()


def _key(purpose: str) -> Fernet:
    derived = hmac.new(settings.TICKET_SECRET.encode(), f"iecsite|seal|{purpose}".encode(), hashlib.sha256).digest()
    return Fernet(base64.urlsafe_b64encode(derived))

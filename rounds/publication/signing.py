"""The signature over a round's checksums: that it was this site that published them."""

import base64
import hashlib
import hmac
from functools import cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

KEY_FILE = "publication-key.pem"


def signature_of(content: bytes) -> bytes:
    """
    The Ed25519 signature of a file, in base64 and a line feed.

    Checked with `openssl pkeyutl -verify -rawin -pubin -inkey publication-key.pem`. The same bytes have the same signature.
    """
    return base64.b64encode(_key(settings.TICKET_SECRET).sign(content)) + b"\n"


def public_key() -> bytes:
    """The public key in PEM, published beside the rounds."""
    return _key(settings.TICKET_SECRET).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@cache
def _key(secret: str) -> Ed25519PrivateKey:
    derived = hmac.new(secret.encode(), b"iecsite|publication key", hashlib.sha256).digest()
    return Ed25519PrivateKey.from_private_bytes(derived)

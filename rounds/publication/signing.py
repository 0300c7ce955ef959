"""
The signatures over rounds' checksums: that it was this site that published them.

The key is derived from the site's secret. A signature is kept with its key as it is first published, so that it stands when the
secret is another one.
"""

import base64
import csv
import hashlib
import hmac
import io
from functools import cache

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key
from django.conf import settings

from rounds.models import KeptFile

KEY_FILE, KEYS_FILE = "publication-key.pem", "publication-keys.csv"
COLUMNS = ["round", "sums_sha256", "public_key"]


def signature_of(content: bytes) -> bytes:
    """
    The Ed25519 signature of a file, in base64 and a line feed.

    Checked with `openssl pkeyutl -verify -rawin -pubin -inkey publication-key.pem`. The same bytes have the same signature.
    """
    return base64.b64encode(_key(settings.TICKET_SECRET).sign(content)) + b"\n"


def public_key() -> bytes:
    """The public key of today in PEM, published beside the rounds."""
    return _key(settings.TICKET_SECRET).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def public_key_line() -> str:
    """The same key as the one line between those of its PEM that begin and end it: DER in base64."""
    key = _key(settings.TICKET_SECRET).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(key).decode("ascii")


def is_signature(signature: bytes, content: bytes, *, key: str) -> bool:
    """Whether bytes are a signature of this content by a key, given as `public_key_line` gives it; no bytes raise anything."""
    try:
        public = load_der_public_key(base64.b64decode(key))
        if not isinstance(public, Ed25519PublicKey):
            return False
        public.verify(base64.b64decode(signature), content)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        return False
    return True


def keys_file() -> bytes:
    """
    The bytes of `publication-keys.csv`: by which key each SHA256SUMS of a round was signed, the earlier ones of a round first.

    A round that was last written before signatures were kept has no line.
    """
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(COLUMNS)
    kept = KeptFile.objects.exclude(public_key="").filter(round__published_at__isnull=False).order_by("round__code", "id")
    lines.writerows(kept.values_list("round__code", "made_from", "public_key"))
    return text.getvalue().encode("ascii")


@cache
def _key(secret: str) -> Ed25519PrivateKey:
    derived = hmac.new(secret.encode(), b"iecsite|publication key", hashlib.sha256).digest()
    return Ed25519PrivateKey.from_private_bytes(derived)

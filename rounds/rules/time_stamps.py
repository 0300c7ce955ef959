"""
Time stamps of a manifest by a third party (RFC 3161; read 2026-11-29): that a list was fixed before its draw, which a site could
otherwise say of a list made afterwards.
"""

from collections.abc import Sequence
from datetime import datetime

from cryptography.x509 import Certificate, load_pem_x509_certificates
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder, VerificationError, VerifierBuilder, decode_timestamp_response

# As many authorities are asked for one as the protocol names (section 3.4).
MOST = 2


class NotGenuine(Exception):
    """An answer is no time stamp of this manifest by an authority that we know; the message says why."""


def file_name(number: int) -> str:
    """The name under which the time stamp that came as number 1 or 2 is published."""
    return "manifest.tsr" if number == 1 else f"manifest.{number}.tsr"


FILES = tuple(file_name(number) for number in range(1, MOST + 1))


def request_for(manifest: bytes) -> bytes:
    """
    The question to an authority, in DER: the SHA-256 of the manifest, and the wish for its certificates in the answer.

    It has no nonce: an answer that was given before, to this manifest, proves no less.
    """
    question = TimestampRequestBuilder().data(manifest).hash_algorithm(HashAlgorithm.SHA256).nonce(nonce=False)
    request: bytes = question.cert_request(cert_request=True).build().as_bytes()
    return request


def certificates(pem: bytes) -> list[Certificate]:
    """
    The roots in a PEM file that authorities' certificates must lead to.

    :raises ValueError: where there is none
    """
    return load_pem_x509_certificates(pem)


def stamped_at(answer: bytes, manifest: bytes, *, roots: Sequence[Certificate]) -> datetime:
    """
    When an authority saw a manifest, in UTC, by an answer of its that is genuine.

    :raises NotGenuine: when it was not granted, is of something else, or its signature does not lead to one of the roots
    """
    verifier = VerifierBuilder(roots=list(roots)).build()
    try:
        response = decode_timestamp_response(answer)
        verifier.verify_message(response, manifest)
        found: datetime = response.tst_info.gen_time
        return found
    except (VerificationError, ValueError) as failure:
        raise NotGenuine(str(failure)[:200]) from failure

"""
Time stamps of a manifest by a third party (RFC 3161; read 2026-11-29): that a list was fixed before its draw, which a site could
otherwise say of a list made afterwards.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate, load_der_x509_certificate, load_pem_x509_certificates
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

# As many authorities are asked for one as the protocol names (section 3.4).
MOST = 2
SHA256 = "2.16.840.1.101.3.4.2.1"
# An answer names the certificate that signed it by one of these digests of it (RFC 5816); `openssl ts` refuses one that does not.
NAMED_BY = ("sha1", "sha256", "sha384", "sha512")


class NotGenuine(Exception):
    """An answer is no time stamp of this manifest by an authority that we know; the message says why."""


@dataclass(frozen=True)
class Stamp:
    """When an authority saw a manifest, in UTC and to the whole second before, and the name in the certificate that signed it."""

    at: datetime
    signer: str


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


def stamped(answer: bytes, manifest: bytes, *, roots: Sequence[Certificate]) -> Stamp:
    """
    What an authority's answer says, when it is genuine and over the SHA-256 of this manifest.

    :raises NotGenuine: when it was not granted, is of something else, or its signature does not lead to one of the roots
    """
    verifier = VerifierBuilder(roots=list(roots)).build()
    try:
        response = decode_timestamp_response(answer)
        verifier.verify_message(response, manifest)
        imprint = response.tst_info.message_imprint
        signer = _signer(response)
        moment: datetime = response.tst_info.gen_time
    except (VerificationError, ValueError) as failure:
        raise NotGenuine(str(failure)[:200]) from failure
    if imprint.hash_algorithm.dotted_string != SHA256 or imprint.message != hashlib.sha256(manifest).digest():
        raise NotGenuine("it is over another digest than the SHA-256 that it was asked for")
    own = signer.public_bytes(Encoding.DER)
    if not any(hashlib.new(name, own, usedforsecurity=False).digest() in answer for name in NAMED_BY):
        raise NotGenuine("it does not name the certificate that signed it, which openssl asks for")
    return Stamp(moment, signer.subject.rfc4514_string())


def check_moment(stamp: Stamp, *, frozen_at: datetime, draw_at: datetime) -> None:
    """
    A stamp counts from the freeze on, and before the whole second of the draw, when the random value becomes known.

    :raises NotGenuine: when it was given at another time
    """
    if stamp.at >= draw_at:
        raise NotGenuine("it was not given before the moment of the draw, so it proves nothing")
    if stamp.at < frozen_at:
        raise NotGenuine("it was given before the list was fixed: one of the two clocks is wrong")


def _signer(response: TimeStampResponse) -> Certificate:
    (about,) = response.signed_data.signer_infos
    held = (load_der_x509_certificate(one) for one in response.signed_data.certificates)
    for one in held:
        if (one.issuer, one.serial_number) == (about.issuer, about.serial_number):
            return one
    raise ValueError("the certificate that signed it is not in it")

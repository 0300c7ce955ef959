"""A time-stamp authority on this machine, with a root of its own: it answers as RFC 3161 says, or as a test wants."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from rounds.verify_draw import der_parts

SEQUENCE, SET, INTEGER, OCTETS, MOMENT = 0x30, 0x31, 0x02, 0x04, 0x18
GRANTED, REJECTED = 0, 2


def der(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 128 + len(length)]) + length + content


def oid(dotted: str) -> bytes:
    first, second, *others = (int(one) for one in dotted.split("."))
    written = bytearray([40 * first + second])
    for one in others:
        groups = [one & 127]
        while one := one >> 7:
            groups.append(128 | one & 127)
        written += bytes(reversed(groups))
    return der(0x06, bytes(written))


def whole(number: int) -> bytes:
    return der(INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big"))


SHA256 = der(SEQUENCE, oid("2.16.840.1.101.3.4.2.1"), b"\x05\x00")
SHA512 = der(SEQUENCE, oid("2.16.840.1.101.3.4.2.3"), b"\x05\x00")
TIME_STAMP = oid("1.2.840.113549.1.9.16.1.4")


def certificate(name: str, key, *, of=None, by=None) -> x509.Certificate:
    """A root, or with `of` and `by` (a certificate and its key) one that may stamp times."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(of.subject if of else subject)
    made = made.public_key(key.public_key()).serial_number(x509.random_serial_number())
    made = made.not_valid_before(datetime(2020, 1, 1, tzinfo=UTC)).not_valid_after(datetime(2040, 1, 1, tzinfo=UTC))
    if of is None:
        made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    else:
        made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return made.sign(by or key, hashes.SHA256())


class Authority:
    """
    `at`: the moment that it stamps; `status`: GRANTED or REJECTED; `digest` and `way`: what it stamps in the place of what was
    asked, and by which digest; `named`: whether it names its certificate in what it signs.
    """

    def __init__(self, name: str = "Authority of the tests") -> None:
        root_key, self._key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        self._root = certificate(f"Root of {name}", root_key)
        self._own = certificate(name, self._key, of=self._root, by=root_key)
        self.at, self.status, self.digest, self.asked = datetime(2023, 9, 14, tzinfo=UTC), GRANTED, b"", 0
        self.way, self.named, self.address = SHA256, True, ""

    @property
    def root(self) -> bytes:
        """Its root certificate in PEM."""
        return self._root.public_bytes(Encoding.PEM)

    def answer(self, question: bytes) -> bytes:
        """What it answers to a request in DER."""
        self.asked += 1
        ((_tag, asked),) = der_parts(question)
        (_way, (_tag, digest)) = der_parts(der_parts(asked)[1][1])
        if self.status != GRANTED:
            return der(SEQUENCE, der(SEQUENCE, whole(self.status)))
        info = self._info(self.digest or digest)
        return der(SEQUENCE, der(SEQUENCE, whole(GRANTED)), self._token(info))

    def _tenths(self) -> str:
        return f".{self.at.microsecond // 100_000}" if self.at.microsecond else ""

    def _info(self, digest: bytes) -> bytes:
        moment = der(MOMENT, f"{self.at:%Y%m%d%H%M%S}{self._tenths()}Z".encode())
        imprint = der(SEQUENCE, self.way, der(OCTETS, digest))
        return der(SEQUENCE, whole(1), oid("1.2.3.4.1"), imprint, whole(self.asked), moment)

    def _token(self, info: bytes) -> bytes:
        own = self._own.public_bytes(Encoding.DER)
        of_own = der(SEQUENCE, der(SEQUENCE, der(SEQUENCE, der(OCTETS, hashlib.sha256(own).digest()))))
        said = sorted(
            [
                der(SEQUENCE, oid("1.2.840.113549.1.9.3"), der(SET, TIME_STAMP)),
                der(SEQUENCE, oid("1.2.840.113549.1.9.4"), der(SET, der(OCTETS, hashlib.sha256(info).digest()))),
                *([der(SEQUENCE, oid("1.2.840.113549.1.9.16.2.47"), der(SET, of_own))] if self.named else []),
            ]
        )
        signature = self._key.sign(der(SET, *said), ec.ECDSA(hashes.SHA256()))
        who = der(SEQUENCE, self._own.issuer.public_bytes(), whole(self._own.serial_number))
        way = der(SEQUENCE, oid("1.2.840.10045.4.3.2"))
        signer = der(SEQUENCE, whole(1), who, SHA256, der(0xA0, *said), way, der(OCTETS, signature))
        held = der(SEQUENCE, TIME_STAMP, der(0xA0, der(OCTETS, info)))
        signed = der(SEQUENCE, whole(3), der(SET, SHA256), held, der(0xA0, own), der(SET, signer))
        return der(SEQUENCE, oid("1.2.840.113549.1.7.2"), der(0xA0, signed))


@contextmanager
def served(authority: Authority) -> Iterator[Authority]:
    """Serve an authority over HTTP on this machine; its `address` says where."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self):
            assert self.headers["Content-Type"] == "application/timestamp-query"
            told = authority.answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, *words):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    authority.address = f"http://127.0.0.1:{server.server_address[1]}/stamp"
    try:
        yield authority
    finally:
        server.shutdown()
        server.server_close()

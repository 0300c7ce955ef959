"""Where a virus scanner is configured, every file is shown to it first, and none is kept that it could not look at."""

import io
import socketserver
import struct
import threading

import pytest
from PIL import Image

from applications.inspection import both, examine, scanner
from applications.operations import documents
from tests.factories import applications

# Not harmful: what this scanner is told to take for harmful.
MARK = b"made-up-harm"


class Clamd(socketserver.BaseRequestHandler):
    """Reads a stream as clamd does, and finds one mark in it."""

    def handle(self):
        assert self._read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!I", self._read(4))[0]:
            content += self._read(size)
        self.server.seen.append(len(content))
        said = self.server.says or ("stream: Made.Up FOUND" if MARK in content else "stream: OK")
        self.request.sendall(said.encode() + b"\0")

    def _read(self, size):
        found = b""
        while len(found) < size:
            more = self.request.recv(size - len(found))
            assert more
            found += more
        return found


@pytest.fixture
def clamd():
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd) as server:
        server.daemon_threads = True
        server.seen, server.says = [], ""
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        server.shutdown()


def picture(comment=b""):
    written = io.BytesIO()
    Image.effect_noise((1200, 900), 60).save(written, "JPEG", comment=comment)
    return written.getvalue()


def examined(content, address):
    return examine(io.BytesIO(content), "page.jpg", clamd=address)


def test_a_harmless_file_is_seen_whole_and_kept(clamd):
    content = picture()

    inspection, cleaned = examined(content, clamd.server_address)

    assert inspection.accepted
    assert cleaned is not None
    assert clamd.seen == [len(content)]


def test_a_harmful_file_is_refused_with_a_sentence(clamd):
    inspection, cleaned = examined(picture(MARK), clamd.server_address)

    assert [problem.code for problem in inspection.problems] == ["malware"]
    assert cleaned is None
    assert "virus scanner" in both(inspection.problems[0]).en


def test_a_file_that_the_scanner_cannot_judge_is_not_kept(clamd):
    clamd.says = "INSTREAM size limit exceeded. ERROR"

    assert scanner.problem_of(picture(), clamd.server_address).code == "not_scanned"


def test_without_an_answer_nothing_is_kept():
    inspection, cleaned = examined(picture(), ("127.0.0.1", 9))

    assert [problem.code for problem in inspection.problems] == ["not_scanned"]
    assert cleaned is None


def test_where_none_is_configured_nobody_is_asked():
    assert scanner.problem_of(MARK, None) is None


@pytest.mark.django_db
def test_a_document_is_shown_to_the_scanner_of_the_settings(clamd, settings, noon):
    settings.CLAMAV_ADDRESS = clamd.server_address
    application = applications.opened(at=noon)

    def attach(content):
        told = {"application_id": application.pk, "requirement": "passport", "name": "passport.jpg"}
        documents.attach(upload=io.BytesIO(content), by=applications.owner(application), at=noon, **told)

    attach(picture())
    with pytest.raises(documents.CannotAttach, match="virus scanner"):
        attach(picture(MARK))

    assert len(clamd.seen) == 2
    assert application.documents.count() == 1

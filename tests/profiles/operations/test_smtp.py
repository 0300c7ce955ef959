"""A letter over real SMTP: text and HTML, both languages, and a key of its own in the Message-ID."""

import email
import email.policy
import socketserver
import threading

import pytest

from profiles.models import Letter
from profiles.operations import delivery
from tests.factories import people

pytestmark = pytest.mark.django_db(transaction=True)


class _Session(socketserver.StreamRequestHandler):
    def handle(self):
        self._say("220 sink")
        for line in iter(self.rfile.readline, b""):
            verb = line[:4].upper()
            if verb == b"DATA":
                self._say("354 go on")
                self.server.messages.append(self._message())
            elif verb == b"QUIT":
                self._say("221 bye")
                return
            self._say("250 fine")

    def _message(self) -> bytes:
        lines = []
        for line in iter(self.rfile.readline, b".\r\n"):
            lines.append(line[1:] if line.startswith(b"..") else line)
        return b"".join(lines)

    def _say(self, answer: str) -> None:
        self.wfile.write(f"{answer}\r\n".encode())


@pytest.fixture
def sink(settings):
    """A mail server that keeps what it is given."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Session) as server:
        server.daemon_threads = True
        server.messages = []
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        yield server
        server.shutdown()


@pytest.mark.parametrize(("language", "greeting"), [("en", "Hello Zoë,"), ("fr", "Bonjour Zoë,")])
def test_letter_goes_as_text_and_html_with_its_own_message_id(noon, sink, language, greeting):
    user = people.person(at=noon, language=language, given_names="Zoë")

    assert delivery.deliver_due(at=noon) == 1

    (raw,) = sink.messages
    message = email.message_from_bytes(raw, policy=email.policy.default)
    letter = Letter.objects.get(user=user)
    text, html = (message.get_body([kind]).get_content() for kind in ("plain", "html"))
    assert message["To"] == user.email
    assert message["Subject"].strip() == letter.subject
    assert message["Message-ID"].startswith(f"<letter-{letter.pk}.")
    assert message["Content-Language"] == language
    assert message["Auto-Submitted"] == "auto-generated"
    assert text.replace("\r\n", "\n").strip() == letter.body.strip()
    assert greeting in text
    assert greeting in html
    assert f'lang="{language}"' in html


def test_server_that_went_away_sends_nothing_and_loses_nothing(noon, settings):
    people.person(at=noon)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    assert delivery.deliver_due(at=noon) == 0
    assert Letter.objects.get().attempts == 0

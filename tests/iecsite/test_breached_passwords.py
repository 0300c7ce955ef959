"""A password that is known from a breach is refused by whoever knows it, and nobody waits for a service that is away."""

import hashlib
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse

from iecsite import breached_passwords, sign_in
from profiles.models import User

STOLEN = "correct horse battery staple"
FRESH = "seven otters under the bridge"


class Ranges(BaseHTTPRequestHandler):
    """Answers as the public service does: the ends of the hashes that begin with five characters, some of them made up."""

    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        if self.server.says:
            time.sleep(self.server.slow)
            self.send_error(self.server.says)
            return
        digest = hashlib.sha1(STOLEN.encode()).hexdigest().upper()
        lines = [f"{'0' * 35}:3", f"{'F' * 35}:0"]
        if self.path == f"/range/{digest[:5]}":
            lines.append(f"{digest[5:]}:1,204")
        own = hashlib.sha1(FRESH.encode()).hexdigest().upper()
        lines.append(f"{own[5:]}:0")  # padding counts nothing
        body = "\r\n".join(lines).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(OSError):
            for letter in range(0, len(body), self.server.bites or len(body)):
                self.wfile.write(body[letter : letter + (self.server.bites or len(body))])
                time.sleep(0.05 if self.server.bites else 0)

    def log_message(self, *args):
        pass


@pytest.fixture
def service(settings):
    with ThreadingHTTPServer(("127.0.0.1", 0), Ranges) as server:
        server.daemon_threads = True
        server.asked, server.says, server.slow, server.bites = [], 0, 0, 0
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        settings.AUTH_PASSWORD_VALIDATORS = sign_in.password_rules(f"http://127.0.0.1:{server.server_port}/range")
        yield server
        server.shutdown()


def refused(password):
    try:
        validate_password(password)
    except ValidationError as error:
        return [one.code for one in error.error_list]
    return []


def test_a_stolen_password_is_refused_and_a_fresh_one_taken(service):
    assert refused(STOLEN) == ["password_breached"]
    assert refused(FRESH) == []


def test_five_characters_leave_and_nothing_else_of_the_password(service):
    refused(STOLEN)

    ((path, headers),) = service.asked
    assert path == "/range/" + hashlib.sha1(STOLEN.encode()).hexdigest().upper()[:5]
    assert headers["Add-Padding"] == "true"
    assert STOLEN not in str(headers)


@pytest.mark.parametrize("status", [404, 429, 500, 503])
def test_a_service_that_refuses_holds_nobody_up_and_is_left_alone_for_a_minute(service, status):
    service.says = status

    assert refused(STOLEN) == []
    assert refused(STOLEN) == []
    assert len(service.asked) == 1


def test_a_service_that_says_nothing_is_waited_for_once_and_shortly(service, monkeypatch):
    monkeypatch.setattr(breached_passwords, "PATIENCE", 0.2)
    service.says, service.slow = 503, 3
    began = time.monotonic()

    assert [refused(STOLEN) for _person in range(5)] == [[]] * 5
    assert time.monotonic() - began < 2


def test_a_service_that_answers_letter_by_letter_is_not_waited_for_to_the_end(service, monkeypatch):
    monkeypatch.setattr(breached_passwords, "PATIENCE", 0.5)
    service.bites = 1
    began = time.monotonic()

    assert [refused(STOLEN) for _person in range(5)] == [[]] * 5
    assert time.monotonic() - began < 2
    assert len(service.asked) == 1


def test_no_more_than_so_many_ask_at_a_moment(service, monkeypatch):
    monkeypatch.setattr(breached_passwords, "PATIENCE", 0.2)
    monkeypatch.setattr(breached_passwords, "PAUSE", 0.0)
    monkeypatch.setattr(breached_passwords, "MOST", 2)
    service.bites = 1

    assert [refused(STOLEN) for _person in range(4)] == [[]] * 4
    assert len(service.asked) == 2


def test_a_service_that_is_not_there_refuses_nobody(settings):
    with ThreadingHTTPServer(("127.0.0.1", 0), Ranges) as gone:
        port = gone.server_port
    settings.AUTH_PASSWORD_VALIDATORS = sign_in.password_rules(f"http://127.0.0.1:{port}/range/")

    assert refused(STOLEN) == []
    assert refused("password1234") == ["password_too_common"]


def test_it_is_asked_again_after_the_pause(service, monkeypatch):
    monkeypatch.setattr(breached_passwords, "PAUSE", 0.0)
    service.says = 500
    assert refused(STOLEN) == []

    service.says = 0
    assert refused(STOLEN) == ["password_breached"]


def test_none_is_asked_unless_one_is_named():
    assert sign_in.password_rules("") == sign_in.password_rules("http://127.0.0.1:1/")[:-1]


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "sentence"), [
    ("/en/account/signup/", "was stolen from another site"), ("/fr/compte/signup/", "a été volé sur un autre site"),
])  # fmt: skip
def test_who_signs_up_with_a_stolen_password_is_told_in_a_sentence(client, service, path, sentence):
    answer = client.post(path, {"email": "new@example.org", "password1": STOLEN})

    assert sentence in answer.content.decode()
    assert not User.objects.exists()
    client.post(reverse("account_signup"), {"email": "new@example.org", "password1": FRESH})
    assert len(mail.outbox) == 1

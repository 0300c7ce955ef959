"""
One person with unmistakable names, numbers and addresses goes through everything; then every place where they have no business
is searched for them: logs, messages, links, the journal, published files, and every column of the database but those of a list.
"""

import gzip
import io
import json
import logging
import re
from datetime import date
from urllib.parse import unquote

import pytest
import redis
from django.apps import apps
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from applications.gateway import local
from applications.models import Application
from applications.operations import decision_letters
from iecsite import clock
from iecsite.journal import Entry
from iecsite.logs import NoPersonalData, PlainFormatter
from profiles.models import User
from profiles.operations import delivery
from rounds.models import Invitation
from tests.factories import applications, cast, draws, people

pytestmark = pytest.mark.django_db
EMAIL, FAMILY, GIVEN = "qxmail-marker@example.org", "Qxfamille", "Qxprenom"
PASSPORT, PHONE, STREET, FILE, NOTE = "QXP4455667", "+33 6 98 76 54 32", "77, rue Qxadresse", "Qxfichier", "Qxnote"
PASSWORD, BORN = "Qx-secret-words-only", date(1997, 7, 13)
MARKS = [EMAIL, FAMILY, GIVEN, PASSPORT, PHONE, PHONE.replace(" ", ""), STREET, FILE, NOTE, PASSWORD, local.TAKEN, "1997-07-13"]
MARKED = re.compile("|".join(re.escape(mark) for mark in [*MARKS, "qxmail", "4455667"]), re.IGNORECASE)

# Where a person's facts may lie, and nowhere else: table -> columns. The list from which what is due is purged.
KEPT = {
    "profiles_sentanswers": {"answers"},
    "account_emailaddress": {"email"},
    "applications_application": {"address", "date_of_birth", "family_name", "given_names", "passport_number", "phone"},
    "applications_applicationevent": {"address", "date_of_birth", "family_name", "given_names", "passport_number", "phone"},
    "applications_decision": {"content", "note"},
    "applications_document": {"original_name"},
    "profiles_letter": {"body", "params"},
    "profiles_passport": {"number", "number_key"},
    "profiles_passportevent": {"number", "number_key"},
    "profiles_profile": {"date_of_birth", "family_name", "given_names", "phone", "signed_name"},
    "profiles_profileevent": {"date_of_birth", "family_name", "given_names", "phone", "signed_name"},
    "profiles_user": {"email"},
}  # fmt: skip


@pytest.fixture
def log():
    """What the site would write to its log, with every logger talking."""
    written = io.StringIO()
    keeper = logging.StreamHandler(written)
    keeper.addFilter(NoPersonalData())
    keeper.setFormatter(PlainFormatter("%(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    before = root.level
    root.addHandler(keeper)
    root.setLevel(logging.INFO)
    yield written
    root.removeHandler(keeper)
    root.setLevel(before)


class Walk:
    """A browser that remembers every address that it was shown or sent to."""

    def __init__(self, user=None) -> None:
        self.client = Client(raise_request_exception=False)
        self.addresses: list[str] = []
        if user is not None:
            self.client.force_login(user)

    def get(self, name, *arguments):
        return self._remember(self.client.get(reverse(name, args=arguments)))

    def post(self, name, *arguments, **form):
        return self._remember(self.client.post(reverse(name, args=arguments), form))

    def follow(self, response):
        return self._remember(self.client.get(response["Location"]))

    def _remember(self, response):
        self.addresses += [response.request["PATH_INFO"] + "?" + response.request["QUERY_STRING"], response.get("Location", "")]
        if response.streaming:
            b"".join(response.streaming_content)
        elif response["Content-Type"].startswith("text/html"):
            self.addresses += re.findall(r'(?:href|src|action)="([^"]*)"', response.content.decode())
        return response


def signs_up():
    walk = Walk()
    walk.get("account_signup")
    for _twice in range(2):
        walk.post("account_signup", email=EMAIL, password1=PASSWORD)
        walk.get("account_email_verification_sent")
        walk.post("account_email_verification_sent", code="wrong")
        walk.client.cookies.clear()
        cache.clear()
    walk.post("account_login", login=EMAIL, password="not " + PASSWORD)
    walk.post("account_reset_password", email=EMAIL)
    return walk


def becomes_a_candidate(user, at):
    facts = {"family_name": FAMILY, "given_names": GIVEN, "number": PASSPORT, "phone": PHONE, "date_of_birth": BORN}
    people.draft_profile(at=at, user=user, **facts)
    walk = Walk(user)
    for name in ("profile", "profile_check", "settings"):
        walk.get(name)
    walk.post("profile_check", **people.SIGNED | {"signed_name": f"{GIVEN} {FAMILY}"}, once="first")
    walk.get("pools")
    walk.post("pool_enter", pools=["FR-WH"], once="second")
    walk.get("profile_sent")
    return walk


def applies(user, at):
    draws.carried_out({"FR-WH": 5}, at=clock.now())
    walk = Walk(user)
    invitation = Invitation.objects.get(profile__user=user)
    walk.get("invitation", invitation.pk)
    walk.post("invitation_accept", invitation.pk, once="third")
    found = Application.objects.get(profile__user=user)
    applications.with_details(found, at=at, address=STREET, phone=PHONE)
    found.refresh_from_db()
    applications.with_documents(found, at=at, but=["passport"])
    for content in (applications.picture(), b"no picture"):
        walk.post("application_document_add", found.reference, "passport", file=SimpleUploadedFile(f"{FILE}.jpg", content))
    walk.post("application_details", found.reference, address=STREET, phone="Qxprenom", version="x")
    walk.post("application_check", found.reference, true="on", alone="on", insured="on", funds="on")
    walk.post("application_fees", found.reference)
    payment = found.payments.get()
    walk.post("card_page", payment.gateway_key, number=local.TAKEN, once="fourth")
    walk.get("application_pay", found.reference)
    found.refresh_from_db()
    assert found.submitted_at is not None
    return walk


def is_decided(user, at):
    found = Application.objects.get(profile__user=user)
    officer = cast.with_second_factor(people.staff("Officers", at=at))
    walk = Walk(officer)
    walk.get("admin:applications_application_changelist")
    for words in (PASSPORT, FAMILY):
        found_by = walk.post("admin:applications_application_changelist", q=words)
        walk.follow(found_by)
    walk.post("admin:applications_application_change", found.pk, act="take")
    walk.get("admin:applications_application_change", found.pk)
    walk.get("admin:applications_application_document", found.pk, found.documents.first().pk)
    walk.post("admin:applications_application_decide", found.pk, "approve", confirm="yes", note=NOTE, once="fifth")
    while decision_letters.write_next_letter(at=at):
        pass
    for table in (
        "profiles_letter",
        "profiles_profile",
        "applications_payment",
        "rounds_invitation",
        "applications_applicationentry",
    ):
        walk.get(f"admin:{table}_changelist")
    return walk


def reads_everything(user):
    found = Application.objects.get(profile__user=user)
    walk = Walk(user)
    for name in ("home", "letters", "profile", "pools"):
        walk.get(name)
    for letter in user.letters.all():
        walk.get("letter", letter.pk)
    for name in ("application", "application_documents", "application_sent", "receipt", "decision", "decision_letter"):
        walk.get(name, found.reference)
    return walk


def things_go_wrong(user, monkeypatch, at):
    """What breaks with a person's facts in its hands."""
    try:
        with transaction.atomic():
            User(email=EMAIL).save()
    except IntegrityError:
        logging.getLogger("iecsite").exception("An account could not be made")
    from profiles.queries import letters

    def breaks(*_arguments, **_more):
        raise ValueError(f"{EMAIL} has the passport {PASSPORT}")

    with monkeypatch.context() as broken:
        broken.setattr(letters, "of", breaks)
        assert Walk(user).get("letters").status_code == 500
        broken.setattr(mail, "get_connection", lambda **_more: Refusing())
        delivery.deliver_due(at=at)


class Refusing:
    """A mail server that quotes the address in its refusal."""

    def open(self):
        """Always there."""

    def close(self):
        """Never gone."""

    def send_messages(self, messages):
        raise ValueError(f"550 {messages[0].to} is not known here: {messages[0].body}")


@pytest.fixture
def whole_journey(log, monkeypatch, settings):
    at = clock.now()
    walks = [signs_up()]
    user = User.objects.get(email=EMAIL)
    user.emailaddress_set.update(verified=True)
    walks += [becomes_a_candidate(user, at), applies(user, at), is_decided(user, at), reads_everything(user)]
    things_go_wrong(user, monkeypatch, at)
    return [address for walk in walks for address in walk.addresses]


def columns_with_marks():
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT row_to_json(one)::jsonb FROM "{table}" AS one WHERE one::text ~* %s', [MARKED.pattern])
            for (row,) in cursor.fetchall():
                hit = {column for column, value in json.loads(row).items() if MARKED.search(str(value))}
                found.setdefault(table, set()).update(hit)
    return found


def test_the_marks_of_a_person_are_where_they_belong_only(whole_journey, log, settings):
    said = log.getvalue()
    assert "An account could not be made" in said
    assert "Internal Server Error" in said
    assert [line for line in said.splitlines() if MARKED.search(line)] == []
    assert [one for one in whole_journey if MARKED.search(unquote(one))] == []
    published = [path for path in settings.PUBLIC_DIR.rglob("*") if path.is_file()]
    assert published
    assert [path.name for path in published if MARKED.search(_text(path)) or MARKED.search(path.name)] == []
    stored = [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
    assert stored
    assert [path for path in stored if MARKED.search(str(path.relative_to(settings.MEDIA_ROOT)))] == []

    found = columns_with_marks()
    assert {table: columns - KEPT.get(table, set()) for table, columns in found.items() if columns - KEPT.get(table, set())} == {}
    assert {"profiles_user", "profiles_passport", "applications_application", "profiles_letter"} <= set(found)
    journals = {model._meta.db_table for model in apps.get_models() if issubclass(model, Entry)}
    assert len(journals) == 3
    assert journals.isdisjoint(found)


def _text(path):
    content = path.read_bytes()
    return (gzip.decompress(content) if path.suffix == ".gz" else content).decode(errors="replace")


def _content(broker, key):
    kind = broker.type(key).decode()
    if kind == "list":
        return broker.lrange(key, 0, -1)
    readers = {"hash": broker.hgetall, "set": broker.smembers, "string": broker.get}
    return readers[kind](key) if kind in readers else broker.zrange(key, 0, -1)


@pytest.mark.usefixtures("whole_journey")
def test_messages_to_workers_name_nobody():
    from celery import current_app

    broker = redis.Redis.from_url(current_app.conf.broker_url)
    held = [(key, _content(broker, key)) for key in broker.scan_iter("*")]
    broker.close()

    assert any("deliver_letters" in str(one) for one in held)
    assert [one for one in held if MARKED.search(str(one))] == []


def test_no_error_is_sent_by_mail(settings):
    """Error mails carry local variables; the site has nobody to whom they would go."""
    assert settings.ADMINS == settings.MANAGERS == []
    assert "AdminEmailHandler" not in str(settings.LOGGING)
    assert not [one for one in logging.getLogger("django").handlers if type(one).__name__ == "AdminEmailHandler"]

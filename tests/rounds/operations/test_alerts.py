"""Alerts without an account: confirmed by their reader alone, one letter a round, ended by one click."""

import types
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.urls import reverse

from iecsite import turns
from iecsite.turns import TimeIsUp, Turn
from rounds.letters.alerts import token
from rounds.models import Alert, AlertLetter
from rounds.operations import alert_delivery, alerts
from tests.conftest import NOON
from tests.factories import draws, rounds

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)
READER = "reader@example.org"


@pytest.fixture(autouse=True)
def _outbox(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def asks(email=READER, *, pools=(), language="en", at=NOON - DAY):
    alerts.ask(email=email, language=language, pool_ids=[rounds.pool(code).pk for code in pools], at=at)
    return Alert.objects.get(email=email.lower())


def confirmed(*, pools=(), language="en", at=NOON - DAY):
    alert = asks(pools=pools, language=language, at=at)
    alerts.confirm(alert_id=alert.pk, at=at)
    alert_delivery.deliver_due(at=at)
    mail.outbox.clear()
    return alert


def held(code="FR-WH"):
    for _n in range(3):
        rounds.candidate(code, at=NOON)
    return draws.carried_out({code: 1}, at=NOON)


def test_nothing_is_sent_before_the_reader_confirms():
    asks()
    held()
    alerts.tell_of_rounds(at=NOON + DAY)
    alert_delivery.deliver_due(at=NOON + DAY)

    (letter,) = mail.outbox
    assert letter.to == [READER]
    assert letter.subject == "Confirm your alerts about rounds"
    assert "/en/alerts/confirm/" in letter.body


@pytest.mark.parametrize(("language", "line"), [("en", "1 of 3 invited"), ("fr", "invitations, 1 sur 3")])
def test_a_round_is_told_once_and_can_be_ended_from_the_mail_program(language, line):
    confirmed(pools=["FR-WH"], language=language)
    round_ = held()
    for _twice in range(2):
        alerts.tell_of_rounds(at=NOON + DAY)
        alert_delivery.deliver_due(at=NOON + DAY)

    (letter,) = mail.outbox
    assert round_.code in letter.subject
    assert line in letter.body
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = letter.extra_headers["List-Unsubscribe"].strip("<>")
    assert (
        Client(enforce_csrf_checks=True).post(address.partition("8000")[2], {"List-Unsubscribe": "One-Click"}).status_code == 200
    )
    assert not Alert.objects.exclude(email="").exists()


def test_other_pools_are_not_told():
    confirmed(pools=["DE-WH"])
    held("FR-WH")

    assert alerts.tell_of_rounds(at=NOON + DAY) == 0


def test_who_ends_the_alerts_leaves_no_address_and_gets_no_letter_that_waits():
    alert = confirmed()
    held()
    alerts.tell_of_rounds(at=NOON + DAY)
    for _twice in range(2):
        alerts.end(alert_id=alert.pk, at=NOON + DAY)
    alert_delivery.deliver_due(at=NOON + DAY)

    alert.refresh_from_db()
    assert (alert.email, alert.pools.count(), mail.outbox) == ("", 0, [])
    assert not alerts.confirm(alert_id=alert.pk, at=NOON + DAY)


def test_an_address_that_nobody_confirms_is_deleted():
    alert = asks(at=NOON)
    assert alerts.forget_unconfirmed(at=NOON + 2 * DAY) == 0
    assert alerts.forget_unconfirmed(at=NOON + 4 * DAY) == 1
    assert alerts.forget_unconfirmed(at=NOON + 4 * DAY) == 0

    alert.refresh_from_db()
    assert alert.email == ""


def test_somebody_elses_alerts_cannot_be_changed_by_asking_again():
    alert = confirmed(pools=["FR-WH"])
    asks(READER.upper(), pools=["DE-WH"], language="fr", at=NOON)
    alert_delivery.deliver_due(at=NOON)

    alert.refresh_from_db()
    assert ([pool.code for pool in alert.pools.all()], alert.language) == (["FR-WH"], "en")
    assert [letter.subject for letter in mail.outbox] == ["You get these alerts already"]


def test_nobody_is_buried_in_letters():
    for _time in range(6):
        asks(at=NOON)

    assert AlertLetter.objects.count() == alerts.MOST_LETTERS_A_DAY
    asks(at=NOON + 2 * DAY)
    assert AlertLetter.objects.count() == alerts.MOST_LETTERS_A_DAY + 1


def test_a_letter_that_fails_is_tried_three_times_and_put_aside(monkeypatch):
    asks(at=NOON)

    def broken(*_arguments, **_more):
        raise ConnectionError("550 reader@example.org is not here")

    monkeypatch.setattr("rounds.letters.alerts.message", broken)
    for minutes in (0, 2, 15, 60):
        alert_delivery.deliver_due(at=NOON + timedelta(minutes=minutes))

    letter = AlertLetter.objects.get()
    assert (letter.attempts, letter.last_error, letter.put_aside_at is not None) == (3, "ConnectionError", True)


def test_the_end_of_the_tasks_time_is_no_failure_of_the_letter_in_hand(monkeypatch):
    asks(at=NOON)

    def overtaken(*_arguments, **_more):
        raise TimeIsUp

    monkeypatch.setattr(EmailBackend, "send_messages", overtaken)
    with pytest.raises(TimeIsUp):
        alert_delivery.deliver_due(at=NOON)

    letter = AlertLetter.objects.get()
    assert (letter.attempts, letter.last_error, letter.put_aside_at) == (1, "", None)
    assert letter.claimed_until > NOON + timedelta(seconds=turns.SECONDS)


def test_no_letter_is_begun_after_the_turn(monkeypatch):
    for reader in ("one@example.org", "two@example.org", "three@example.org"):
        asks(reader, at=NOON)
    passed, send = [0.0], EmailBackend.send_messages
    monkeypatch.setattr(turns, "time", types.SimpleNamespace(monotonic=lambda: passed[0]))

    def slowly(self, messages):
        passed[0] += turns.SECONDS / 2
        return send(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", slowly)
    turn = Turn()

    assert alert_delivery.deliver_due(at=NOON, turn=turn) == len(mail.outbox) == 2
    assert list(AlertLetter.objects.order_by("id").values_list("attempts", flat=True)) == [1, 1, 0]


def test_a_mail_server_that_does_not_answer_again_blames_no_letter_behind(monkeypatch):
    for reader in ("one@example.org", "two@example.org"):
        asks(reader, at=NOON)

    def drops(self, _messages):
        monkeypatch.setattr(EmailBackend, "open", away, raising=False)
        raise ConnectionResetError

    def away(self):
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailBackend, "send_messages", drops)

    assert alert_delivery.deliver_due(at=NOON) == 0
    assert list(AlertLetter.objects.order_by("id").values_list("attempts", flat=True)) == [1, 0]


def test_the_pages_say_the_same_for_a_known_and_an_unknown_address(client):
    confirmed()
    answers = [
        client.post(reverse("alerts"), {"email": email, "pool": ""}, follow=True) for email in (READER, "other@example.org")
    ]

    assert answers[0].redirect_chain == answers[1].redirect_chain
    assert answers[0].content == answers[1].content


def test_a_look_at_a_link_does_nothing_and_a_button_does(client):
    alert = asks()
    url = reverse("alert_confirm", args=[token(alert.pk, purpose="confirm")])
    client.get(url)
    alert.refresh_from_db()
    assert alert.confirmed_at is None

    assert "Your alerts are confirmed" in client.post(url).content.decode()
    assert "Yes, write to me" in client.get(url).content.decode()


def test_a_link_for_one_act_is_none_for_another(client):
    alert = asks()
    wrong = client.post(reverse("alert_end", args=[token(alert.pk, purpose="confirm")]))

    assert "This link is not whole" in wrong.content.decode()
    alert.refresh_from_db()
    assert alert.email == READER


def test_a_wrong_address_keeps_what_was_typed(client):
    page = client.post(reverse("alerts"), {"email": "reader@nowhere", "pool": "FR-WH"}).content.decode()

    assert "Enter an e-mail address such as name@example.org." in page
    assert 'value="reader@nowhere"' in page
    assert '<option value="FR-WH" selected>' in page


@pytest.mark.parametrize(("language", "line"), [("en", "1 to be invited of 3"), ("fr", "invitations prévues, 1 sur 3")])
def test_a_published_list_is_told_once_before_its_draw(language, line):
    confirmed(pools=["FR-WH"], language=language)
    confirmed_later = asks("later@example.org")
    for _n in range(3):
        rounds.candidate("FR-WH", at=NOON)
    round_ = draws.public({"FR-WH": 1}, at=NOON)
    alerts.confirm(alert_id=confirmed_later.pk, at=NOON + timedelta(hours=1))
    for _twice in range(2):
        alerts.tell_of_lists(at=NOON + timedelta(hours=2))
        alert_delivery.deliver_due(at=NOON + timedelta(hours=2))

    letter = next(one for one in mail.outbox if round_.code in one.subject)
    assert line in letter.body
    assert f"/rounds/{round_.code}/" in letter.body or f"/rondes/{round_.code}/" in letter.body
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert AlertLetter.objects.filter(kind="alert_listed").count() == 1


def test_a_void_list_and_one_whose_moment_is_past_are_no_news():
    confirmed()
    rounds.candidate("FR-WH", at=NOON)
    round_ = draws.public({"FR-WH": 1}, at=NOON)
    assert alerts.tell_of_lists(at=round_.draw_at) == 0
    draws.operations.void(round_id=round_.pk, reason_en="A trial.", reason_fr="Un essai.", by=draws.approver(at=NOON), at=NOON)
    assert alerts.tell_of_lists(at=NOON + timedelta(hours=1)) == 0

"""Letters leave once each: whatever is killed, refused or away on the way, none is lost."""

import smtplib
import types
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend as Memory
from django.db import transaction

from iecsite import turns
from iecsite.turns import TimeIsUp, Turn
from profiles.letters import words
from profiles.models import Letter, ProfileEntry
from profiles.operations import delivery, letters
from profiles.operations.letters import CannotResend, Draft
from profiles.states import LetterState
from tests.factories import people
from tests.races.together import at_the_same_moment

pytestmark = pytest.mark.django_db(transaction=True)


class Away(Memory):
    """A mail server that does not answer."""

    def open(self):
        raise ConnectionRefusedError


class Broken(Memory):
    """A mail server whose answers are set by the address: a refusal, or a connection that breaks."""

    def send_messages(self, messages):
        for message in messages:
            if "poison" in message.to[0]:
                raise smtplib.SMTPRecipientsRefused({message.to[0]: (550, b"no such user")})
            if "drops" in message.to[0]:
                raise smtplib.SMTPServerDisconnected("gone")
        return super().send_messages(messages)


class Killed(Memory):
    """A worker that dies while a letter is under way."""

    def send_messages(self, messages):
        raise SystemExit


class Overtaken(Memory):
    """A mail server that takes a letter, and whose answer comes after the time of the task."""

    closed = 0

    def send_messages(self, messages):
        super().send_messages(messages)
        raise TimeIsUp

    def close(self):
        type(self).closed += 1


class Counted(Broken):
    """The same broken server, which notes over which of its connections each letter came."""

    opened, letters = 0, []

    def open(self):
        type(self).opened += 1

    def send_messages(self, messages):
        self.letters.append((self.opened, messages[0].to[0]))
        return super().send_messages(messages)


class OpensOnce(Counted):
    """The same, and away after its first connection."""

    def open(self):
        super().open()
        if self.opened > 1:
            raise ConnectionRefusedError


@pytest.fixture
def backend(settings, monkeypatch):
    def use(kind):
        if issubclass(kind, Counted):
            monkeypatch.setattr(kind, "opened", 0)
            monkeypatch.setattr(kind, "letters", [])
        settings.EMAIL_BACKEND = f"{kind.__module__}.{kind.__qualname__}"

    return use


@pytest.fixture
def seconds(monkeypatch):
    """The clock of turns and handfuls, moved by the test."""
    passed = [0.0]
    monkeypatch.setattr(turns, "time", types.SimpleNamespace(monotonic=lambda: passed[0]))
    monkeypatch.setattr(delivery, "time", types.SimpleNamespace(monotonic=lambda: passed[0]))
    return passed


def write(noon, *addresses: str) -> list[Letter]:
    users = [people.account(at=noon, email=f"{address}@example.org") for address in addresses]
    with transaction.atomic():
        letters.queue_letters(
            (
                Draft(
                    kind="profiles/withdrawn",
                    event_key=f"test/{user.pk}",
                    user_id=user.pk,
                    language="en",
                    context={"withdrawn_on": "2026-02-02"},
                )
                for user in users
            ),
            at=noon,
        )
    return list(Letter.objects.order_by("id"))


def states() -> list[str]:
    return list(Letter.objects.order_by("id").values_list("state", flat=True))


def test_letters_are_sent_once_however_often_the_sweep_runs(noon):
    write(noon, "one", "two", "three")

    assert [delivery.deliver_due(at=noon), delivery.deliver_due(at=noon)] == [3, 0]
    assert [message.to for message in mail.outbox] == [["one@example.org"], ["two@example.org"], ["three@example.org"]]
    assert set(states()) == {LetterState.SENT}


def test_letter_that_is_not_due_waits(noon):
    write(noon, "one")

    assert delivery.deliver_due(at=noon - timedelta(seconds=1)) == 0


def test_event_told_already_is_not_told_again(noon):
    write(noon, "one")
    user_id = Letter.objects.get().user_id
    with transaction.atomic():
        draft = Draft(kind="profiles/withdrawn", event_key=f"test/{user_id}", user_id=user_id, language="en")
        letters.queue_letter(draft, at=noon)

    assert Letter.objects.count() == 1


def test_no_more_than_asked_for_are_tried_and_none_stays_claimed(noon):
    write(noon, "one", "two", "three")

    assert delivery.deliver_due(at=noon, most=2) == 2
    assert Letter.objects.filter(claimed_until__isnull=False).count() == 0
    assert delivery.deliver_due(at=noon, most=2) == 1


def test_server_that_is_away_costs_no_attempt(noon, backend):
    (letter,) = write(noon, "one")
    backend(Away)

    assert [delivery.deliver_due(at=noon) for _turn in range(5)] == [0] * 5

    letter.refresh_from_db()
    assert (letter.state, letter.attempts, letter.due_at) == (LetterState.QUEUED, 0, noon)
    backend(Memory)
    assert delivery.deliver_due(at=noon) == 1


def test_refused_letter_waits_longer_each_time_then_is_put_aside_and_holds_up_no_other(noon, backend):
    poison, _other = write(noon, "poison", "other")
    backend(Broken)

    assert delivery.deliver_due(at=noon) == 1
    assert delivery.deliver_due(at=noon + timedelta(seconds=59)) == 0
    poison.refresh_from_db()
    assert (poison.attempts, poison.due_at) == (1, noon + timedelta(minutes=1))
    delivery.deliver_due(at=noon + timedelta(minutes=1))
    poison.refresh_from_db()
    assert poison.due_at == noon + timedelta(minutes=11)
    delivery.deliver_due(at=noon + timedelta(minutes=11))

    poison.refresh_from_db()
    assert (poison.state, poison.attempts) == (LetterState.PUT_ASIDE, 3)
    assert poison.last_error == "SMTPRecipientsRefused"
    assert "poison" not in poison.last_error


def test_broken_connection_stops_the_turn_and_blames_no_letter_behind(noon, backend):
    drops, behind = write(noon, "drops", "behind")
    backend(Broken)

    assert delivery.deliver_due(at=noon) == 0
    behind.refresh_from_db()
    drops.refresh_from_db()
    assert (behind.attempts, behind.claimed_until, drops.attempts) == (0, None, 1)
    assert delivery.deliver_due(at=noon) == 1


def test_letter_without_templates_is_put_aside_like_any_other_failure(noon):
    (letter,) = write(noon, "one")
    Letter.objects.update(kind="profiles/nothing")

    for minutes in (0, 1, 11):
        delivery.deliver_due(at=noon + timedelta(minutes=minutes))

    letter.refresh_from_db()
    assert (letter.state, letter.last_error) == (LetterState.PUT_ASIDE, "TemplateDoesNotExist")


def test_kill_in_mid_delivery_loses_nothing_and_the_claim_holds_what_was_in_hand_for_a_minute(noon, backend):
    write(noon, *(f"person{number}" for number in range(delivery.HANDFUL + 1)))
    backend(Killed)
    with pytest.raises(SystemExit):
        delivery.deliver_due(at=noon)
    backend(Memory)

    assert delivery.deliver_due(at=noon) == 1
    assert [message.to for message in mail.outbox] == [[f"person{delivery.HANDFUL}@example.org"]]
    Letter.objects.filter(state=LetterState.QUEUED).update(claimed_until=noon - timedelta(days=9999))
    assert delivery.deliver_due(at=noon) == delivery.HANDFUL
    assert set(states()) == {LetterState.SENT}


def test_kill_in_mid_delivery_is_blamed_on_the_letter_in_hand_alone(noon, backend):
    write(noon, "one", "two", "three")
    backend(Killed)
    with pytest.raises(SystemExit):
        delivery.deliver_due(at=noon)

    assert list(Letter.objects.order_by("id").values_list("attempts", flat=True)) == [1, 0, 0]


def test_slow_mail_server_does_not_outlast_the_claim_of_the_letters_behind(noon, monkeypatch):
    write(noon, "one", "two", "three")
    monkeypatch.setattr(delivery, "BEGIN_WITHIN", timedelta(0))

    assert delivery.deliver_due(at=noon) == 3
    assert list(Letter.objects.order_by("id").values_list("state", "attempts", "claimed_until")) == [("sent", 1, None)] * 3


@pytest.mark.parametrize("each", [0.5, 3, 39])
def test_slow_mail_server_gets_no_letter_after_the_turn_and_those_left_are_free_and_untried(noon, monkeypatch, seconds, each):
    write(noon, *(f"person{number}" for number in range(90)))
    turn, send = Turn(), Memory.send_messages

    def slowly(self, messages):
        seconds[0] += each
        return send(self, messages)

    monkeypatch.setattr(Memory, "send_messages", slowly)

    sent = delivery.deliver_due(at=noon, turn=turn)

    assert sent == len(mail.outbox) == -(-turns.SECONDS // each)
    assert seconds[0] < turns.SECONDS + each
    left = Letter.objects.exclude(state=LetterState.SENT)
    assert set(left.values_list("attempts", "claimed_until")) == {(0, None)}
    assert delivery.deliver_due(at=noon, turn=turn) == 0


def test_end_of_the_tasks_time_is_no_failure_of_the_letter_in_hand(noon, backend):
    write(noon, "one", "two")
    backend(Overtaken)

    with pytest.raises(TimeIsUp):
        delivery.deliver_due(at=noon)

    assert Overtaken.closed == 1
    one, two = Letter.objects.order_by("id")
    assert (one.state, one.attempts, one.last_error, one.due_at) == (LetterState.QUEUED, 1, "", noon)
    assert one.claimed_until is not None
    assert two.attempts == 0
    backend(Memory)
    assert delivery.deliver_due(at=noon) == 0
    assert len(mail.outbox) == 1


def test_letter_after_a_refused_one_goes_over_a_new_connection(noon, backend):
    write(noon, "first", "poison", "last")
    backend(Counted)

    assert delivery.deliver_due(at=noon) == 2
    assert Counted.letters == [(1, "first@example.org"), (1, "poison@example.org"), (2, "last@example.org")]


def test_no_connection_is_opened_after_a_refused_letter_when_none_follows(noon, backend):
    write(noon, "first", "poison")
    backend(Counted)

    assert delivery.deliver_due(at=noon) == 1
    assert Counted.opened == 1


def test_first_letter_of_a_handful_after_a_refused_one_goes_over_a_new_connection(noon, backend, monkeypatch):
    monkeypatch.setattr(delivery, "HANDFUL", 1)
    write(noon, "poison", "last")
    backend(Counted)

    assert delivery.deliver_due(at=noon) == 1
    assert Counted.letters == [(1, "poison@example.org"), (2, "last@example.org")]


def test_refusal_is_written_before_a_new_connection_is_tried_and_blames_no_letter_behind(noon, backend):
    write(noon, "poison", "last")
    backend(OpensOnce)

    assert delivery.deliver_due(at=noon) == 0
    refused, behind = Letter.objects.order_by("pk")
    assert (refused.attempts, refused.last_error) == (1, "SMTPRecipientsRefused")
    assert (behind.state, behind.attempts, behind.claimed_until) == (LetterState.QUEUED, 0, None)


def test_letter_that_takes_its_worker_down_three_times_is_put_aside(noon, backend):
    (letter,) = write(noon, "one")
    backend(Killed)
    for _crash in range(3):
        with pytest.raises(SystemExit):
            delivery.deliver_due(at=noon)
        Letter.objects.update(claimed_until=noon - timedelta(days=9999))
    backend(Memory)

    assert delivery.deliver_due(at=noon) == 0
    letter.refresh_from_db()
    assert letter.state == LetterState.PUT_ASIDE


def test_letter_that_takes_its_worker_down_is_put_aside_between_two_that_go(noon):
    _first, deadly, _last = write(noon, "first", "deadly", "last")
    Letter.objects.filter(pk=deadly.pk).update(attempts=delivery.MOST_ATTEMPTS)

    assert delivery.deliver_due(at=noon) == 2
    assert states() == [LetterState.SENT, LetterState.PUT_ASIDE, LetterState.SENT]


def test_claim_that_ran_out_while_its_letter_was_sent_does_not_send_it_again(noon, monkeypatch):
    write(noon, "slow", "other")
    monkeypatch.setattr(delivery, "CLAIM", timedelta(0))

    assert delivery.deliver_due(at=noon) == 2
    assert [message.to for message in mail.outbox] == [["slow@example.org"], ["other@example.org"]]
    assert states() == [LetterState.SENT, LetterState.SENT]


def test_address_in_a_letter_is_a_link_in_its_html_part(noon):
    (letter,) = write(noon, "one")
    letter.subject, letter.body = "Where to look", "A line & a sign.\n\nSee https://example.org/a?b=1&c=2\nthen <here>.\n"

    html = words.message(letter).alternatives[0].content

    assert '<a href="https://example.org/a?b=1&amp;c=2"' in html
    assert "A line &amp; a sign." in html
    assert "<br>then &lt;here&gt;." in html


def test_two_deliverers_at_once_send_each_letter_once(noon):
    write(noon, *(f"person{number}" for number in range(30)))

    sent = at_the_same_moment(lambda: delivery.deliver_due(at=noon), lambda: delivery.deliver_due(at=noon))

    assert sum(sent) == 30
    assert len({message.to[0] for message in mail.outbox}) == len(mail.outbox) == 30


def test_letter_put_aside_is_sent_again_by_staff_and_the_journal_says_so(noon, backend):
    write(noon, "poison")
    backend(Broken)
    for minutes in (0, 1, 11):
        delivery.deliver_due(at=noon + timedelta(minutes=minutes))
    officer = people.staff("Support", at=noon)

    letters.send_again(letter_id=Letter.objects.get().pk, by=officer, at=noon)
    backend(Memory)

    assert delivery.deliver_due(at=noon) == 1
    assert ProfileEntry.objects.get(kind="letter_resent").actor == officer


def test_letter_that_was_sent_is_not_sent_again(noon):
    (letter,) = write(noon, "one")
    delivery.deliver_due(at=noon)

    with pytest.raises(CannotResend):
        letters.send_again(letter_id=letter.pk, by=people.staff(at=noon), at=noon)


def test_letter_belongs_to_a_transaction(noon):
    user = people.account(at=noon)

    with pytest.raises(RuntimeError, match="transaction"):
        letters.queue_letter(Draft(kind="profiles/sent", event_key="x", user_id=user.pk, language="en"), at=noon)

"""Sends the letters that are due. The row is the job; whatever is killed on the way, none is lost."""

import json
import logging
import smtplib
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core import mail
from django.core.mail import EmailMessage
from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.models import Q
from django.db.models.functions import Now

from iecsite.turns import TimeIsUp, Turn
from profiles.letters import words
from profiles.models import Letter, Profile, User
from profiles.states import LetterState

logger = logging.getLogger(__name__)

# A letter that failed three times is put aside and shown to staff, so that it holds up no other.
MOST_ATTEMPTS = 3
# How many letters are taken in hand at once: their words are put together in one go, which takes a fraction of the time that
# each would alone between two answers of the mail server.
HANDFUL = 25
# How long a worker may take for what it has in hand before another may try it. A claim is a hold of one process on a row and runs
# on the database's clock, so that it means the same to every worker, whatever moment it was told to work for.
CLAIM = timedelta(seconds=60)
# A letter is begun only this long after its claim, so that the slowest mail server (ten seconds for each of its answers) is done
# with it before the claim runs out; what is left of the handful is let go.
BEGIN_WITHIN = timedelta(seconds=10)
# The wait before the second and the third attempt.
WAITS = (timedelta(minutes=1), timedelta(minutes=10))
CLOSING = 421


def deliver_due(*, at: datetime, most: int = 500, turn: Turn | None = None) -> int:
    """
    Send letters that are due, over one connection, until none is left, `most` were tried or the turn is over.

    Letters are claimed by the handful and marked one by one: each in one commit, which also counts the attempt of the next. So a
    crash sends again, when the claim has run out, the one letter that the mail server had in hand, and blames no other; none is
    lost. While the mail server is away nothing is claimed and no attempt counted.

    :param turn: after it no letter is begun; None: there is no hurry
    :returns: how many were sent
    :raises TimeIsUp: when the time of the task ended all the same; the letter in hand stays claimed, and is blamed for nothing
    """
    server = mail.get_connection(fail_silently=False)
    try:
        server.open()
    except OSError as away:
        logger.warning("The mail server did not answer (%s); letters wait.", type(away).__name__)
        return 0
    sent = tried = 0
    outcome = _Outcome()
    try:
        while tried < most and not _over(turn):
            if outcome.refused and not (_any_due(at) and _opened_anew(server)):
                break
            if not (handful := _claim(min(HANDFUL, most - tried), at=at)):
                break
            outcome = _deliver(handful, server, turn, at=at)
            sent, tried = sent + outcome.sent, tried + outcome.tried
            if outcome.lost:
                break
    finally:
        server.close()
    return sent


@dataclass
class _Outcome:
    """What became of a handful; `lost` when the mail server is gone, `refused` when it did not take the last that was tried."""

    sent: int = 0
    tried: int = 0
    lost: bool = False
    refused: bool = False


def _deliver(handful: list[Letter], server: Any, turn: Turn | None, *, at: datetime) -> _Outcome:
    outcome, until = _Outcome(), time.monotonic() + BEGIN_WITHIN.total_seconds()
    ready = [_ready(letter, server) for letter in handful]
    for place, (letter, message) in enumerate(zip(handful, ready, strict=True)):
        failure = _send(message)
        outcome.tried, outcome.sent = outcome.tried + 1, outcome.sent + (failure is None)
        outcome.lost, outcome.refused = _connection_is_lost(failure), failure not in (None, message)
        rest = handful[place + 1 :]
        goes_on = bool(rest) and not outcome.lost and time.monotonic() < until and not _over(turn)
        # A refusal is written before a new connection is tried, and the next one's attempt is counted once that stands.
        _mark(letter, failure, following=rest[0] if goes_on and not outcome.refused else None, at=at)
        if goes_on and outcome.refused:
            outcome.lost = not _opened_anew(server)
            goes_on = not outcome.lost
            if goes_on:
                _count_attempt(rest[0])
        if not goes_on:
            _let_go(rest)
            break
    return outcome


def _over(turn: Turn | None) -> bool:
    return turn is not None and turn.is_over()


@transaction.atomic(durable=True)
def _claim(number: int, *, at: datetime) -> list[Letter]:
    """
    The next letters that are due, at most so many, in their order; the first one's attempt is counted.

    One that was claimed three times and never came back takes its worker down: it is put aside.
    """
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_CLAIM, {"at": at, "claim": CLAIM.total_seconds(), "number": number})
            rows = cursor.fetchall()
        letters = [_letter(list(columns)) for *columns, _due_at in sorted(rows, key=lambda row: (row[-1], row[0]))]
        deadly = [letter.pk for letter in letters if letter.attempts >= MOST_ATTEMPTS]
        letters = [letter for letter in letters if letter.attempts < MOST_ATTEMPTS]
        _put_aside(deadly)
        if letters:
            _count_attempt(letters[0])
        if letters or not deadly:
            return letters


def _put_aside(letter_ids: list[int]) -> None:
    if letter_ids:
        Letter.objects.filter(pk__in=letter_ids).update(
            state=LetterState.PUT_ASIDE, claimed_until=None, last_error="no answer from the worker that sent it"
        )


def _any_due(at: datetime) -> bool:
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=Now())
    return Letter.objects.filter(free, state=LetterState.QUEUED, due_at__lte=at).exists()


def _count_attempt(letter: Letter) -> None:
    letter.attempts += 1
    Letter.objects.filter(pk=letter.pk).update(attempts=letter.attempts)


def _let_go(letters: list[Letter]) -> None:
    """Claimed and not begun: another may have them at once."""
    if letters:
        Letter.objects.filter(pk__in=[letter.pk for letter in letters], state=LetterState.QUEUED).update(claimed_until=None)


# Tens of thousands of letters: claimed, and read with their readers, in one statement that the ORM need not put together anew.
_CLAIM = """
    WITH next AS (
        SELECT id
          FROM profiles_letter
         WHERE state = 'queued' AND due_at <= %(at)s AND (claimed_until IS NULL OR claimed_until <= statement_timestamp())
         ORDER BY due_at, id
         LIMIT %(number)s
           FOR UPDATE SKIP LOCKED)
    UPDATE profiles_letter AS letter
       SET claimed_until = statement_timestamp() + %(claim)s * interval '1 second'
      FROM next
      JOIN profiles_letter AS self ON self.id = next.id
      JOIN profiles_user AS reader ON reader.id = self.user_id
      LEFT JOIN profiles_profile AS profile ON profile.id = self.profile_id
     WHERE letter.id = next.id
    RETURNING letter.id, letter.user_id, letter.profile_id, letter.kind, letter.language, letter.context, letter.subject,
              letter.body, letter.enclosure, letter.queued_at, letter.attempts,
              reader.email, reader.preferred_name, reader.time_zone, reader.plain_email, reader.no_pdf, profile.family_name,
              profile.given_names, letter.due_at
"""
_MARK_SENT = """
    UPDATE profiles_letter
       SET state = 'sent', sent_at = %(at)s, claimed_until = NULL, last_error = '', subject = %(subject)s, body = %(body)s
     WHERE id = %(letter)s AND state = 'queued'
"""
_COUNT_ATTEMPT = "UPDATE profiles_letter SET attempts = attempts + 1 WHERE id = %(following)s"
# One statement, and so one transaction, one wait for the disk and one for the database's answer.
_MARK_SENT_AND_GO_ON = f"WITH sent AS ({_MARK_SENT}) {_COUNT_ATTEMPT}"
_LETTER = ["id", "user_id", "profile_id", "kind", "language", "context", "subject", "body", "enclosure", "queued_at", "attempts"]
_READER = ["id", "email", "preferred_name", "time_zone", "plain_email", "no_pdf"]


def _letter(columns: list[Any]) -> Letter:
    """A claimed letter with what its words and its address need of its reader."""
    told, (*reader, family_name, given_names) = columns[: len(_LETTER)], columns[len(_LETTER) :]
    letter = Letter.from_db(DEFAULT_DB_ALIAS, _LETTER, told)
    letter.context = json.loads(letter.context)
    letter.user = User.from_db(DEFAULT_DB_ALIAS, _READER, [letter.user_id, *reader])
    if letter.profile_id is not None:
        # In the order of the columns, which `from_db` keeps.
        names = ["id", "family_name", "given_names"]
        letter.profile = Profile.from_db(DEFAULT_DB_ALIAS, names, [letter.profile_id, family_name, given_names])
    return letter


def _ready(letter: Letter, server: Any) -> EmailMessage | Exception:
    """The e-mail of a letter; or what was wrong with its words."""
    try:
        if not letter.body:
            letter.subject, letter.body = words.compose(letter)
        return words.message(letter, connection=server)
    except TimeIsUp:
        raise
    except Exception as failure:  # whatever one letter meets, the others go on
        return failure


def _send(message: EmailMessage | Exception) -> Exception | None:
    """Send one letter; None, or what went wrong."""
    if isinstance(message, Exception):
        return message
    try:
        message.send()
    except TimeIsUp:
        raise
    except Exception as failure:
        return failure
    return None


def _opened_anew(server: Any) -> bool:
    """Whether a new connection stands: over the old one the next letter might be given the answer to the one that failed."""
    try:
        server.close()
        server.open()
    except OSError as away:
        logger.warning("The mail server did not answer again (%s); letters wait.", type(away).__name__)
        return False
    return True


def _connection_is_lost(failure: Exception | None) -> bool:
    """Whether the letters after this one would fail for the same reason, which is none of theirs."""
    if isinstance(failure, smtplib.SMTPResponseException):
        return failure.smtp_code == CLOSING
    if isinstance(failure, smtplib.SMTPException):
        return isinstance(failure, smtplib.SMTPServerDisconnected)
    return isinstance(failure, ConnectionError | TimeoutError)


def _mark(letter: Letter, failure: Exception | None, *, following: Letter | None, at: datetime) -> None:
    """What became of a letter, and that the following one is tried, in one commit."""
    if following is not None:
        following.attempts += 1
    if failure is None:
        told: dict[str, Any] = {"at": at, "subject": letter.subject, "body": letter.body, "letter": letter.pk}
        with connection.cursor() as cursor:
            if following is None:
                cursor.execute(_MARK_SENT, told)
            else:
                cursor.execute(_MARK_SENT_AND_GO_ON, told | {"following": following.pk})
        return
    # The kind of failure alone: what a mail server answers may quote the address.
    reason = type(failure).__name__[:120]
    logger.warning("Letter %s did not go: %s (attempt %s).", letter.pk, reason, letter.attempts)
    with transaction.atomic(durable=True):
        row = Letter.objects.filter(pk=letter.pk, state=LetterState.QUEUED)
        if letter.attempts >= MOST_ATTEMPTS:
            row.update(state=LetterState.PUT_ASIDE, claimed_until=None, last_error=reason)
        else:
            row.update(claimed_until=None, due_at=at + WAITS[letter.attempts - 1], last_error=reason)
        if following is not None:
            Letter.objects.filter(pk=following.pk).update(attempts=following.attempts)

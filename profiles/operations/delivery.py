"""Sends the letters that are due. The row is the job; whatever is killed on the way, none is lost."""

import json
import logging
import smtplib
from datetime import datetime, timedelta
from typing import Any

from django.core import mail
from django.db import DEFAULT_DB_ALIAS, connection, transaction

from profiles.letters import words
from profiles.models import Letter, Profile, User
from profiles.states import LetterState

logger = logging.getLogger(__name__)

# A letter that failed three times is put aside and shown to staff, so that it holds up no other.
MOST_ATTEMPTS = 3
# How long a worker may take for one letter before another may try it. A claim is a hold of one process on a row and runs on
# the database's clock, so that it means the same to every worker, whatever moment it was told to work for.
CLAIM = timedelta(seconds=60)
# The wait before the second and the third attempt.
WAITS = (timedelta(minutes=1), timedelta(minutes=10))
CLOSING = 421


def deliver_due(*, at: datetime, most: int = 500) -> int:
    """
    Send letters that are due, one transaction each over one connection, until none is left or `most` were tried.

    A letter is claimed (and its attempt counted) before it is sent and marked after: a crash between the two sends it once
    more when the claim has run out, never loses it. Marking one and claiming the next is one commit. While the mail server
    is away nothing is claimed and no attempt counted.

    :returns: how many were sent
    """
    server = mail.get_connection(fail_silently=False)
    try:
        server.open()
    except OSError as away:
        logger.warning("The mail server did not answer (%s); letters wait.", type(away).__name__)
        return 0
    try:
        return _deliver(server, at=at, most=most)
    finally:
        server.close()


def _deliver(server: Any, *, at: datetime, most: int) -> int:
    sent = 0
    letter = _claim(at=at)
    for number in range(1, most + 1):
        if letter is None:
            break
        failure = _send(letter, server)
        last = number == most or _connection_is_lost(failure)
        if failure is None and not last:
            letter = _mark_sent_and_claim_next(letter, at=at)
        else:
            with transaction.atomic(durable=True):
                _mark(letter, failure, at=at)
                letter = None if last else _next_claim(at=at)
        sent += failure is None
    return sent


def _claim(*, at: datetime) -> Letter | None:
    with transaction.atomic(durable=True):
        return _next_claim(at=at)


def _mark_sent_and_claim_next(letter: Letter, *, at: datetime) -> Letter | None:
    """One statement, and so one transaction, one wait for the disk and one for the database's answer."""
    row = _claimed(_MARK_SENT_AND_CLAIM_NEXT, at=at, subject=letter.subject, body=letter.body, letter=letter.pk)
    if row is None:
        return None
    *columns, attempts_before = row
    if attempts_before < MOST_ATTEMPTS:
        return _letter(columns)
    with transaction.atomic(durable=True):
        _put_aside(columns[0])
        return _next_claim(at=at)


def _next_claim(*, at: datetime) -> Letter | None:
    while (row := _claimed(_CLAIM_NEXT, at=at, letter=None)) is not None:
        *columns, attempts_before = row
        if attempts_before < MOST_ATTEMPTS:
            return _letter(columns)
        _put_aside(columns[0])
    return None


def _claimed(statement: str, **known: Any) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"claim": CLAIM.total_seconds(), "most": MOST_ATTEMPTS} | known)
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row


def _put_aside(letter_id: int) -> None:
    """It was claimed three times and never came back: it takes its worker down."""
    Letter.objects.filter(pk=letter_id).update(
        state=LetterState.PUT_ASIDE, claimed_until=None, last_error="no answer from the worker that sent it"
    )


_SENT = """
    UPDATE profiles_letter
       SET state = 'sent', sent_at = %(at)s, claimed_until = NULL, last_error = '', subject = %(subject)s, body = %(body)s
     WHERE id = %(letter)s AND state = 'queued'
"""
# One letter of tens of thousands: claimed, and read with its reader, in one statement that the ORM need not put together anew.
_CLAIM_NEXT = """
    WITH next AS (
        SELECT id, attempts AS attempts_before
          FROM profiles_letter
         WHERE state = 'queued' AND due_at <= %(at)s AND (claimed_until IS NULL OR claimed_until <= statement_timestamp())
           AND id IS DISTINCT FROM %(letter)s::bigint
         ORDER BY due_at, id
         LIMIT 1
           FOR UPDATE SKIP LOCKED)
    UPDATE profiles_letter AS letter
       SET attempts = least(letter.attempts + 1, %(most)s),
           claimed_until = statement_timestamp() + %(claim)s * interval '1 second'
      FROM next
      JOIN profiles_letter AS self ON self.id = next.id
      JOIN profiles_user AS reader ON reader.id = self.user_id
      LEFT JOIN profiles_profile AS profile ON profile.id = self.profile_id
     WHERE letter.id = next.id
    RETURNING letter.id, letter.user_id, letter.profile_id, letter.kind, letter.language, letter.context, letter.subject,
              letter.body, letter.enclosure, letter.queued_at, letter.attempts,
              reader.email, reader.preferred_name, reader.time_zone, profile.given_names, next.attempts_before
"""
# Both parts see the rows as they were before: the letter that the first part marks is kept out of the second by its number.
_MARK_SENT_AND_CLAIM_NEXT = f"WITH sent AS ({_SENT}), " + _CLAIM_NEXT.strip().removeprefix("WITH ")
_LETTER = ["id", "user_id", "profile_id", "kind", "language", "context", "subject", "body", "enclosure", "queued_at", "attempts"]
_READER = ["id", "email", "preferred_name", "time_zone"]


def _letter(columns: list[Any]) -> Letter:
    """A claimed letter with what its words and its address need of its reader."""
    told, (email, name, zone, given_names) = columns[: len(_LETTER)], columns[len(_LETTER) :]
    letter = Letter.from_db(DEFAULT_DB_ALIAS, _LETTER, told)
    letter.context = json.loads(letter.context)
    letter.user = User.from_db(DEFAULT_DB_ALIAS, _READER, [letter.user_id, email, name, zone])
    if letter.profile_id is not None:
        letter.profile = Profile.from_db(DEFAULT_DB_ALIAS, ["id", "given_names"], [letter.profile_id, given_names])
    return letter


def _send(letter: Letter, server: Any) -> Exception | None:
    """Send one letter; None, or what went wrong."""
    try:
        if not letter.body:
            letter.subject, letter.body = words.compose(letter)
        words.message(letter, connection=server).send()
    except Exception as failure:  # whatever one letter meets, the others go on
        return failure
    return None


def _connection_is_lost(failure: Exception | None) -> bool:
    """Whether the letters after this one would fail for the same reason, which is none of theirs."""
    if isinstance(failure, smtplib.SMTPResponseException):
        return failure.smtp_code == CLOSING
    if isinstance(failure, smtplib.SMTPException):
        return isinstance(failure, smtplib.SMTPServerDisconnected)
    return isinstance(failure, ConnectionError | TimeoutError)


def _mark(letter: Letter, failure: Exception | None, *, at: datetime) -> None:
    if failure is None:
        with connection.cursor() as cursor:
            cursor.execute(_SENT, {"at": at, "subject": letter.subject, "body": letter.body, "letter": letter.pk})
        return
    row = Letter.objects.filter(pk=letter.pk, state=LetterState.QUEUED)
    # The kind of failure alone: what a mail server answers may quote the address.
    reason = type(failure).__name__[:120]
    logger.warning("Letter %s did not go: %s (attempt %s).", letter.pk, reason, letter.attempts)
    if letter.attempts >= MOST_ATTEMPTS:
        row.update(state=LetterState.PUT_ASIDE, claimed_until=None, last_error=reason)
    else:
        row.update(claimed_until=None, due_at=at + WAITS[letter.attempts - 1], last_error=reason)

"""Sends the letters that are due. The row is the job; whatever is killed on the way, none is lost."""

import logging
import smtplib
from datetime import datetime, timedelta
from typing import Any

from django.core import mail
from django.db import transaction
from django.db.models import Q
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Now

from profiles.letters import words
from profiles.models import Letter
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
    connection = mail.get_connection(fail_silently=False)
    try:
        connection.open()
    except OSError as away:
        logger.warning("The mail server did not answer (%s); letters wait.", type(away).__name__)
        return 0
    try:
        return _deliver(connection, at=at, most=most)
    finally:
        connection.close()


def _deliver(connection: Any, *, at: datetime, most: int) -> int:
    sent = 0
    letter = _claim(at=at)
    for number in range(1, most + 1):
        if letter is None:
            break
        failure = _send(letter, connection)
        last = number == most or _connection_is_lost(failure)
        with transaction.atomic(durable=True):
            _mark(letter, failure, at=at)
            letter = None if last else _next_claim(at=at)
        sent += failure is None
    return sent


def _claim(*, at: datetime) -> Letter | None:
    with transaction.atomic(durable=True):
        return _next_claim(at=at)


def _next_claim(*, at: datetime) -> Letter | None:
    while True:
        letter = (
            Letter.objects.filter(state=LetterState.QUEUED, due_at__lte=at)
            .filter(Q(claimed_until__isnull=True) | Q(claimed_until__lte=Now()))
            .select_related("user", "profile")
            .select_for_update(of=("self",), skip_locked=True)
            .order_by("due_at", "id")
            .first()
        )
        if letter is None:
            return None
        row = Letter.objects.filter(pk=letter.pk)
        if letter.attempts < MOST_ATTEMPTS:
            letter.attempts += 1
            row.update(attempts=letter.attempts, claimed_until=_from_now(CLAIM))
            return letter
        # It was claimed three times and never came back: it takes its worker down.
        row.update(state=LetterState.PUT_ASIDE, claimed_until=None, last_error="no answer from the worker that sent it")


def _from_now(span: timedelta) -> CombinedExpression:
    return Now() + span


def _send(letter: Letter, connection: Any) -> Exception | None:
    """Send one letter; None, or what went wrong."""
    try:
        if not letter.body:
            letter.subject, letter.body = words.compose(letter)
        words.message(letter, connection=connection).send()
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
    row = Letter.objects.filter(pk=letter.pk, state=LetterState.QUEUED)
    if failure is None:
        row.update(
            state=LetterState.SENT, sent_at=at, claimed_until=None, last_error="", subject=letter.subject, body=letter.body
        )
        return
    # The kind of failure alone: what a mail server answers may quote the address.
    reason = type(failure).__name__[:120]
    logger.warning("Letter %s did not go: %s (attempt %s).", letter.pk, reason, letter.attempts)
    if letter.attempts >= MOST_ATTEMPTS:
        row.update(state=LetterState.PUT_ASIDE, claimed_until=None, last_error=reason)
    else:
        row.update(claimed_until=None, due_at=at + WAITS[letter.attempts - 1], last_error=reason)

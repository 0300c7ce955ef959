"""
Sends the letters about recoveries to other addresses than the account's. The row is the job; whatever is killed on the way, none
is lost.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.core import mail
from django.db import transaction
from django.db.models import Q

from iecsite.turns import TimeIsUp, Turn
from profiles.letters import recovery as words
from profiles.models import RecoveryLetter
from profiles.states import RecoveryState

logger = logging.getLogger(__name__)

# A link is waited for, and holds for 48 hours: a mail server that is out of order for a day does not cost it.
MOST_ATTEMPTS = 8
# It counts from the moment that a run was told to work for, so it outlasts the turn and the slowest letter at its end.
CLAIM = timedelta(seconds=120)
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 10, 60, 180, 360, 720, 720))


def deliver_due(*, at: datetime, most: int = 200, turn: Turn | None = None) -> int:
    """
    Send letters that are due, one transaction each over one connection, until none is left, `most` were tried or the turn is
    over.

    A letter is claimed (and its attempt counted) before it is sent and marked after: a crash between the two sends it once
    more when the claim has run out, never loses it. While the mail server is away nothing is claimed.

    :param turn: after it no letter is begun; None: there is no hurry
    :returns: how many were sent
    :raises TimeIsUp: when the time of the task ended all the same; the letter in hand stays claimed, and is blamed for nothing
    """
    if not _due(at).exists():
        return 0
    server = mail.get_connection(fail_silently=False)
    try:
        server.open()
    except OSError as away:
        logger.warning("The mail server did not answer (%s); letters about recoveries wait.", type(away).__name__)
        return 0
    sent = 0
    try:
        for _letter in range(most):
            letter = None if turn is not None and turn.is_over() else claim_next(at=at)
            if letter is None:
                break
            if _send(letter, server, at=at):
                sent += 1
            elif not _opened_anew(server):
                break
    finally:
        server.close()
    return sent


@transaction.atomic(durable=True)
def claim_next(*, at: datetime) -> RecoveryLetter | None:
    """
    Take the next letter for two minutes; None when none is due. A link whose recovery was stopped meanwhile, and a letter that
    takes its worker down, is put aside.
    """
    while True:
        letter = _due(at).select_for_update(of=("self",), skip_locked=True).select_related("recovery__user").first()
        if letter is None:
            return None
        row = RecoveryLetter.objects.filter(pk=letter.pk)
        stopped = letter.kind == words.LINK and letter.recovery.state != RecoveryState.READY
        if stopped or letter.attempts >= MOST_ATTEMPTS:
            why = "stopped" if stopped else "no answer from the worker that sent it"
            row.update(put_aside_at=at, claimed_until=None, last_error=why)
            continue
        row.update(attempts=letter.attempts + 1, claimed_until=at + CLAIM)
        letter.attempts += 1
        return letter


def _due(at: datetime) -> Any:
    free = Q(claimed_until=None) | Q(claimed_until__lte=at)
    return RecoveryLetter.objects.filter(free, sent_at=None, put_aside_at=None, due_at__lte=at).order_by("due_at", "id")


def _send(letter: RecoveryLetter, server: Any, *, at: datetime) -> bool:
    row = RecoveryLetter.objects.filter(pk=letter.pk)
    try:
        words.message(letter, connection=server).send()
    except TimeIsUp:
        raise
    except Exception as failure:  # whatever one letter meets, the others go on
        # The kind of failure alone: what a mail server answers may quote the address.
        reason = type(failure).__name__[:120]
        logger.warning("Letter %s about a recovery did not go: %s (attempt %s).", letter.pk, reason, letter.attempts)
        if letter.attempts >= MOST_ATTEMPTS:
            row.update(put_aside_at=at, claimed_until=None, last_error=reason)
        else:
            row.update(claimed_until=None, due_at=at + WAITS[letter.attempts - 1], last_error=reason)
        return False
    row.update(sent_at=at, claimed_until=None, last_error="")
    return True


def _opened_anew(server: Any) -> bool:
    """Whether a new connection stands: over the old one the next letter might be given the answer to the one that failed."""
    try:
        server.close()
        server.open()
    except OSError as away:
        logger.warning("The mail server did not answer again (%s); letters about recoveries wait.", type(away).__name__)
        return False
    return True

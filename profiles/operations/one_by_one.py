"""Sends letters of a small outbox one by one. The row is the job; whatever is killed on the way, none is lost."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core import mail
from django.db import transaction
from django.db.models import Q, QuerySet

from iecsite.refusal import Refused
from iecsite.turns import TimeIsUp, Turn

if TYPE_CHECKING:
    from profiles.models import User

logger = logging.getLogger(__name__)

# It counts from the moment that a run was told to work for, so it outlasts the turn and the slowest letter at its end.
CLAIM = timedelta(seconds=120)
WAITS = (timedelta(minutes=1), timedelta(minutes=10))


class CannotSendAgain(Refused):
    """The letter is not one that can be sent again."""


@dataclass(frozen=True)
class Outbox:
    """
    A table of letters that are sent one by one (`profiles.models.small_outbox.SmallLetter`).

    :param name: what the log calls them
    :param rows: the letters that may be sent, with what `message` reads of them
    :param is_over: whether nobody wants a letter any more, which is put aside then
    :param message: the e-mail of a letter over a connection
    :param over: what is noted of a letter that nobody wants any more
    :param record: journals that somebody of the staff had a letter sent again; None: nobody can
    :param waits: how long after each failure a letter is tried again; after the last of them it is put aside
    """

    name: str
    rows: Callable[[], QuerySet[Any]]
    is_over: Callable[[Any], bool]
    message: Callable[..., Any]
    over: str = "ended by its reader"
    record: Callable[..., None] | None = None
    waits: tuple[timedelta, ...] = WAITS

    @property
    def most_attempts(self) -> int:
        """How often a letter is tried before it is put aside."""
        return len(self.waits) + 1

    def deliver_due(self, *, at: datetime, most: int, turn: Turn | None) -> int:
        """
        Send letters that are due, one transaction each over one connection, until none is left, `most` were tried or the turn
        is over.

        A letter is claimed (and its attempt counted) before it is sent and marked after: a crash between the two sends it once
        more when the claim has run out, never loses it. While the mail server is away nothing is claimed.

        :param turn: after it no letter is begun; None: there is no hurry
        :returns: how many were sent
        :raises TimeIsUp: when the time of the task ended all the same; the letter in hand stays claimed, blamed for nothing
        """
        if not self._due(at).exists():
            return 0
        server = mail.get_connection(fail_silently=False)
        try:
            server.open()
        except OSError as away:
            logger.warning("The mail server did not answer (%s); %s letters wait.", type(away).__name__, self.name)
            return 0
        sent = 0
        try:
            for _letter in range(most):
                letter = None if turn is not None and turn.is_over() else self.claim_next(at=at)
                if letter is None:
                    break
                if self._send(letter, server, at=at):
                    sent += 1
                elif not self._opened_anew(server):
                    break
        finally:
            server.close()
        return sent

    @transaction.atomic(durable=True)
    def claim_next(self, *, at: datetime) -> Any:
        """
        Take the next letter for two minutes; None when none is due. One that nobody wants any more, or that takes its worker
        down, is put aside.
        """
        while True:
            letter = self._due(at).select_for_update(of=("self",), skip_locked=True, no_key=True).first()
            if letter is None:
                return None
            row = type(letter).objects.filter(pk=letter.pk)
            over = self.is_over(letter)
            if over or letter.attempts >= self.most_attempts:
                why = self.over if over else "no answer from the worker that sent it"
                row.update(put_aside_at=at, claimed_until=None, last_error=why)
                continue
            row.update(attempts=letter.attempts + 1, claimed_until=at + CLAIM)
            letter.attempts += 1
            return letter

    def put_aside(self) -> QuerySet[Any]:
        """The letters that failed too often, newest first; those that nobody wants any more are none."""
        aside = self.rows().model._default_manager.filter(put_aside_at__isnull=False)
        return aside.exclude(last_error=self.over).order_by("-put_aside_at", "-id")

    def may_send_again(self, letter: Any) -> bool:
        """Whether a letter was put aside and is still wanted."""
        return self.record is not None and letter.put_aside_at is not None and not self.is_over(letter)

    @transaction.atomic(durable=True)
    def send_again(self, *, letter_id: int, by: "User", at: datetime) -> None:
        """
        Put a letter that was put aside back into the outbox, with all its attempts.

        :raises CannotSendAgain: when it is not one, or nobody wants it any more
        """
        every = self.rows().model._default_manager
        letter = every.select_for_update(of=("self",), no_key=True).get(pk=letter_id)
        if self.record is None or not self.may_send_again(letter):
            raise CannotSendAgain(
                "Only a letter that was put aside and is still wanted can be sent again.",
                "Seule une lettre mise de côté qui est encore attendue peut être envoyée de nouveau.",
            )
        again = {"put_aside_at": None, "attempts": 0, "due_at": at, "claimed_until": None, "last_error": ""}
        every.filter(pk=letter.pk).update(**again)
        self.record(letter, by=by, at=at)

    def _due(self, at: datetime) -> QuerySet[Any]:
        free = Q(claimed_until=None) | Q(claimed_until__lte=at)
        return self.rows().filter(free, sent_at=None, put_aside_at=None, due_at__lte=at).order_by("due_at", "id")

    def _send(self, letter: Any, server: Any, *, at: datetime) -> bool:
        row = type(letter).objects.filter(pk=letter.pk)
        try:
            self.message(letter, connection=server).send()
        except TimeIsUp:
            raise
        except Exception as failure:  # whatever one letter meets, the others go on
            # The kind of failure alone: what a mail server answers may quote the address.
            reason = type(failure).__name__[:120]
            logger.warning("%s letter %s did not go: %s (attempt %s).", self.name, letter.pk, reason, letter.attempts)
            if letter.attempts >= self.most_attempts:
                row.update(put_aside_at=at, claimed_until=None, last_error=reason)
            else:
                row.update(claimed_until=None, due_at=at + self.waits[letter.attempts - 1], last_error=reason)
            return False
        row.update(sent_at=at, claimed_until=None, last_error="")
        return True

    def _opened_anew(self, server: Any) -> bool:
        """Whether a new connection stands: over the old one the next letter might be given the answer to the one that failed."""
        try:
            server.close()
            server.open()
        except OSError as away:
            logger.warning("The mail server did not answer again (%s); %s letters wait.", type(away).__name__, self.name)
            return False
        return True

"""Letters: written in the transaction of what they tell, sent by a task afterwards."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core import mail
from django.db import transaction
from django.db.models import F, Q

from iecsite import journal
from iecsite.journal import Act
from profiles.letters import words
from profiles.models import Letter, ProfileEntry
from profiles.models.journal import STREAM
from profiles.states import LetterState

# A letter that failed three times is put aside and shown to staff, so that it holds up no other.
MOST_ATTEMPTS = 3
# How long a worker may take for one letter before another may try it.
CLAIM = timedelta(seconds=60)
# The wait before the second and the third attempt.
WAITS = (timedelta(minutes=1), timedelta(minutes=10))


class CannotResend(Exception):
    """The letter is not one that was put aside."""


@dataclass(frozen=True)
class Draft:
    """
    A letter to be written. `kind` names the templates under `templates/letters/`; `event_key` is unique for the event, such
    as `invitation/17/issued`; `language` is the reader's; `context` is plain JSON with no more personal data than the words need.
    """

    kind: str
    event_key: str
    user_id: int
    language: str
    profile_id: int | None = None
    context: Mapping[str, Any] = field(default_factory=dict)
    enclosure: str = ""


def queue_letters(drafts: Iterable[Draft], *, at: datetime) -> None:
    """Write letters inside the caller's transaction. An event that was told already is not told again."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A letter belongs to the transaction of the event that it tells.")
    Letter.objects.bulk_create(
        (
            Letter(
                kind=draft.kind,
                event_key=draft.event_key,
                user_id=draft.user_id,
                profile_id=draft.profile_id,
                language=draft.language,
                context=dict(draft.context),
                enclosure=draft.enclosure,
                queued_at=at,
                due_at=at,
            )
            for draft in drafts
        ),
        ignore_conflicts=True,
        batch_size=2000,
    )


def queue_letter(draft: Draft, *, at: datetime) -> None:
    """Write one letter inside the caller's transaction."""
    queue_letters([draft], at=at)


def deliver_due(*, at: datetime, most: int = 500) -> int:
    """
    Send letters that are due, one transaction each over one connection, until none is left or `most` were tried.

    A letter is claimed (and its attempt counted) before it is sent and marked after: a crash between the two sends it once
    more when the claim has run out, never loses it. Marking one and claiming the next is one commit.

    :returns: how many were sent
    """
    sent = 0
    with mail.get_connection(fail_silently=False) as connection:
        letter = _claim(at=at)
        for _tried in range(most):
            if letter is None:
                break
            failure = _send(letter, connection)
            with transaction.atomic(durable=True):
                _mark(letter, failure, at=at)
                letter = _next_claim(at=at)
            sent += failure == ""
    if letter is not None:
        Letter.objects.filter(pk=letter.pk, state=LetterState.QUEUED).update(claimed_until=None, attempts=F("attempts") - 1)
    return sent


@transaction.atomic(durable=True)
def open_letter(*, letter_id: int, by: Any, at: datetime) -> Letter:
    """
    Note that a person opened a letter of theirs in the account; its words are frozen if it was not sent yet.

    :raises Letter.DoesNotExist: when there is none with this number, or it is somebody else's
    """
    letter = Letter.objects.select_for_update(of=("self",)).get(pk=letter_id, user=by)
    _freeze_words(letter)
    if letter.opened_at is None:
        letter.opened_at = at
    letter.save(update_fields=["subject", "body", "opened_at"])
    return letter


@transaction.atomic(durable=True)
def send_again(*, letter_id: int, by: Any, at: datetime) -> None:
    """
    Put a letter that was put aside back into the outbox.

    :raises CannotResend: when it is not one
    """
    letter = Letter.objects.select_for_update(of=("self",)).get(pk=letter_id)
    if letter.state != LetterState.PUT_ASIDE:
        raise CannotResend("Only a letter that was put aside can be sent again.")
    Letter.objects.filter(pk=letter.pk).update(state=LetterState.QUEUED, attempts=0, due_at=at, claimed_until=None, last_error="")
    act = Act("letter_resent", {"profile_id": letter.profile_id, "account_id": letter.user_id}, {"letter": letter.pk})
    journal.record(ProfileEntry, act, stream=STREAM, by=by, at=at)


def _claim(*, at: datetime) -> Letter | None:
    with transaction.atomic(durable=True):
        return _next_claim(at=at)


def _next_claim(*, at: datetime) -> Letter | None:
    letter = (
        Letter.objects.filter(state=LetterState.QUEUED, due_at__lte=at)
        .filter(Q(claimed_until__isnull=True) | Q(claimed_until__lte=at))
        .select_related("user")
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("due_at", "id")
        .first()
    )
    if letter is None:
        return None
    if letter.attempts >= MOST_ATTEMPTS:
        # It was claimed three times and never came back: it takes its worker down.
        Letter.objects.filter(pk=letter.pk).update(
            state=LetterState.PUT_ASIDE, claimed_until=None, last_error="no answer from the worker that sent it"
        )
        return _next_claim(at=at)
    letter.attempts += 1
    letter.claimed_until = at + CLAIM
    Letter.objects.filter(pk=letter.pk).update(attempts=letter.attempts, claimed_until=letter.claimed_until)
    return letter


def _send(letter: Letter, connection: Any) -> str:
    """Send one letter; the empty string, or in a few words why it did not go (no personal data)."""
    try:
        _freeze_words(letter)
        message = words.message(letter, connection=connection)
        message.send()
    except Exception as failure:  # whatever one letter meets, the others go on
        return type(failure).__name__[:120]
    return ""


def _mark(letter: Letter, failure: str, *, at: datetime) -> None:
    if failure == "":
        Letter.objects.filter(pk=letter.pk, state=LetterState.QUEUED).update(
            state=LetterState.SENT,
            sent_at=at,
            claimed_until=None,
            last_error="",
            subject=letter.subject,
            body=letter.body,
        )
    elif letter.attempts >= MOST_ATTEMPTS:
        Letter.objects.filter(pk=letter.pk).update(state=LetterState.PUT_ASIDE, claimed_until=None, last_error=failure)
    else:
        wait = WAITS[min(letter.attempts, len(WAITS)) - 1]
        Letter.objects.filter(pk=letter.pk).update(claimed_until=None, due_at=at + wait, last_error=failure)


def _freeze_words(letter: Letter) -> None:
    if not letter.body:
        letter.subject, letter.body = words.compose(letter)

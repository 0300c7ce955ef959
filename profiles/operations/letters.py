"""Letters: written in the transaction of what they tell, sent afterwards (`delivery`)."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from iecsite import journal
from iecsite.bulk import copy_rows
from iecsite.journal import Act
from iecsite.refusal import Refused
from profiles.letters import words
from profiles.models import Letter, Profile, ProfileEntry
from profiles.models.journal import STREAM
from profiles.operations import copies
from profiles.states import LetterState

# What an invitation says is over after ten days, and what follows it after twenty more.
STILL_OF_USE = timedelta(days=30)


class CannotResend(Refused):
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
    drafts = list(drafts)
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
    copies.queue([draft.event_key for draft in drafts], at=at)


def queue_new_letters(drafts: Iterable[Draft], *, at: datetime) -> int:
    """
    Write the letters of one bulk act inside the caller's transaction, with COPY: tens of thousands take a second or two.

    Each event is new: an event that was told already is an error here.

    :returns: how many letters were written
    """
    columns = (
        "user_id profile_id kind event_key language context subject body enclosure state queued_at due_at attempts last_error"
    )
    drafts = list(drafts)
    rows = (
        (
            draft.user_id,
            draft.profile_id,
            draft.kind,
            draft.event_key,
            draft.language,
            json.dumps(dict(draft.context)),
            "",
            "",
            draft.enclosure,
            LetterState.QUEUED.value,
            at,
            at,
            0,
            "",
        )
        for draft in drafts
    )
    written = copy_rows(Letter, columns.split(), rows)
    copies.queue([draft.event_key for draft in drafts], at=at)
    return written


def queue_letter(draft: Draft, *, at: datetime) -> None:
    """Write one letter inside the caller's transaction."""
    queue_letters([draft], at=at)


@transaction.atomic(durable=True)
def open_letter(*, letter_id: int, by: Any, at: datetime) -> Letter:
    """
    Note that a person opened a letter of theirs in the account; its words are frozen if it was not sent yet.

    :raises Letter.DoesNotExist: when there is none with this number, or it is somebody else's
    """
    letter = Letter.objects.select_for_update(of=("self",), no_key=True).get(pk=letter_id, user=by)
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
    letter = Letter.objects.select_for_update(of=("self",), no_key=True).get(pk=letter_id)
    if letter.state != LetterState.PUT_ASIDE:
        raise CannotResend(
            "Only a letter that was put aside can be sent again.",
            "Seule une lettre mise de côté peut être envoyée de nouveau.",
        )
    Letter.objects.filter(pk=letter.pk).update(state=LetterState.QUEUED, attempts=0, due_at=at, claimed_until=None, last_error="")
    act = Act("letter_resent", {"profile_id": letter.profile_id, "account_id": letter.user_id}, {"letter": letter.pk})
    journal.record(ProfileEntry, act, stream=STREAM, by=by, at=at)


@transaction.atomic
def send_again_to(*, user_id: int, at: datetime) -> int:
    """
    Put what an address did not take in the last thirty days back into the outbox, now that the account has another one.

    :returns: how many letters
    """
    refused = Letter.objects.filter(user=user_id, state=LetterState.PUT_ASIDE, queued_at__gte=at - STILL_OF_USE)
    number = refused.update(state=LetterState.QUEUED, attempts=0, due_at=at, claimed_until=None, last_error="")
    if number:
        act = Act("letters_resent", {"account_id": user_id}, {"letters": number})
        journal.record(ProfileEntry, act, stream=STREAM, by=None, at=at)
    return number


def _freeze_words(letter: Letter) -> None:
    if not letter.body:
        letter.subject, letter.body = words.compose(letter)


def letter_of(profile: Profile, event: str, *, mark: str = "", **days: date) -> Draft:
    """
    The letter about one event of a profile, not written yet; the profile comes with its account.

    :param mark: what tells this event from an earlier one of its kind; empty for what happens once to a profile
    :param days: the days that its words name
    """
    return Draft(
        kind=f"profiles/{event}",
        event_key="/".join(part for part in ("profile", str(profile.pk), event, mark) if part),
        user_id=profile.user_id,
        profile_id=profile.pk,
        language=profile.user.language,
        context={name: day.isoformat() for name, day in days.items()},
    )

"""Requests for records or a correction: asked for on the site or written down by staff, answered, or taken back."""

from datetime import date, datetime

from django.db import transaction

from iecsite import clock, journal
from iecsite.journal import Act
from iecsite.refusal import Refused
from profiles.models import AccessRequest, ProfileEntry, User
from profiles.models.journal import STREAM
from profiles.operations import letters
from profiles.operations.letters import Draft
from profiles.rules.retention import answer_due_on

Kind, Outcome = AccessRequest.Kind, AccessRequest.Outcome
# More open at once than anybody needs, and a bound on what one person can put on the desk.
MOST_OPEN = 5


class CannotAsk(Refused):
    """The request cannot be taken."""


class CannotAnswer(Refused):
    """The request cannot be answered like this."""


@transaction.atomic(durable=True)
def ask(*, by: User, kind: str, words: str, at: datetime) -> AccessRequest:
    """
    Take a person's own request, and write them by which day it is answered.

    :raises CannotAsk: without words, with five open already, for staff, or for an account that is about to be closed
    """
    person = User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    if person.closing_at is not None:
        raise CannotAsk(
            "Your account is about to be closed. Keep it first; then you can ask.",
            "Votre compte est sur le point d'être fermé. Gardez-le d'abord; vous pourrez ensuite présenter votre demande.",
        )
    return _take(person, kind=kind, words=words, received_on=clock.home_date(at), by=by, at=at)


@transaction.atomic(durable=True)
def write_down(*, person_id: int, kind: str, words: str, received_on: date, by: User, at: datetime) -> AccessRequest:
    """
    Take a request that came by mail or telephone; the days count from the one on which it came. To the owner of a closed account
    nothing is written.

    :raises CannotAsk: for a day to come, without words, with five open already, for staff, or when the file is erased
    """
    person = User.objects.select_for_update(of=("self",), no_key=True).get(pk=person_id)
    if received_on > clock.home_date(at):
        raise CannotAsk("Enter the day on which it came: today or before.", "Entrez le jour de réception : aujourd'hui ou avant.")
    return _take(person, kind=kind, words=words, received_on=received_on, by=by, at=at)


def _take(person: User, *, kind: str, words: str, received_on: date, by: User, at: datetime) -> AccessRequest:
    if person.is_staff:
        raise CannotAsk("Requests are about the files of candidates.", "Les demandes portent sur les dossiers des candidats.")
    if person.erased_at is not None:
        raise CannotAsk("This file is erased already.", "Ce dossier est déjà effacé.")
    if not words.strip():
        raise CannotAsk("Say what you ask for.", "Dites ce que vous demandez.")
    if AccessRequest.objects.filter(person=person, outcome=Outcome.OPEN).count() >= MOST_OPEN:
        raise CannotAsk(
            "Five requests are open already. Wait for an answer, or take one back.",
            "Cinq demandes sont déjà ouvertes. Attendez une réponse ou retirez-en une.",
        )
    made = AccessRequest.objects.create(
        person=person,
        kind=Kind(kind),
        words=words.strip()[:2000],
        received_on=received_on,
        due_on=answer_due_on(received_on),
        recorded_by=by,
        recorded_at=at,
    )
    _record(made, "access_requested", by=by, at=at)
    _write(made, "request_received", at=at, due_on=made.due_on.isoformat())
    return made


@transaction.atomic(durable=True)
def answer(*, request_id: int, outcome: str, words: str, by: User, at: datetime, handed_over: str = "") -> AccessRequest:
    """
    Answer a request: the person is written that an answer lies in their file; the answer itself is read there. Whoever has closed
    their account gets it by another way.

    :param outcome: one of `AccessRequest.Outcome` but open and withdrawn
    :param handed_over: that way, where the account is closed; else it counts for nothing
    :raises CannotAnswer: without words, without the way where the account is closed, or when it was answered already
    """
    found = AccessRequest.objects.select_for_update(of=("self",), no_key=True).select_related("person").get(pk=request_id)
    if Outcome(outcome) in {Outcome.OPEN, Outcome.WITHDRAWN}:
        raise CannotAnswer("Choose how the request is answered.", "Choisissez la suite donnée à la demande.")
    if not words.strip():
        raise CannotAnswer("Write the answer that the person reads.", "Rédigez la réponse que la personne lira.")
    if found.person.closed_at is not None:
        if not handed_over.strip():
            raise CannotAnswer(
                "The account is closed. Note how the answer was handed over.",
                "Le compte est fermé. Notez comment la réponse a été remise.",
            )
        found.handed_over = handed_over.strip()[:200]
    _end(found, Outcome(outcome), words.strip()[:4000], by=by, at=at)
    _write(found, "request_answered", at=at)
    return found


@transaction.atomic(durable=True)
def withdraw(*, request_id: int, by: User, at: datetime) -> AccessRequest:
    """
    Take one's own request back.

    :raises CannotAnswer: when it was answered already
    :raises AccessRequest.DoesNotExist: when it is somebody else's
    """
    found = AccessRequest.objects.select_for_update(of=("self",), no_key=True).get(pk=request_id, person=by)
    if found.outcome != Outcome.WITHDRAWN:
        _end(found, Outcome.WITHDRAWN, "", by=by, at=at)
    return found


def _end(found: AccessRequest, outcome: AccessRequest.Outcome, words: str, *, by: User, at: datetime) -> None:
    if found.outcome:
        raise CannotAnswer("This request was answered already.", "Cette demande a déjà reçu une réponse.")
    found.outcome, found.answer, found.answered_by, found.answered_at = outcome, words, by, at
    found.save(update_fields=["outcome", "answer", "handed_over", "answered_by", "answered_at"])
    _record(found, "access_answered", by=by, at=at)


def _write(found: AccessRequest, event: str, *, at: datetime, **context: str) -> None:
    if found.person.closed_at is not None:
        return
    draft = Draft(
        kind=f"profiles/{event}",
        event_key=f"access_request/{found.pk}/{event}",
        user_id=found.person_id,
        language=found.person.language,
        context={"number": found.number, **context},
    )
    letters.queue_letter(draft, at=at)


def _record(found: AccessRequest, kind: str, *, by: User, at: datetime) -> None:
    details = {"request": found.pk, "kind": str(found.kind), "outcome": str(found.outcome)}
    journal.record(ProfileEntry, Act(kind, {"account_id": found.person_id}, details), stream=STREAM, by=by, at=at)

"""Sends an application: declared, complete, paid, in time."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from applications.letters import applicant as letters
from applications.models import Application
from applications.operations.held import check_open, held, late, move, record
from applications.queries import standing
from applications.queries.standing import Standing
from applications.rules import deadlines
from applications.states import ApplicationState
from iecsite.refusal import Refused
from profiles.operations import letters as outbox

if TYPE_CHECKING:
    from profiles.models import User


class NotComplete(Refused):
    """Something is still missing before the application can be sent."""

    def __init__(self) -> None:
        super().__init__(
            "Your application is not complete yet. What is missing stands below.",
            "Votre demande n'est pas encore complète. Ce qui manque figure ci-dessous.",
        )


class NotDeclared(Refused):
    """The declarations were not made, or something changed after they were."""

    def __init__(self) -> None:
        super().__init__(
            "Read the declarations and confirm them. They are asked for again after every change.",
            "Lisez les déclarations et confirmez-les. Elles sont redemandées après chaque changement.",
        )


class NotPaid(Refused):
    """The fees were not taken yet."""

    def __init__(self) -> None:
        super().__init__(
            "Your fees are not paid yet. Pay them, and your application is sent at once.",
            "Vos frais ne sont pas encore payés. Payez-les et votre demande sera envoyée aussitôt.",
        )


@transaction.atomic(durable=True)
def declare(*, application_id: int, by: "User", at: datetime) -> Application:
    """
    Note that the person declares what they sent to be true and whole. Any change after it asks for it again.

    :raises NotComplete: when details or documents are missing
    :raises held.NotOpen: when it was sent or ended
    :raises held.TooLate: when the twenty days are over
    :raises Application.DoesNotExist: when it is somebody else's
    """
    application = held(application_id, by)
    check_open(application, at=at)
    if not standing.of(application, at=at).complete:
        raise NotComplete
    if application.declared_at is None:
        application.declared_at = at
        application.save(update_fields=["declared_at"])
        record("declarations_made", application, by=by, at=at)
    return application


@transaction.atomic(durable=True)
def submit(*, application_id: int, by: "User", at: datetime) -> Application:
    """
    Send an application that was paid for. Sending it twice changes nothing.

    The fees that were in force when they were paid stand, also when the amounts have changed since.

    :raises NotComplete, NotDeclared, NotPaid: when something is missing; nothing is lost
    :raises held.NotOpen: when it ended
    :raises held.TooLate: when the twenty days are over
    :raises Application.DoesNotExist: when it is somebody else's
    """
    application = held(application_id, by)
    if application.submitted_at is not None:
        return application
    check_open(application, at=at)
    here = standing.of(application, at=at)
    if not here.complete:
        raise NotComplete
    if not here.declared:
        raise NotDeclared
    if not here.paid:
        raise NotPaid
    receive(here, by=by, received_at=at, at=at)
    return application


def can_be_received(here: Standing, *, received_at: datetime) -> bool:
    """Whether a paid application has all that it needs and came in time."""
    in_time = deadlines.in_time(here.application.due_at, received_at)
    return here.open and here.complete and here.declared and here.paid and in_time


def receive(here: Standing, *, by: "User | None", received_at: datetime, at: datetime) -> None:
    """
    Take an application in, inside the caller's transaction, which holds it.

    :param received_at: the moment that counts for the deadline: when it was paid, or sent if that was later
    """
    application = here.application
    if not can_be_received(here, received_at=received_at):
        raise late(application, at=received_at)
    assert here.payment is not None
    application.submitted_at = received_at
    move(application, ApplicationState.SUBMITTED, at=at, fields=("submitted_at",))
    record("application_submitted", application, by=by, at=at, received_at=received_at.isoformat())
    outbox.queue_letter(letters.received(application, here.payment), at=at)

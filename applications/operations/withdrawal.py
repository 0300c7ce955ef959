"""Withdraws an application at its owner's wish, before any letter of introduction."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from applications.letters import applicant as letters
from applications.models import Application, Payment
from applications.operations import payments, refunds
from applications.operations.held import PaymentUnderWay, check_not_paying, held, move, record
from applications.rules.refunds import Ending
from applications.states import ENDED, ApplicationState, PaymentState
from iecsite.refusal import Refused
from profiles.operations import letters as outbox

if TYPE_CHECKING:
    from profiles.models import User


class CannotWithdraw(Refused):
    """The application was decided or has ended."""


def withdraw(*, application_id: int, by: "User", at: datetime) -> Application:
    """
    End an application because its owner wants to; what the matrix says goes back. Withdrawing twice changes nothing.

    A payment that was begun is cancelled first.

    :raises CannotWithdraw: when it was decided, or has lapsed
    :raises PaymentUnderWay: when the provider cannot say whether a payment was taken
    :raises payments.CannotAsk: when nothing can be learnt of a payment that was begun
    :raises Application.DoesNotExist: when it is somebody else's
    """
    begun = Payment.objects.filter(
        application_id=application_id, application__profile__user=by, state=PaymentState.STARTED
    ).first()
    if begun is not None and payments.cancel_payment(payment_id=begun.pk, by=by, at=at).state == PaymentState.STARTED:
        raise PaymentUnderWay
    return _withdraw(application_id=application_id, by=by, at=at)


@transaction.atomic(durable=True)
def _withdraw(*, application_id: int, by: "User", at: datetime) -> Application:
    application = held(application_id, by)
    if application.state == ApplicationState.WITHDRAWN:
        return application
    if application.state in ENDED:
        raise CannotWithdraw(
            "This application was decided or has ended. It can no longer be withdrawn here.",
            "Cette demande a fait l'objet d'une décision ou a pris fin. Elle ne peut plus être retirée ici.",
        )
    check_not_paying(application)
    move(application, ApplicationState.WITHDRAWN, at=at)
    told = refunds.create_refunds(application, Ending.WITHDRAWN_BEFORE_LETTER, by=by, at=at)
    record("application_withdrawn", application, by=by, at=at)
    outbox.queue_letter(letters.withdrawn(application, told), at=at)
    return application

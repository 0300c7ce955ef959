"""
The end of a payment whose provider never answers again: two cashiers look elsewhere, and what both find is written.

Neither is shown what the other entered. Without this an application would wait for ever: it can neither be paid anew nor end
while its payment is begun.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from applications.gateway import Answer, Standing
from applications.models import Payment
from applications.operations import payments
from applications.operations.held import record
from applications.operations.refunds import check_cashier
from applications.states import Evidence
from iecsite import approvals
from iecsite.refusal import Refused

if TYPE_CHECKING:
    from profiles.models import User

KIND = "payment_by_hand"
# By then no page of any provider takes a card for it, and what was taken stands on a statement.
CERTAIN_AFTER = timedelta(hours=2)


class CannotSettle(Refused):
    """The payment is not one that is settled by hand, or not yet."""


@transaction.atomic(durable=True)
def find(*, payment_id: int, taken: bool, evidence: Evidence, by: "User", at: datetime) -> Payment:
    """
    Write down what a cashier found of a payment that was put aside; it is settled when a second cashier has found the same.

    Who finds something else than the one before takes their place, and a third must agree. Taken, it counts from the moment at
    which it was begun, so that nobody is late by our not knowing; the application is sent when nothing else is missing.

    :param evidence: what the finding rests on
    :returns: the payment; still started when it was the first finding
    :raises refunds.CannotRefund: without a cashier's permission, or on one's own application
    :raises CannotSettle: when it is not put aside, or was begun less than two hours ago
    """
    payment, application = payments.held_with_application(payment_id)
    check_cashier(application, by)
    if not payment.put_aside():
        raise CannotSettle(
            "Only a payment that was put aside is settled by hand. This one is settled, or is looked at anyway.",
            "Seul un paiement mis de côté se règle manuellement. Celui-ci est réglé ou il est suivi de toute façon.",
        )
    if at < payment.started_at + CERTAIN_AFTER:
        raise CannotSettle(
            "A card could still be charged for this payment. Look two hours after it was begun, and settle it then.",
            "Une carte pourrait encore être débitée pour ce paiement. Vérifiez deux heures après son début, puis réglez-le.",
        )
    found = {"payment": payment.pk, "taken": taken, "evidence": str(evidence)}
    if not _agreed(payment, taken, by=by, at=at):
        record("payment_found", application, by=by, at=at, **found)
        return payment
    record("payment_found_by_two", application, by=by, at=at, **found)
    if taken:
        payments.end_taken(payment, application, Answer(Standing.TAKEN, at=payment.started_at), by=by, at=at)
    else:
        payments.end_not_taken(payment, application, reason="by_hand", tell=True, by=by, at=at)
    return payment


def _agreed(payment: Payment, taken: bool, *, by: "User", at: datetime) -> bool:
    """Whether another cashier found the same before; otherwise this finding waits for another's."""
    subject, content = f"payment/{payment.pk}", "taken" if taken else "not taken"
    if not approvals.is_prepared_by_another(kind=KIND, subject=subject, content=content, by=by):
        approvals.prepare(kind=KIND, subject=subject, content=content, by=by, at=at)
        return False
    approvals.approve(kind=KIND, subject=subject, content=content, by=by, at=at)
    approvals.carry_out(kind=KIND, subject=subject, content=content, at=at)
    return True

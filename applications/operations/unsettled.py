"""
Payments whose end is not known: each is asked about in its turn, and one about which nothing can be asked holds up no other.

Its failures are counted; after three in a row it is put aside, the log and the cashiers hear of it, and the sweep goes by it.
The person's own return still asks.
"""

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Q

from applications.gateway.interface import PAGE_LASTS
from applications.letters import cashier as words
from applications.models import Payment
from applications.operations.held import locked, record
from applications.operations.payments import CannotAsk, cancel_payment, settle_payment
from applications.operations.refunds import PERMISSION, check_cashier
from applications.rules.attempts import MOST_ATTEMPTS, next_try_at
from applications.states import PaymentState
from iecsite.refusal import Refused
from iecsite.turns import TimeIsUp
from profiles.operations import letters as outbox
from profiles.queries import accounts

if TYPE_CHECKING:
    from profiles.models import User

logger = logging.getLogger(__name__)

# A payment whose page has ended is cancelled after this, so that it stands in nobody's way.
GRACE = timedelta(minutes=2)


class CannotAskAgain(Refused):
    """The payment is not one that was put aside."""


def settle_next(*, at: datetime) -> Payment | None:
    """
    Settle one payment whose end is not known: ask, and cancel it when its page has ended and nobody used it.

    One that fails, whatever the reason, is tried again later and put aside after three failures in a row. Safe to run twice,
    late, or in two workers: of two answers the first is kept. Whichever was asked about longest ago comes first, so that a run
    that ends before all were asked about is gone on with by the next.

    :param at: of the run: each payment is looked at once in it
    :returns: the payment, settled or not, or None when there is no further one
    :raises TimeIsUp: when the time of the task ended in it
    """
    payment = _next(at=at)
    if payment is None:
        return None
    Payment.objects.filter(pk=payment.pk).update(asked_at=at)
    try:
        settled = settle_payment(payment_id=payment.pk, by=None, at=at)
        if settled.state == PaymentState.STARTED and payment.started_at + PAGE_LASTS + GRACE <= at:
            settled = cancel_payment(payment_id=payment.pk, by=None, at=at)
    except TimeIsUp:
        raise
    except Exception as failure:  # whatever one payment meets, the others go on
        return _note_failure(payment.pk, failure, at=at)
    if payment.attempts:
        Payment.objects.filter(pk=payment.pk).update(attempts=0, rests_until=None, last_error="")
    return settled


@transaction.atomic(durable=True)
def ask_again(*, payment_id: int, by: "User", at: datetime) -> Payment:
    """
    Let the sweep ask again about a payment that was put aside.

    :raises refunds.CannotRefund: without a cashier's permission, or on one's own application
    :raises CannotAskAgain: when it was settled, or is asked about anyway
    """
    payment = _held(payment_id)
    check_cashier(payment.application, by)
    if not payment.put_aside():
        raise CannotAskAgain(
            "Only a payment that was put aside is asked about again. This one is settled, or is looked at anyway.",
            "On ne redemande que le sort d'un paiement mis de côté. Celui-ci est réglé ou il est suivi de toute façon.",
        )
    Payment.objects.filter(pk=payment.pk).update(attempts=0, rests_until=None)
    record("payment_asked_again", payment.application, by=by, at=at, payment=payment.pk)
    return payment


def _next(*, at: datetime) -> Payment | None:
    rested = Q(rests_until__isnull=True) | Q(rests_until__lte=at)
    waiting = Payment.objects.filter(rested, state=PaymentState.STARTED, attempts__lt=MOST_ATTEMPTS, started_at__lte=at)
    not_yet = Q(asked_at__isnull=True) | Q(asked_at__lt=at)
    return waiting.filter(not_yet).order_by(F("asked_at").asc(nulls_first=True), "pk").first()


@transaction.atomic(durable=True)
def _note_failure(payment_id: int, failure: Exception, *, at: datetime) -> Payment:
    payment = _held(payment_id)
    if payment.state != PaymentState.STARTED or payment.attempts >= MOST_ATTEMPTS:
        return payment
    # What a provider answers may name the person; the kind of failure does not.
    cause = failure.__cause__ if isinstance(failure, CannotAsk) and failure.__cause__ else failure
    payment.last_error = type(cause).__name__[:120]
    payment.rests_until = next_try_at(payment.attempts, at)
    payment.attempts += 1
    payment.save(update_fields=["attempts", "rests_until", "last_error"])
    if payment.put_aside():
        logger.error("Payment %s was put aside: %s.", payment.pk, payment.last_error)
        record("payment_put_aside", payment.application, by=None, at=at, payment=payment.pk, error=payment.last_error)
        readers = accounts.staff_with(PERMISSION)
        outbox.queue_letters([words.payment_put_aside(one, payment, at=at) for one in readers], at=at)
    else:
        logger.warning("Nothing could be learnt of payment %s: %s.", payment.pk, payment.last_error)
    return payment


def _held(payment_id: int) -> Payment:
    """The application first, as every act on it does; then the payment."""
    application = locked(Payment.objects.only("application_id").get(pk=payment_id).application_id)
    payment = Payment.objects.select_for_update(of=("self",), no_key=True).get(pk=payment_id)
    payment.application = application
    return payment

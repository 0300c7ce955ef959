"""
The fees of an application: one charge, however often it is asked for, and an end for every payment that was begun.

Paying is the last step: a payment is started when everything else is there, and the application is sent in the transaction that
learns that it was taken. The provider is asked outside of every transaction, and what it says is written under the application's
lock: of two answers the first is kept.
"""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from applications import gateway
from applications.gateway import Answer, Charge, Opened, Standing
from applications.gateway.interface import PAGE_LASTS
from applications.letters import applicant as letters
from applications.models import Application, Payment, PaymentLine
from applications.operations import submission
from applications.operations.held import check_open, held, locked, record
from applications.operations.submission import NotComplete, NotDeclared
from applications.queries import fees, standing
from applications.rules import lifecycle
from applications.rules.fees import NoFeeKnown, total
from applications.rules.sentences import both
from applications.states import PaymentState
from iecsite import clock
from iecsite.refusal import Refused
from iecsite.turns import TimeIsUp
from profiles.operations import letters as outbox

if TYPE_CHECKING:
    from profiles.models import User

logger = logging.getLogger(__name__)


class CannotPay(Refused):
    """No payment can be started now; nothing was taken."""


class CannotAsk(Refused):
    """Nothing can be learnt of a payment now: its provider is not set up any more, or answered what nobody understands."""

    def __init__(self, *, put_aside: bool = False) -> None:
        if put_aside:
            super().__init__(
                "We could not find out what became of your payment. Nothing is lost, and you need not pay again: our cashiers "
                "look into it, and we write to you as soon as they know.",
                "Nous n'avons pas pu savoir ce qu'est devenu votre paiement. Rien n'est perdu et vous n'avez pas à payer de "
                "nouveau : notre caisse s'en occupe, et nous vous écrirons dès qu'elle saura ce qu'il en est.",
            )
            return
        super().__init__(
            "We cannot find out now what became of your payment. Nothing is lost, and you need not pay again: we keep asking. "
            "Look again in a few minutes.",
            "Nous ne pouvons pas savoir pour le moment ce qu'est devenu votre paiement. Rien n'est perdu et vous n'avez pas à "
            "payer de nouveau : nous continuons de vérifier. Revenez dans quelques minutes.",
        )


class AlreadyPaid(Refused):
    """The fees were taken before; nothing more is."""

    def __init__(self) -> None:
        super().__init__("You have paid already. Nothing more was taken.", "Vous avez déjà payé. Rien d'autre n'a été prélevé.")


@dataclass(frozen=True)
class Started:
    """A payment that was begun, and the page on which the card is entered."""

    payment: Payment
    url: str


def start_payment(*, application_id: int, back_url: str, by: "User", at: datetime) -> Started:
    """
    Begin to pay what the application costs today; the one that was begun already, when its page is still good.

    Two clicks, two windows and the browser's Back lead to the same charge.

    :param back_url: where the provider sends the person afterwards, a whole address
    :raises AlreadyPaid: when the fees were taken before
    :raises CannotPay: when the provider is away, the fee of the day is not known, or the payment was ended in another window
        while its page was opened
    :raises CannotAsk: when the page of an earlier payment has ended, and nothing can be learnt of it
    :raises NotComplete, NotDeclared: when something is missing before it can be sent
    :raises held.NotOpen, held.TooLate: when it was sent or ended, or the twenty days are over
    :raises Application.DoesNotExist: when it is somebody else's
    """
    payment = _begin(application_id=application_id, by=by, at=at)
    if payment.started_at + PAGE_LASTS <= at:
        payment = cancel_payment(payment_id=payment.pk, by=by, at=at)
        if payment.state == PaymentState.PAID:
            raise AlreadyPaid
        if payment.state == PaymentState.STARTED:
            raise _away()
        payment = _begin(application_id=application_id, by=by, at=at)
    opened = _opened(payment, back_url=back_url, at=at)
    if opened is not None and not payment.session and not _keep_session(payment, opened.session):
        # Another window was first: its page is the one that takes the fees, or none does any more.
        payment.refresh_from_db(fields=["session", "state"])
        if payment.state != PaymentState.STARTED:
            raise _ended_meanwhile(payment, opened.session, at=at)
        opened = _opened(payment, back_url=back_url, at=at)
    if opened is None:
        raise _away()
    return Started(payment, opened.url)


def settle_payment(*, payment_id: int, by: "User | None", at: datetime) -> Payment:
    """
    Ask the provider what became of a payment and write it; taken, the application is sent when nothing else is missing.

    Safe to be called at any time and any number of times: by the person's return, the provider's message and the sweep.

    :returns: the payment; still started when its end is not known
    :raises CannotAsk: when nothing can be learnt of it
    """
    payment = _payment(payment_id)
    if payment.state != PaymentState.STARTED:
        return payment
    answer = _answer(payment, lambda: gateway.named(payment.gateway).ask(charge_of(payment), at=at))
    return _write(payment, answer, by=by, at=at)


def cancel_payment(*, payment_id: int, by: "User | None", at: datetime) -> Payment:
    """
    See to it that a payment that was begun can no longer be taken; it is written as taken when it was taken before.

    :returns: the payment; still started when the provider is away
    :raises CannotAsk: when nothing can be learnt of it
    """
    payment = _payment(payment_id)
    if payment.state != PaymentState.STARTED:
        return payment
    answer = _answer(payment, lambda: gateway.named(payment.gateway).cancel(charge_of(payment), at=at))
    return _write(payment, answer, by=by, at=at)


def charge_of(payment: Payment) -> Charge:
    """A payment as its provider knows it."""
    return Charge(
        key=payment.gateway_key,
        session=payment.session,
        amount=payment.amount,
        reference=payment.application.reference,
        started_at=payment.started_at,
        until=min(payment.started_at + PAGE_LASTS, payment.application.due_at),
    )


def _keep_session(payment: Payment, session: str) -> bool:
    """Whether a session is the first of its payment, and the payment was not ended while it was opened."""
    payment.session = session
    begun = Payment.objects.filter(pk=payment.pk, session="", state=PaymentState.STARTED)
    return bool(begun.update(session=session))


def _ended_meanwhile(payment: Payment, session: str, *, at: datetime) -> Refused:
    """End the page that was opened for a payment which ended in another window meanwhile; nobody was given its address."""
    if payment.state == PaymentState.PAID:
        return AlreadyPaid()
    try:
        answer = gateway.named(payment.gateway).cancel(replace(charge_of(payment), session=session), at=at)
    except TimeIsUp:
        raise
    except Exception:  # whatever the provider answers, the person gets a sentence
        logger.exception("The page that was opened for payment %s after its end could not be ended.", payment.pk)
    else:
        if answer.standing != Standing.NOT_TAKEN:
            logger.error("The page opened for payment %s after its end: %s.", payment.pk, answer.standing)
    return CannotPay(
        "This payment was ended in another window while its page was being opened. Nothing was taken. Look at your application "
        "to see where it stands.",
        "Ce paiement a été annulé dans une autre fenêtre pendant l'ouverture de sa page. Rien n'a été prélevé. Consultez votre "
        "demande pour savoir où elle en est.",
    )


def _opened(payment: Payment, *, back_url: str, at: datetime) -> Opened | None:
    language = payment.application.profile.user.language
    try:
        return gateway.named(payment.gateway).open(charge_of(payment), back_url=back_url, language=language, at=at)
    except Exception:  # whatever the provider answers, the person gets a sentence
        logger.exception("The page of payment %s could not be opened.", payment.pk)
        return None


def _answer(payment: Payment, ask: Callable[[], Answer]) -> Answer:
    try:
        return ask()
    except TimeIsUp:
        raise
    except Exception as failure:  # whatever the provider answers, the person gets a sentence
        raise CannotAsk(put_aside=payment.put_aside()) from failure


@transaction.atomic(durable=True)
def _begin(*, application_id: int, by: "User", at: datetime) -> Payment:
    application = held(application_id, by)
    here = standing.of(application, at=at)
    if here.paid:
        raise AlreadyPaid
    check_open(application, at=at)
    if not here.complete:
        raise NotComplete
    if not here.declared:
        raise NotDeclared
    if here.payment is not None:
        here.payment.application = application
        return here.payment
    return _create(application, by=by, at=at)


def _create(application: Application, *, by: "User", at: datetime) -> Payment:
    try:
        lines = fees.lines_of(application, on=clock.home_date(at))
    except NoFeeKnown as unknown:
        raise CannotPay(*both("fee.none_known")) from unknown
    payment = Payment.objects.create(
        application=application,
        amount=total(lines),
        gateway=gateway.present().name,
        gateway_key=f"{application.reference}-{secrets.token_urlsafe(18)}",
        started_at=at,
    )
    ids = fees.fee_ids(lines)
    PaymentLine.objects.bulk_create(
        PaymentLine(payment=payment, fee_id=ids[line.code], code=line.code, amount=line.amount) for line in lines
    )
    record("payment_started", application, by=by, at=at, payment=payment.pk, amount=str(payment.amount))
    return payment


def _write(payment: Payment, answer: Answer, *, by: "User | None", at: datetime) -> Payment:
    if answer.standing == Standing.TAKEN:
        return _write_taken(payment_id=payment.pk, answer=answer, by=by, at=at)
    if answer.standing == Standing.NOT_TAKEN:
        return _write_not_taken(payment_id=payment.pk, asked=payment.session, reason=answer.reason, by=by, at=at)
    return payment


@transaction.atomic(durable=True)
def _write_taken(*, payment_id: int, answer: Answer, by: "User | None", at: datetime) -> Payment:
    payment, application = held_with_application(payment_id)
    if payment.state == PaymentState.STARTED:
        end_taken(payment, application, answer, by=by, at=at)
    return payment


@transaction.atomic(durable=True)
def _write_not_taken(*, payment_id: int, asked: str, reason: str, by: "User | None", at: datetime) -> Payment:
    payment, application = held_with_application(payment_id)
    # A page whose session became known after the question may still take the card: the answer was about none.
    if payment.state != PaymentState.STARTED or payment.session != asked:
        return payment
    # Somebody who sits before the page reads it there.
    end_not_taken(payment, application, reason=reason, tell=by is None, by=by, at=at)
    return payment


def end_taken(payment: Payment, application: Application, answer: Answer, *, by: "User | None", at: datetime) -> None:
    """
    Write inside the caller's transaction, which holds both, that a payment was taken; the application is sent when nothing else
    is missing.
    """
    taken_at = answer.at or at
    payment.card_last4 = answer.card_last4
    _end(payment, PaymentState.PAID, at=taken_at)
    record("payment_taken", application, by=by, at=at, payment=payment.pk, amount=str(payment.amount))
    here = standing.of(application, at=taken_at)
    if submission.can_be_received(here, received_at=taken_at):
        submission.receive(here, by=by, received_at=taken_at, at=at)


def end_not_taken(
    payment: Payment, application: Application, *, reason: str, tell: bool, by: "User | None", at: datetime
) -> None:
    """
    Write inside the caller's transaction, which holds both, that a payment was not taken.

    :param tell: whether its owner gets a letter
    """
    payment.failure = reason
    _end(payment, PaymentState.FAILED, at=at)
    record("payment_failed", application, by=by, at=at, payment=payment.pk, reason=reason)
    if tell:
        outbox.queue_letter(letters.payment_failed(application, payment), at=at)


def _end(payment: Payment, state: PaymentState, *, at: datetime) -> None:
    lifecycle.PAYMENT.check(payment.state, state)
    payment.state, payment.settled_at = state, at
    payment.save(update_fields=["state", "settled_at", "card_last4", "failure"])


def held_with_application(payment_id: int) -> tuple[Payment, Application]:
    """A payment and its application, locked inside the caller's transaction: the application first, as every act on it does."""
    application = locked(Payment.objects.only("application_id").get(pk=payment_id).application_id)
    payment = Payment.objects.select_for_update(of=("self",), no_key=True).get(pk=payment_id)
    payment.application = application
    return payment, application


def _payment(payment_id: int) -> Payment:
    return Payment.objects.select_related("application__profile__user").get(pk=payment_id)


def _away() -> CannotPay:
    return CannotPay(
        "The payment page cannot be reached now. Nothing was taken. Your application is safe; try again in a few minutes.",
        "La page de paiement est injoignable pour le moment. Rien n'a été prélevé. Votre demande est en sécurité; réessayez dans "
        "quelques minutes.",
    )

"""Money that goes back: due by the matrix in the transaction of what ended, sent through the provider afterwards."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Q

from applications import gateway
from applications.gateway import NotGivenBack
from applications.letters import decisions as letters
from applications.models import Application, PaymentLine, Refund
from applications.operations.held import locked, record
from applications.queries import refunds as paid
from applications.rules import lifecycle
from applications.rules import refunds as matrix
from applications.rules.attempts import MOST_ATTEMPTS, next_try_at
from applications.rules.refunds import AFTER_LETTER_SETTING, AfterLetter, Ending, RefundLine
from applications.states import PaymentState, RefundState
from iecsite import clock, dated
from iecsite.refusal import Refused
from iecsite.turns import TimeIsUp
from profiles.operations import letters as outbox

if TYPE_CHECKING:
    from profiles.models import User

PERMISSION = "applications.refund_payment"


class CannotRefund(Refused):
    """Nothing may, or nothing can, be paid back like this."""


def create_refunds(application: Application, ending: Ending, *, by: "User | None", at: datetime) -> tuple[RefundLine, ...]:
    """
    Make due what the matrix pays back for an ending, inside the caller's transaction, which holds the application.

    What was paid back or is due already is never made due again, so a second call changes nothing.

    :returns: one line for each fee that was paid and not paid back, zero included, with the key of the sentence that says why
    """
    held = PaymentLine.objects.filter(payment__application=application, payment__state=PaymentState.PAID)
    lines = {line.code: line for line in held.select_for_update(of=("self",), no_key=True).order_by("id")}
    told = preview(lines=list(lines.values()), ending=ending, at=at)
    due = {one.code: one.amount for one in told if one.amount > 0}
    for code, amount in due.items():
        Refund.objects.create(
            line=lines[code], application=application, outcome=ending, amount=amount, created_at=at, created_by=by
        )
        PaymentLine.objects.filter(pk=lines[code].pk).update(refunded=F("refunded") + amount)
    if due:
        amounts = {str(code): str(amount) for code, amount in due.items()}
        record("refund_due", application, by=by, at=at, because=str(ending), amounts=amounts)
    return told


def preview(*, lines: list[PaymentLine], ending: Ending, at: datetime) -> tuple[RefundLine, ...]:
    """What an ending would pay back of the lines of a payment; changes nothing."""
    chosen = AfterLetter(dated.value(AFTER_LETTER_SETTING, on=clock.home_date(at)))
    left = paid.not_paid_back(lines)
    return matrix.refund_lines(ending, left, biometrics_given=paid.BIOMETRICS_GIVEN, after_letter=chosen)


@transaction.atomic(durable=True)
def refund(*, application_id: int, ending: Ending, by: "User", at: datetime) -> tuple[RefundLine, ...]:
    """
    Let a cashier pay back what the matrix says for what happened after the case was over.

    :raises CannotRefund: without the permission, on one's own application, for an ending that does not follow on its state, or
        when nothing is left to be paid back for it
    """
    application = locked(application_id)
    check_cashier(application, by)
    if ending not in matrix.endings_after(application.decided_as()):
        raise CannotRefund(
            "This reason does not fit the state of the application. Open it again and choose another.",
            "Ce motif ne correspond pas à l'état de la demande. Rouvrez-la et choisissez-en un autre.",
        )
    told = create_refunds(application, ending, by=by, at=at)
    if not any(line.amount for line in told):
        raise CannotRefund("Nothing is left to pay back for this reason.", "Il ne reste rien à rembourser pour ce motif.")
    return told


@transaction.atomic(durable=True)
def try_again(*, refund_id: int, by: "User", at: datetime) -> Refund:
    """
    Send a refund again that three attempts could not send.

    :raises CannotRefund: without the permission, on one's own application, or when it was sent or will be tried anyway
    """
    one = Refund.objects.select_related("application__profile").select_for_update(of=("self",), no_key=True).get(pk=refund_id)
    check_cashier(one.application, by)
    if not one.put_aside():
        raise CannotRefund(
            "Only a refund that three attempts could not send can be sent again.",
            "Seul un remboursement que trois essais n'ont pas pu envoyer peut être envoyé de nouveau.",
        )
    Refund.objects.filter(pk=one.pk).update(attempts=0, claimed_until=None)
    record("refund_tried_again", one.application, by=by, at=at, refund=one.pk)
    return one


def send_next_refund(*, at: datetime) -> Refund | None:
    """
    Send one refund that is due through its provider.

    It is claimed (and its attempt counted) before and marked after; the provider is given the row's own key, so that a crash
    between the two sends it once more and the provider takes it for the same. Safe in two workers.

    :returns: the refund that was tried, or None when none is due
    :raises TimeIsUp: when the time of the task ended in it; it is tried again when its claim has run out
    """
    claimed = _claim(at=at)
    if claimed is None:
        return None
    failure = _give_back(claimed, at=at)
    if failure:
        Refund.objects.filter(pk=claimed.pk, state=RefundState.DUE).update(last_error=failure)
        return claimed
    return _mark_sent(claimed.pk, at=at)


def _give_back(refund: Refund, *, at: datetime) -> str:
    """Ask the provider; the empty string, or in a few words why it did not give back."""
    payment = refund.line.payment
    # The same key for every attempt; the row's number stands first, so that no cut makes two of them alike.
    key = f"back-{refund.pk}-{payment.gateway_key}"[:80]
    try:
        gateway.named(payment.gateway).refund(key=key, session=payment.session, amount=refund.amount, at=at)
    except NotGivenBack as refusal:
        return str(refusal)[:120] or "not given back"
    except TimeIsUp:
        raise
    except Exception as failure:  # whatever one refund meets, the others go on
        return type(failure).__name__[:120]
    return ""


@transaction.atomic(durable=True)
def _claim(*, at: datetime) -> Refund | None:
    one = (
        Refund.objects.filter(state=RefundState.DUE, attempts__lt=MOST_ATTEMPTS)
        .filter(Q(claimed_until__isnull=True) | Q(claimed_until__lte=at))
        .select_related("line__payment")
        .select_for_update(of=("self",), skip_locked=True, no_key=True)
        .order_by("id")
        .first()
    )
    if one is None:
        return None
    Refund.objects.filter(pk=one.pk).update(attempts=one.attempts + 1, claimed_until=next_try_at(one.attempts, at))
    return one


@transaction.atomic(durable=True)
def _mark_sent(refund_id: int, *, at: datetime) -> Refund:
    # The application first: two refunds of one case are marked one after the other, and one of them is the last.
    application = locked(Refund.objects.only("application_id").get(pk=refund_id).application_id)
    one = Refund.objects.select_related("line__payment").select_for_update(of=("self",), no_key=True).get(pk=refund_id)
    if one.state == RefundState.SENT:
        return one
    lifecycle.REFUND.check(one.state, RefundState.SENT)
    one.state, one.sent_at, one.claimed_until, one.last_error = RefundState.SENT, at, None, ""
    one.save(update_fields=["state", "sent_at", "claimed_until", "last_error"])
    record("refund_sent", application, by=None, at=at, refund=one.pk, amount=str(one.amount))
    together = list(Refund.objects.filter(application=application, outcome=one.outcome).order_by("id"))
    if all(each.state == RefundState.SENT for each in together):
        card = one.line.payment.card_last4
        outbox.queue_letter(letters.refund_sent(application, outcome=one.outcome, refunds=together, card_last4=card), at=at)
    return one


def check_cashier(application: Application, by: "User") -> None:
    """
    Let a cashier act on the money of an application.

    :raises CannotRefund: without the permission, or on one's own application
    """
    if not by.has_perm(PERMISSION):
        raise CannotRefund(
            "Your role does not pay fees back. Ask for the role of cashier.",
            "Votre rôle ne permet pas de rembourser des frais. Demandez le rôle de caisse.",
        )
    if by.pk == application.profile.user_id:
        raise CannotRefund(
            "This is your own application. Another cashier must do this.",
            "C'est votre propre demande. Une autre personne de la caisse doit s'en occuper.",
        )

"""What of an application's fees was paid, and what goes back."""

from decimal import Decimal

from applications.models import PaymentLine
from applications.rules import refunds
from applications.rules.fees import FeeCode
from applications.rules.refunds import Ending, RefundLine
from applications.states import PaymentState


def paid_lines(application_id: int) -> list[PaymentLine]:
    """The lines of the payment that was taken, in the order of the fees; empty when nothing was paid."""
    order = list(FeeCode)
    lines = PaymentLine.objects.filter(payment__application_id=application_id, payment__state=PaymentState.PAID)
    return sorted(lines.select_related("payment", "fee"), key=lambda line: order.index(FeeCode(line.code)))


def not_paid_back(lines: list[PaymentLine]) -> dict[FeeCode, Decimal]:
    """What is left of each fee after what was paid back or is about to be."""
    return {FeeCode(line.code): line.amount - line.refunded for line in lines}


def told_lines(application_id: int, ending: Ending, *, after_letter: refunds.AfterLetter) -> tuple[RefundLine, ...]:
    """
    What the person is told about each fee that was paid: what goes back for an ending, zero included, and why.

    What was paid back for another reason before is not told again.
    """
    lines = paid_lines(application_id)
    before = {
        line.pk: sum((refund.amount for refund in line.refunds.all() if refund.outcome != ending), start=Decimal("0.00"))
        for line in _with_refunds(lines)
    }
    paid = {FeeCode(line.code): line.amount - before[line.pk] for line in lines}
    return refunds.refund_lines(ending, paid, biometrics_given=BIOMETRICS_GIVEN, after_letter=after_letter)


# Nobody tells this system yet that somebody gave their biometrics; until then the fee counts as not used.
BIOMETRICS_GIVEN = False


def _with_refunds(lines: list[PaymentLine]) -> list[PaymentLine]:
    return list(PaymentLine.objects.filter(pk__in=[line.pk for line in lines]).prefetch_related("refunds"))

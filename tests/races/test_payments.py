"""Two workers settle payments and end applications whose time is over: each once."""

from datetime import timedelta

import pytest

from applications.gateway import local
from applications.gateway.interface import PAGE_LASTS
from applications.models import Application, ApplicationEntry, Payment, Refund
from applications.operations import expiry, payments, unsettled
from applications.states import ApplicationState, PaymentState
from iecsite import journal
from profiles.models import Letter
from tests.factories import applications
from tests.races.together import at_the_same_moment

pytestmark = pytest.mark.django_db(transaction=True)


def settle_all(at):
    while unsettled.settle_next(at=at):
        pass


def test_two_workers_settle_each_payment_once(noon):
    ready = [applications.ready_to_pay(at=noon) for _one in range(4)]
    begun = [applications.begin_to_pay(application, at=noon) for application in ready]
    for payment in begun[:2]:
        local.charge_card(payments.charge_of(payment), local.TAKEN, at=noon)
    later = noon + PAGE_LASTS + unsettled.GRACE

    failures = [end for end in at_the_same_moment(lambda: settle_all(later), lambda: settle_all(later)) if end is not None]

    assert failures == []
    states = list(Payment.objects.order_by("pk").values_list("state", flat=True))
    assert states == [PaymentState.PAID] * 2 + [PaymentState.FAILED] * 2
    assert Application.objects.filter(state=ApplicationState.SUBMITTED).count() == 2
    kinds = ApplicationEntry.objects.values_list("kind", flat=True)
    assert [list(kinds).count(kind) for kind in ("payment_taken", "application_submitted", "payment_failed")] == [2, 2, 2]
    assert Letter.objects.filter(kind="applications/received").count() == 2
    assert Letter.objects.filter(kind="applications/payment_failed").count() == 2
    assert not Payment.objects.exclude(attempts=0).exists()
    assert journal.first_break(ApplicationEntry) is None


@pytest.mark.parametrize("_time", range(3))
def test_a_card_entered_while_the_sweep_cancels_its_page_is_taken_or_not_and_never_both(noon, _time):
    application = applications.ready_to_pay(at=noon)
    payment = applications.begin_to_pay(application, at=noon)
    later = noon + PAGE_LASTS + unsettled.GRACE
    last_instant = noon + PAGE_LASTS - timedelta(microseconds=1)

    at_the_same_moment(
        lambda: local.charge_card(payments.charge_of(payment), local.TAKEN, at=last_instant), lambda: settle_all(later)
    )
    settle_all(later + timedelta(seconds=1))

    payment.refresh_from_db()
    taken = local.LocalCards().ask(payments.charge_of(payment), at=later).standing == "taken"
    assert payment.state == (PaymentState.PAID if taken else PaymentState.FAILED)
    assert (applications.fresh(application).state == ApplicationState.SUBMITTED) is taken


def test_two_workers_end_each_application_once(noon):
    opened = [applications.opened(at=noon) for _one in range(6)]
    due = max(one.due_at for one in opened)

    def sweep():
        ended = []
        while application := expiry.lapse_next(at=due):
            ended.append(application.pk)
        return ended

    first, second = at_the_same_moment(sweep, sweep)
    # What one worker held while the other looked is found by the next run.
    late = sweep()

    assert sorted(first + second + late) == [one.pk for one in opened]
    assert ApplicationEntry.objects.filter(kind="application_lapsed").count() == 6
    assert Letter.objects.filter(kind="applications/lapsed").count() == 6
    assert not Refund.objects.exists()

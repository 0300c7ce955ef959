"""One charge for an application, and an end for every payment that was begun, however late its answer is heard."""

from dataclasses import replace
from datetime import timedelta

import pytest

from applications.gateway import local
from applications.gateway.interface import PAGE_LASTS
from applications.models import CardCharge, Payment, Refund
from applications.operations import expiry, payments, refunds, unsettled
from applications.states import ApplicationState, PaymentState, RefundState
from profiles.models import Letter
from tests.factories import applications

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def ready(noon):
    return applications.ready_to_pay(at=noon)


def settle(payment, *, at):
    return payments.settle_payment(payment_id=payment.pk, by=None, at=at)


def settle_all(*, at):
    """What one run of the sweep looks at."""
    looked_at = []
    while payment := unsettled.settle_next(at=at):
        looked_at.append(payment)
    return looked_at


def test_two_clicks_lead_to_the_same_charge(ready, noon):
    assert applications.begin_to_pay(ready, at=noon) == applications.begin_to_pay(ready, at=noon + MINUTE)
    assert Payment.objects.count() == 1


def test_an_answer_heard_after_the_deadline_of_a_payment_taken_in_time_sends_the_application(ready):
    payment = applications.begin_to_pay(ready, at=ready.due_at - 10 * MINUTE)
    taken_at = ready.due_at - MINUTE
    local.charge_card(payments.charge_of(payment), local.TAKEN, at=taken_at)

    settle(payment, at=ready.due_at + timedelta(hours=5))

    found = applications.fresh(ready)
    assert (found.state, found.submitted_at) == (ApplicationState.SUBMITTED, taken_at)
    assert expiry.lapse_next(at=ready.due_at + timedelta(hours=5)) is None
    assert Letter.objects.filter(kind="applications/received").count() == 1


def test_a_payment_taken_after_the_deadline_sends_nothing_and_goes_back_when_the_application_lapses(ready):
    payment = applications.begin_to_pay(ready, at=ready.due_at - MINUTE)
    # A provider whose page stays open a little longer than we asked for.
    late = replace(payments.charge_of(payment), until=ready.due_at + PAGE_LASTS)
    local.charge_card(late, local.TAKEN, at=ready.due_at + MINUTE)

    assert settle(payment, at=ready.due_at + 2 * MINUTE).state == PaymentState.PAID
    assert applications.fresh(ready).state == ApplicationState.IN_PROGRESS
    assert expiry.lapse_next(at=ready.due_at + 2 * MINUTE) == ready

    assert applications.fresh(ready).state == ApplicationState.LAPSED
    while refunds.send_next_refund(at=ready.due_at + 3 * MINUTE):
        pass
    assert set(Refund.objects.values_list("state", flat=True)) == {RefundState.SENT}
    assert sum(CardCharge.objects.values_list("amount", flat=True)) == 0


def test_an_application_with_an_unsettled_payment_lapses_only_when_its_end_is_known(ready):
    applications.begin_to_pay(ready, at=ready.due_at - MINUTE)
    page_ended = ready.due_at - MINUTE + PAGE_LASTS + unsettled.GRACE

    assert expiry.lapse_next(at=ready.due_at) is None
    assert [one.state for one in settle_all(at=ready.due_at)] == [PaymentState.STARTED]
    assert expiry.lapse_next(at=page_ended) is None
    assert [one.state for one in settle_all(at=page_ended)] == [PaymentState.FAILED]

    assert expiry.lapse_next(at=page_ended) == ready
    assert not Refund.objects.exists()


def test_a_page_that_nobody_used_is_cancelled_by_the_sweep_a_little_after_its_end_and_its_owner_is_told(ready, noon):
    payment = applications.begin_to_pay(ready, at=noon)
    ended = noon + PAGE_LASTS + unsettled.GRACE

    assert [one.state for one in settle_all(at=ended - MINUTE)] == [PaymentState.STARTED]
    assert [(one.state, one.failure) for one in settle_all(at=ended)] == [(PaymentState.FAILED, "cancelled")]

    assert Letter.objects.filter(kind="applications/payment_failed").count() == 1
    assert local.charge_card(payments.charge_of(payment), local.TAKEN, at=ended).standing == "not_taken"


def test_paying_anew_after_the_page_has_ended_ends_the_first_charge_and_begins_another(ready, noon):
    first = applications.begin_to_pay(ready, at=noon)

    second = applications.begin_to_pay(ready, at=noon + PAGE_LASTS)

    first.refresh_from_db()
    assert (first.state, second.state, second.pk > first.pk) == (PaymentState.FAILED, PaymentState.STARTED, True)
    assert local.charge_card(payments.charge_of(first), local.TAKEN, at=noon + MINUTE).standing == "not_taken"


def test_paying_anew_after_the_first_charge_was_taken_unheard_takes_nothing_more(ready, noon):
    payment = applications.begin_to_pay(ready, at=noon)
    local.charge_card(payments.charge_of(payment), local.TAKEN, at=noon + MINUTE)

    with pytest.raises(payments.AlreadyPaid):
        applications.begin_to_pay(ready, at=noon + PAGE_LASTS)

    assert applications.fresh(ready).state == ApplicationState.SUBMITTED
    assert Payment.objects.count() == 1


def test_a_second_run_of_the_sweep_changes_nothing(ready, noon):
    payment = applications.begin_to_pay(ready, at=noon)
    local.charge_card(payments.charge_of(payment), local.TAKEN, at=noon)

    assert [one.state for one in settle_all(at=noon + MINUTE)] == [PaymentState.PAID]
    assert settle_all(at=noon + 2 * MINUTE) == []
    assert Letter.objects.filter(kind="applications/received").count() == 1

"""An application paid through Stripe: from either language to one charge, and sent when it was taken."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import translation

from applications.gateway import Answer, Standing
from applications.gateway.stripe import Stripe
from applications.models import Payment
from applications.operations import payments, refunds, unsettled, withdrawal
from applications.states import ApplicationState, PaymentState, RefundState
from iecsite import clock
from tests.factories import applications
from tests.races.together import at_the_same_moment


@pytest.fixture
def ready(house):
    return applications.ready_to_pay(at=clock.now())


def pay_button(application, language):
    """Press it on the page of a language; where it leads."""
    client = Client()
    client.force_login(applications.owner(application))
    with translation.override(language):
        return client.post(reverse("application_fees", args=[application.reference]))["Location"]


@pytest.mark.django_db
def test_the_pay_button_of_both_languages_leads_to_one_charge_and_taken_it_sends_the_application(ready, house):
    pages = [pay_button(ready, language) for language in ("en", "fr", "en")]

    assert set(pages) == {"https://checkout.example.org/cs_test_1"}
    house.pays("cs_test_1", at=int(clock.now().timestamp()))
    payment = payments.settle_payment(payment_id=Payment.objects.get().pk, by=None, at=clock.now())

    assert (payment.state, payment.card_last4) == (PaymentState.PAID, "4242")
    assert applications.fresh(ready).state == ApplicationState.SUBMITTED


@pytest.mark.django_db
def test_withdrawn_again_all_of_it_goes_back(ready, house):
    pay_button(ready, "en")
    house.pays("cs_test_1", at=int(clock.now().timestamp()))

    withdrawal.withdraw(application_id=ready.pk, by=applications.owner(ready), at=clock.now())
    while refunds.send_next_refund(at=clock.now()):
        pass

    assert sum(one["amount"] for one in house.refunds) == house.sessions["cs_test_1"]["amount"]
    assert set(ready.refunds.values_list("state", flat=True)) == {RefundState.SENT}


@pytest.mark.django_db(transaction=True)
def test_two_windows_in_two_languages_at_once_lead_to_one_page(ready):
    pages = at_the_same_moment(*[lambda language=language: pay_button(ready, language) for language in ("en", "fr")])

    assert len(set(pages)) == 1
    assert pages[0].endswith(Payment.objects.get().session)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("language", "words"), [("en", "ended in another window"), ("fr", "annulé dans une autre fenêtre")])
def test_a_page_that_opens_while_another_window_withdraws_is_ended_and_nobody_is_sent_to_it(ready, house, language, words):
    person = applications.owner(ready)

    def withdraw():
        try:
            withdrawal.withdraw(application_id=ready.pk, by=person, at=clock.now())
        finally:
            connection.close()

    house.meanwhile = withdraw
    client = Client()
    client.force_login(person)
    with translation.override(language):
        page = client.post(reverse("application_fees", args=[ready.reference]), follow=True)

    assert words in page.content.decode()
    assert (Payment.objects.get().state, Payment.objects.get().session) == (PaymentState.FAILED, "")
    assert [one["status"] for one in house.sessions.values()] == ["expired"]
    assert applications.fresh(ready).state == ApplicationState.WITHDRAWN


@pytest.mark.django_db
def test_a_page_that_opened_just_after_the_provider_was_asked_to_end_none_leaves_the_payment_begun(ready, house, monkeypatch):
    house.down = True
    with pytest.raises(payments.CannotPay):
        applications.begin_to_pay(ready, at=clock.now())
    house.down = False

    def too_early(self, charge, *, at):
        Payment.objects.update(session="cs_test_9")
        return Answer(Standing.NOT_TAKEN, reason="cancelled")

    monkeypatch.setattr(Stripe, "cancel", too_early)

    with pytest.raises(withdrawal.PaymentUnderWay):
        withdrawal.withdraw(application_id=ready.pk, by=applications.owner(ready), at=clock.now())
    assert Payment.objects.get().state == PaymentState.STARTED


@pytest.mark.django_db
def test_a_payment_that_stripe_does_not_know_counts_as_a_failure_of_the_sweep(ready, house):
    pay_button(ready, "en")
    house.sessions.clear()

    unsettled.settle_next(at=clock.now())

    payment = Payment.objects.get()
    assert (payment.state, payment.attempts, payment.last_error) == (PaymentState.STARTED, 1, "Declined")

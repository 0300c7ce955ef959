"""A payment about which nothing can be learnt: it holds up no other, is put aside with an alarm, and can be looked at again."""

import logging
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from applications import gateway
from applications.gateway import local
from applications.models import ApplicationEntry, Payment
from applications.operations import payments, unsettled, withdrawal
from applications.operations.refunds import CannotRefund
from applications.operations.unsettled import CannotAskAgain
from applications.states import ApplicationState, PaymentState
from iecsite.turns import TimeIsUp
from profiles.models import Letter, User
from profiles.operations import letters
from tests.applications.operations.test_payments import settle_all
from tests.factories import applications, cases, cast

pytestmark = pytest.mark.django_db
LATER = [timedelta(minutes=minutes) for minutes in (0, 2, 12, 80)]


@pytest.fixture
def bad(noon):
    """Begun with a provider whose key was taken away since."""
    payment = applications.begin_to_pay(applications.ready_to_pay(at=noon), at=noon)
    Payment.objects.filter(pk=payment.pk).update(gateway="stripe")
    return payment


@pytest.fixture
def good(noon, bad):
    """Begun after the other one, and taken."""
    payment = applications.begin_to_pay(applications.ready_to_pay(at=noon), at=noon)
    local.charge_card(payments.charge_of(payment), local.TAKEN, at=noon)
    return payment


@pytest.fixture
def put_aside(noon, bad):
    for wait in LATER[:3]:
        settle_all(at=noon + wait)
    bad.refresh_from_db()
    assert bad.put_aside()
    return bad


def test_a_provider_that_is_not_set_up_any_more_holds_up_no_other_payment(noon, bad, good):
    settle_all(at=noon)

    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.state, bad.state) == (PaymentState.PAID, PaymentState.STARTED)
    assert (bad.attempts, bad.last_error) == (1, "UnknownProvider")


@pytest.mark.parametrize("failure", [KeyError("payment_status"), TypeError("None")])
def test_an_answer_that_nobody_understands_holds_up_no_other_payment(noon, bad, good, monkeypatch, failure):
    Payment.objects.filter(pk=bad.pk).update(gateway="local")
    ask = local.LocalCards.ask

    def unheard_of(self, charge, *, at):
        if charge.key == bad.gateway_key:
            raise failure
        return ask(self, charge, at=at)

    monkeypatch.setattr(local.LocalCards, "ask", unheard_of)
    settle_all(at=noon)

    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.state, bad.attempts, bad.last_error) == (PaymentState.PAID, 1, type(failure).__name__)


def test_it_rests_longer_each_time_then_is_put_aside_and_the_cashiers_hear_of_it_once(noon, bad, caplog):
    cashier, _officer = cases.cashier(at=noon), cases.officer(at=noon)

    with caplog.at_level(logging.ERROR):
        looked_at = [len(settle_all(at=noon + wait)) for wait in (*LATER[:1], timedelta(minutes=1), *LATER[1:])]

    assert looked_at == [1, 0, 1, 1, 0]
    bad.refresh_from_db()
    assert (bad.attempts, bad.state, bad.put_aside()) == (3, PaymentState.STARTED, True)
    assert f"Payment {bad.pk} was put aside" in caplog.text
    assert ApplicationEntry.objects.filter(kind="payment_put_aside").count() == 1
    letter = Letter.objects.get(kind="applications/payment_put_aside")
    assert letter.user == cashier
    assert letter.context["reference"] == bad.application.reference


@pytest.mark.parametrize(("language", "subject"), [("en", "A payment needs a look"), ("fr", "Un paiement à vérifier")])
def test_the_cashiers_letter_is_in_their_language_and_leads_to_the_payment(noon, bad, language, subject):
    reader = cases.cashier(at=noon)
    User.objects.filter(pk=reader.pk).update(language=language)
    for wait in LATER[:3]:
        settle_all(at=noon + wait)

    letter = Letter.objects.get(kind="applications/payment_put_aside")
    letters.open_letter(letter_id=letter.pk, by=reader, at=noon)
    letter.refresh_from_db()

    assert letter.subject.startswith(subject)
    assert bad.application.reference in letter.subject
    assert "(UnknownProvider)" in letter.body
    assert reverse("admin:applications_payment_change", args=[bad.pk])[3:] in letter.body


def test_an_answer_in_between_begins_the_count_anew(noon, bad):
    settle_all(at=noon)
    Payment.objects.update(gateway="local")

    settle_all(at=noon + LATER[1])

    bad.refresh_from_db()
    assert (bad.attempts, bad.rests_until, bad.last_error) == (0, None, "")


def test_a_run_that_ended_early_is_gone_on_with_by_the_next(noon, bad, good):
    assert unsettled.settle_next(at=noon) == bad

    assert settle_all(at=noon + timedelta(minutes=3)) == [good, bad]


def test_a_cashier_has_it_looked_at_again(noon, put_aside):
    cashier = cases.cashier(at=noon)
    Payment.objects.update(gateway="local")
    local.charge_card(payments.charge_of(put_aside), local.TAKEN, at=noon)
    later = noon + timedelta(hours=2)
    assert settle_all(at=later) == []

    unsettled.ask_again(payment_id=put_aside.pk, by=cashier, at=later)

    assert [one.state for one in settle_all(at=later)] == [PaymentState.PAID]
    assert applications.fresh(put_aside.application).state == ApplicationState.SUBMITTED
    assert ApplicationEntry.objects.get(kind="payment_asked_again").actor == cashier


def test_only_a_cashier_and_only_one_put_aside(noon, bad):
    with pytest.raises(CannotRefund):
        unsettled.ask_again(payment_id=bad.pk, by=cases.officer(at=noon), at=noon)
    with pytest.raises(CannotAskAgain):
        unsettled.ask_again(payment_id=bad.pk, by=cases.cashier(at=noon), at=noon)


def test_the_end_of_the_tasks_time_is_no_failure_of_the_payment_in_hand(noon, bad, monkeypatch):
    def overtaken(_name):
        raise TimeIsUp

    monkeypatch.setattr(gateway, "named", overtaken)
    with pytest.raises(TimeIsUp):
        unsettled.settle_next(at=noon)

    bad.refresh_from_db()
    assert (bad.attempts, bad.last_error) == (0, "")


@pytest.mark.parametrize(("language", "words"), [("en", "We do not know yet"), ("fr", "Nous ne savons pas encore")])
def test_its_owner_gets_a_page_that_says_so(bad, client, language, words):
    client.force_login(applications.owner(bad.application))
    with translation.override(language):
        page = client.get(reverse("application_pay", args=[bad.application.reference]))

    assert words in page.content.decode()


def test_nothing_else_is_begun_or_ended_meanwhile(noon, bad):
    person = applications.owner(bad.application)

    with pytest.raises(payments.CannotAsk):
        withdrawal.withdraw(application_id=bad.application_id, by=person, at=noon)
    with pytest.raises(payments.CannotPay):
        applications.begin_to_pay(bad.application, at=noon)

    assert applications.fresh(bad.application).state == ApplicationState.IN_PROGRESS


def test_the_staff_page_says_what_happened_and_offers_to_look_again(noon, put_aside, client):
    client.force_login(cast.with_second_factor(cases.cashier(at=noon)))
    again = reverse("admin:applications_payment_again", args=[put_aside.pk])
    page = client.get(reverse("admin:applications_payment_change", args=[put_aside.pk])).content.decode()

    assert "(UnknownProvider)" in page
    assert f'formaction="{again}"' in page
    listed = client.get(reverse("admin:applications_payment_changelist"), {"put_aside": "yes"}).content.decode()
    assert put_aside.application.reference in listed
    assert "The payment is looked at again." in client.post(again, follow=True).content.decode()

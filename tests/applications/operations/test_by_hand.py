"""A payment whose provider never answers again is settled by what two cashiers found, each without seeing the other's finding."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from applications.models import ApplicationEntry, Payment
from applications.operations import by_hand, payments, withdrawal
from applications.operations.refunds import CannotRefund
from applications.rules.attempts import MOST_ATTEMPTS
from applications.states import ApplicationState, Evidence, PaymentState
from profiles.models import Letter
from tests.factories import applications, cases, cast

pytestmark = pytest.mark.django_db
LATER = timedelta(days=3)


@pytest.fixture
def unheard(noon):
    """A payment that was put aside, of a provider that is not there any more."""
    payment = applications.begin_to_pay(applications.ready_to_pay(at=noon), at=noon)
    Payment.objects.filter(pk=payment.pk).update(gateway="stripe", attempts=MOST_ATTEMPTS, last_error="UnknownProvider")
    payment.refresh_from_db()
    return payment


def find(payment, *, taken, by, at):
    return by_hand.find(payment_id=payment.pk, taken=taken, evidence=Evidence.STATEMENT, by=by, at=at)


def test_what_two_cashiers_found_not_taken_lets_the_person_pay_anew_and_tells_them(noon, unheard):
    one, two = cases.cashier(at=noon), cases.cashier(at=noon)

    assert find(unheard, taken=False, by=one, at=noon + LATER).state == PaymentState.STARTED
    assert find(unheard, taken=False, by=two, at=noon + LATER).state == PaymentState.FAILED

    assert Letter.objects.filter(kind="applications/payment_failed").count() == 1
    assert applications.begin_to_pay(unheard.application, at=noon + LATER).pk > unheard.pk
    found = ApplicationEntry.objects.filter(kind__startswith="payment_found").order_by("pk")
    assert [(entry.actor, entry.details["evidence"]) for entry in found] == [(one, "statement"), (two, "statement")]


def test_what_two_cashiers_found_taken_sends_the_application_as_of_the_moment_of_paying(noon, unheard):
    for _one in range(2):
        find(unheard, taken=True, by=cases.cashier(at=noon), at=unheard.application.due_at + LATER)

    found = applications.fresh(unheard.application)
    assert (found.state, found.submitted_at) == (ApplicationState.SUBMITTED, unheard.started_at)


def test_one_cashier_alone_settles_nothing_however_often(noon, unheard):
    cashier = cases.cashier(at=noon)

    for _time in range(3):
        assert find(unheard, taken=False, by=cashier, at=noon + LATER).state == PaymentState.STARTED


def test_two_who_found_different_things_settle_nothing_and_a_third_agrees_with_the_later(noon, unheard):
    one, two, three = (cases.cashier(at=noon) for _one in range(3))
    find(unheard, taken=True, by=one, at=noon + LATER)

    assert find(unheard, taken=False, by=two, at=noon + LATER).state == PaymentState.STARTED
    assert find(unheard, taken=False, by=three, at=noon + LATER).state == PaymentState.FAILED


def test_nobody_settles_what_is_not_put_aside_is_their_own_or_may_still_be_charged(noon, unheard):
    with pytest.raises(CannotRefund):
        find(unheard, taken=False, by=cases.officer(at=noon), at=noon + LATER)
    with pytest.raises(by_hand.CannotSettle, match="could still be charged"):
        find(unheard, taken=False, by=cases.cashier(at=noon), at=noon + timedelta(hours=1))
    Payment.objects.update(attempts=0)
    with pytest.raises(by_hand.CannotSettle, match="put aside"):
        find(unheard, taken=False, by=cases.cashier(at=noon), at=noon + LATER)


@pytest.mark.parametrize(
    ("language", "on_page", "refusal"),
    [("en", "our cashiers look into it", "our cashiers look"), ("fr", "notre caisse s", "notre caisse s'en occupe")],
)
def test_its_owner_reads_that_cashiers_look_and_not_that_we_go_on_asking(noon, unheard, client, language, on_page, refusal):
    client.force_login(applications.owner(unheard.application))
    with translation.override(language):
        page = client.get(reverse("application_pay", args=[unheard.application.reference])).content.decode()

    assert on_page in page
    assert ("every minute" in page, "chaque minute" in page) == (False, False)
    with pytest.raises(payments.CannotAsk) as refused:
        withdrawal.withdraw(application_id=unheard.application_id, by=applications.owner(unheard.application), at=noon)
    assert refusal in refused.value.sentence(language)


def test_the_page_takes_a_finding_and_says_what_is_missing(noon, unheard, client, monkeypatch):
    monkeypatch.setattr("iecsite.clock.now", lambda: noon + LATER)
    client.force_login(cast.with_second_factor(cases.cashier(at=noon + LATER)))
    page = reverse("admin:applications_payment_by_hand", args=[unheard.pk])

    assert "This field is required" in client.post(page, {}).content.decode()
    said = client.post(page, {"outcome": "taken", "evidence": "provider"}, follow=True).content.decode()

    assert "once two cashiers have found the same" in said
    assert f'href="{page}"' in said

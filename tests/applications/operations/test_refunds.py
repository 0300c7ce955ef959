"""Money goes back by the matrix, never twice and never more than was paid."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction

from applications.gateway import NotGivenBack
from applications.gateway.local import LocalCards
from applications.models import ApplicationEntry, CardCharge, PaymentLine, Refund
from applications.operations import decisions, refunds
from applications.operations.refunds import CannotRefund
from applications.rules.refunds import Ending
from applications.states import RefundState
from iecsite.models import DatedSetting
from iecsite.turns import TimeIsUp
from profiles.models import Letter
from tests.factories import cases, rounds

pytestmark = pytest.mark.django_db
IEC, OPEN = Decimal("184.75"), Decimal("100.00")


@pytest.fixture
def officer(noon):
    return cases.officer(at=noon)


@pytest.fixture
def cashier(noon):
    return cases.cashier(at=noon)


@pytest.fixture
def refused(officer, noon):
    application = cases.in_review(by=officer, at=noon)
    decisions.refuse(application_id=application.pk, reason_codes=["age"], note="Too old.", by=officer, at=noon)
    return application


@pytest.fixture
def approved(officer, noon):
    rounds.pool("FR-WH", quota=10, approved=0)
    application = cases.in_review(by=officer, at=noon)
    decisions.approve(application_id=application.pk, by=officer, at=noon)
    return application


@pytest.fixture
def provider_away(monkeypatch):
    def refund(self, **more):
        raise NotGivenBack("away")

    monkeypatch.setattr(LocalCards, "refund", refund)


def given_back():
    return -sum((row.amount for row in CardCharge.objects.filter(amount__lt=0)), start=Decimal(0))


def send_all(at):
    tried = 0
    while refunds.send_next_refund(at=at):
        tried += 1
    return tried


def test_each_refund_is_sent_once_and_the_person_is_told_once(refused, noon):
    assert send_all(noon) == 2

    assert given_back() == IEC + OPEN
    assert set(Refund.objects.values_list("state", "sent_at")) == {(RefundState.SENT, noon)}
    letter = Letter.objects.get(kind="applications/refund_sent")
    assert letter.context["amount_en"] == "$284.75\xa0CAD"
    assert letter.context["card"] == "4242"
    assert send_all(noon + timedelta(days=1)) == 0


def test_the_end_of_the_tasks_time_is_no_failure_of_the_refund_in_hand(refused, monkeypatch, noon):
    def overtaken(self, **more):
        raise TimeIsUp

    with monkeypatch.context() as late:
        late.setattr(LocalCards, "refund", overtaken)
        with pytest.raises(TimeIsUp):
            refunds.send_next_refund(at=noon)

    assert set(Refund.objects.values_list("state", "last_error")) == {(RefundState.DUE, "")}
    assert send_all(noon + timedelta(minutes=2)) == 2


def test_nobody_is_told_before_all_of_it_is_sent(refused, noon):
    refunds.send_next_refund(at=noon)

    assert not Letter.objects.filter(kind="applications/refund_sent").exists()


def test_a_crash_after_the_provider_gave_back_gives_back_once(refused, noon, monkeypatch):
    def die(*arguments, **more):
        raise SystemExit

    with monkeypatch.context() as broken:
        broken.setattr(refunds, "_mark_sent", die)
        with pytest.raises(SystemExit):
            refunds.send_next_refund(at=noon)
    assert given_back() == IEC
    assert Refund.objects.filter(state=RefundState.DUE).count() == 2

    send_all(noon + timedelta(hours=1))

    assert given_back() == IEC + OPEN
    assert not Refund.objects.exclude(state=RefundState.SENT).exists()


def test_a_provider_that_is_away_is_asked_three_times_and_then_a_cashier(refused, cashier, noon, provider_away, monkeypatch):
    assert send_all(noon) == 2
    assert send_all(noon) == 0
    for wait in (timedelta(minutes=3), timedelta(minutes=20), timedelta(days=1), timedelta(days=2)):
        send_all(noon + wait)

    assert set(Refund.objects.values_list("state", "attempts", "last_error")) == {(RefundState.DUE, 3, "away")}
    assert all(one.put_aside() for one in Refund.objects.all())

    monkeypatch.undo()
    later = noon + timedelta(days=3)
    for one in Refund.objects.all():
        refunds.try_again(refund_id=one.pk, by=cashier, at=later)
    send_all(later)
    assert given_back() == IEC + OPEN


def test_a_refund_on_its_way_is_not_tried_again_by_hand(refused, cashier, officer, noon):
    one = Refund.objects.first()

    with pytest.raises(CannotRefund, match="three attempts"):
        refunds.try_again(refund_id=one.pk, by=cashier, at=noon)
    with pytest.raises(CannotRefund, match="role of cashier"):
        refunds.try_again(refund_id=one.pk, by=officer, at=noon)


def test_the_same_is_never_due_twice(refused, officer, noon):
    with transaction.atomic():
        told = refunds.create_refunds(refused, Ending.REFUSED, by=officer, at=noon)

    # What is left of the payment is the biometrics fee, which is not paid back.
    assert [line.amount for line in told] == [Decimal("0.00")]
    assert Refund.objects.count() == 2


def test_the_database_refuses_more_than_was_paid(refused):
    line = PaymentLine.objects.get(code="IEC_FEE")
    line.refunded = line.amount + Decimal("0.01")

    with pytest.raises(IntegrityError, match="payment_line_refund_within_amount"), transaction.atomic():
        line.save()


@pytest.mark.parametrize(
    ("ending", "back"),
    [
        (Ending.WITHDRAWN_AFTER_LETTER, OPEN),
        (Ending.REFUSED_AT_ENTRY, IEC + OPEN),
        (Ending.OFFER_WITHDRAWN, IEC + OPEN),
    ],
)
def test_a_cashier_pays_back_what_happened_after_the_letter(approved, cashier, noon, ending, back):
    told = refunds.refund(application_id=approved.pk, ending=ending, by=cashier, at=noon)

    assert sum(line.amount for line in told) == back
    assert ApplicationEntry.objects.latest("id").details["because"] == ending
    with pytest.raises(CannotRefund, match="Nothing is left"):
        refunds.refund(application_id=approved.pk, ending=ending, by=cashier, at=noon)
    send_all(noon)
    assert given_back() == back


def test_the_dated_setting_decides_where_the_sources_conflict(approved, cashier, noon):
    DatedSetting.objects.create(
        name="refund_after_letter", effective_on=noon.date(), value="help_page", note_en="Trial.", note_fr="Essai."
    )

    with pytest.raises(CannotRefund, match="Nothing is left"):
        refunds.refund(application_id=approved.pk, ending=Ending.WITHDRAWN_AFTER_LETTER, by=cashier, at=noon)


def test_what_expired_unused_is_not_paid_back(approved, cashier, noon):
    with pytest.raises(CannotRefund, match="Nothing is left"):
        refunds.refund(application_id=approved.pk, ending=Ending.LETTER_EXPIRED, by=cashier, at=noon)


def test_an_ending_must_fit_the_state(approved, cashier, noon):
    with pytest.raises(CannotRefund, match="does not fit"):
        refunds.refund(application_id=approved.pk, ending=Ending.REFUSED, by=cashier, at=noon)


def test_a_case_that_goes_on_pays_nothing_back(officer, cashier, noon):
    application = cases.in_review(by=officer, at=noon)

    with pytest.raises(CannotRefund, match="does not fit"):
        refunds.refund(application_id=application.pk, ending=Ending.REFUSED, by=cashier, at=noon)


def test_only_a_cashier_pays_back_and_not_to_themselves(approved, officer, noon):
    person = approved.profile.user
    person.groups.add(Group.objects.get(name="Cashiers"))
    person = type(person).objects.get(pk=person.pk)

    with pytest.raises(CannotRefund, match="role of cashier"):
        refunds.refund(application_id=approved.pk, ending=Ending.REFUSED_AT_ENTRY, by=officer, at=noon)
    with pytest.raises(CannotRefund, match="own application"):
        refunds.refund(application_id=approved.pk, ending=Ending.REFUSED_AT_ENTRY, by=person, at=noon)


def test_where_nothing_was_paid_nothing_is_due(officer, noon):
    application = cases.in_review(by=officer, at=noon, paid=False)

    decisions.refuse(application_id=application.pk, reason_codes=["age"], note="Too old.", by=officer, at=noon)

    assert not Refund.objects.exists()

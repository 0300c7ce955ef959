"""The end of an application that is not decided: its time runs out, or its owner withdraws."""

from datetime import timedelta
from decimal import Decimal

import pytest

from applications.gateway import local
from applications.models import Application, ApplicationEntry, Refund
from applications.operations import expiry, payments, withdrawal
from applications.operations.held import PaymentUnderWay
from applications.operations.withdrawal import CannotWithdraw
from applications.states import ApplicationState, PaymentState
from profiles.models import Letter, Profile
from profiles.operations import profiles
from profiles.states import ProfileState
from rounds.models import Pool
from tests.factories import applications, people

pytestmark = pytest.mark.django_db


def withdraw(application, *, at, by=None):
    return withdrawal.withdraw(application_id=application.pk, by=by or applications.owner(application), at=at)


def test_what_was_not_sent_in_time_lapses(noon):
    application = applications.opened(at=noon)

    assert expiry.lapse_next(at=application.due_at - timedelta(microseconds=1)) is None
    assert expiry.lapse_next(at=application.due_at) == application

    found = applications.fresh(application)
    assert (found.state, found.ended_at) == (ApplicationState.LAPSED, application.due_at)
    assert Profile.objects.get(pk=application.profile_id).state == ProfileState.ENDED
    assert Letter.objects.filter(kind="applications/lapsed").count() == 1
    assert not Refund.objects.exists()
    assert Pool.objects.get(pk=application.pool_id).approved == 0


def test_a_second_run_changes_nothing(noon):
    application = applications.opened(at=noon)
    expiry.lapse_next(at=application.due_at)

    assert expiry.lapse_next(at=application.due_at + timedelta(days=1)) is None
    assert ApplicationEntry.objects.filter(kind="application_lapsed").count() == 1


def test_the_longest_overdue_goes_first(noon):
    later, sooner = applications.opened(at=noon), applications.opened(at=noon - timedelta(days=1))
    at = later.due_at

    assert [expiry.lapse_next(at=at), expiry.lapse_next(at=at)] == [sooner, later]


def test_the_person_may_begin_again(noon):
    application = applications.application_at("lapsed", at=noon)
    owner = applications.owner(application)

    again = profiles.start(user_id=owner.pk, by=owner, at=noon)

    assert (again.state, again.family_name) == (ProfileState.DRAFT, "Exemple")


def test_withdrawing_before_it_is_sent_costs_nothing(noon):
    application = applications.opened(at=noon)

    withdrawn = withdraw(application, at=noon)

    assert withdrawn.state == ApplicationState.WITHDRAWN
    assert Profile.objects.get(pk=application.profile_id).state == ProfileState.ENDED
    assert Letter.objects.get(kind="applications/withdrawn").context["refunds"] == []


@pytest.mark.parametrize("state", ["submitted", "in_review", "awaiting_place"])
def test_withdrawing_before_a_letter_pays_all_back(noon, state):
    application = applications.application_at(state, at=noon)

    withdraw(application, at=noon)

    assert dict(Refund.objects.values_list("line__code", "amount")) == {
        "IEC_FEE": Decimal("184.75"), "OWP_HOLDER_FEE": Decimal("100.00"), "BIOMETRICS_FEE": Decimal("85.00"),
    }  # fmt: skip
    told = Letter.objects.get(kind="applications/withdrawn").context["refunds"]
    assert "$184.75" in told[0]["en"]
    assert "184,75\xa0$" in told[0]["fr"]


@pytest.mark.parametrize("state", ["approved", "refused", "lapsed"])
def test_what_was_decided_or_ended_is_not_withdrawn(noon, state):
    application = applications.application_at(state, at=noon)

    with pytest.raises(CannotWithdraw):
        withdraw(application, at=noon)
    assert applications.fresh(application).state == state


def test_withdrawing_twice_changes_nothing(noon):
    application = applications.submitted(at=noon)
    withdraw(application, at=noon)
    withdraw(application, at=noon)

    assert ApplicationEntry.objects.filter(kind="application_withdrawn").count() == 1
    assert Refund.objects.count() == 3


def test_a_payment_under_way_is_cancelled_first(noon):
    application = applications.ready_to_pay(at=noon)
    payment = applications.begin_to_pay(application, at=noon)

    withdraw(application, at=noon)

    payment.refresh_from_db()
    assert payment.state == PaymentState.FAILED
    assert local.charge_card(payments.charge_of(payment), local.TAKEN, at=noon).standing == "not_taken"


def test_a_payment_that_was_taken_meanwhile_is_paid_back(noon):
    application = applications.ready_to_pay(at=noon)
    payment = applications.begin_to_pay(application, at=noon)
    local.charge_card(payments.charge_of(payment), local.TAKEN, at=noon)

    withdraw(application, at=noon)

    assert applications.fresh(application).state == ApplicationState.WITHDRAWN
    assert sum(Refund.objects.values_list("amount", flat=True)) == payment.amount


def test_with_a_provider_that_is_away_it_waits(noon, monkeypatch):
    application = applications.ready_to_pay(at=noon)
    applications.begin_to_pay(application, at=noon)
    monkeypatch.setattr(local.LocalCards, "cancel", lambda *_args, **_more: payments.Answer(payments.Standing.UNKNOWN))

    with pytest.raises(PaymentUnderWay):
        withdraw(application, at=noon)
    assert applications.fresh(application).state == ApplicationState.IN_PROGRESS


def test_somebody_elses_is_not_found(noon):
    application = applications.opened(at=noon)

    with pytest.raises(Application.DoesNotExist):
        withdraw(application, at=noon, by=people.account(at=noon))

"""Fifty approvals at once for the last place of a pool, and free places given in two workers at once."""

from datetime import timedelta

import pytest
from django.db.models import Count

from applications.models import Application, ApplicationEntry, Decision, Refund
from applications.operations import decision_letters, decisions, refunds
from applications.operations.decisions import CannotDecide
from applications.rules.refunds import Ending
from applications.states import ApplicationState
from iecsite import journal
from profiles.models import Letter
from tests.factories import cases, rounds
from tests.races.together import at_the_same_moment

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 50


def states():
    return dict(Application.objects.values_list("state").annotate(Count("id")))


def approving(application, by, at):
    return lambda: decisions.approve(application_id=application.pk, by=by, at=at)


def test_threat_24_fifty_approvals_of_the_last_place_give_one_place_and_refuse_nobody(noon):
    officer = cases.officer(at=noon)
    pool = rounds.pool("FR-WH", quota=10, approved=9)
    applications = [cases.in_review(by=officer, at=noon) for _ in range(MANY)]

    results = at_the_same_moment(*[approving(one, officer, noon) for one in applications])

    assert all(isinstance(result, Decision) for result in results)
    assert states() == {ApplicationState.APPROVED: 1, ApplicationState.AWAITING_PLACE: MANY - 1}
    pool.refresh_from_db()
    assert pool.approved == pool.quota
    assert Decision.objects.filter(place_taken_at__isnull=False).count() == 1
    assert Letter.objects.filter(kind="applications/awaiting_place").count() == MANY - 1
    assert journal.first_break(ApplicationEntry) is None


def test_two_workers_give_the_free_places_once_and_in_order(noon):
    officer = cases.officer(at=noon)
    rounds.pool("FR-WH", quota=5, approved=5)
    applications = [cases.in_review(by=officer, at=noon) for _ in range(5)]
    for minutes, one in enumerate(applications):
        decisions.approve(application_id=one.pk, by=officer, at=noon + timedelta(minutes=minutes))
    pool = rounds.pool("FR-WH", quota=8)

    def give():
        given = []
        while (one := decisions.give_next_place(at=noon + timedelta(days=1))) is not None:
            given.append(one.pk)
        return given

    first, second = at_the_same_moment(give, give)
    # What one worker held while the other looked is found by the next run.
    late = give()

    assert sorted(first + second + late) == [one.pk for one in applications[:3]]
    pool.refresh_from_db()
    assert pool.approved == 8


def test_two_officers_never_take_the_same_case(noon):
    one, other = cases.officer(at=noon), cases.officer(at=noon)
    applications = [cases.received(at=noon) for _ in range(2)]

    taken = at_the_same_moment(lambda: decisions.take_next(by=one, at=noon), lambda: decisions.take_next(by=other, at=noon))

    assert {application.pk for application in taken} == {application.pk for application in applications}


def test_an_approval_and_a_refusal_at_once_give_one_decision(noon):
    officer = cases.officer(at=noon)
    rounds.pool("FR-WH", quota=10, approved=0)
    application = cases.in_review(by=officer, at=noon)

    results = at_the_same_moment(
        approving(application, officer, noon),
        lambda: decisions.refuse(application_id=application.pk, reason_codes=["age"], note="Too old.", by=officer, at=noon),
    )

    assert sorted(type(result) for result in results if isinstance(result, Decision)) == [Decision]
    assert sum(isinstance(result, CannotDecide) for result in results) == 1
    assert Decision.objects.count() == 1


def test_two_workers_write_each_letter_once(noon):
    officer = cases.officer(at=noon)
    rounds.pool("FR-WH", quota=10, approved=0)
    for one in [cases.in_review(by=officer, at=noon) for _ in range(5)]:
        decisions.approve(application_id=one.pk, by=officer, at=noon)

    def write():
        written = 0
        while decision_letters.write_next_letter(at=noon):
            written += 1
        return written

    assert sum(at_the_same_moment(write, write)) == 5
    assert Letter.objects.filter(kind="applications/decided").count() == 5
    assert not Decision.objects.filter(pdf="").exists()
    assert not Decision.objects.exclude(pdf_attempts=1).exists()


def test_two_cashiers_pay_back_once(noon):
    officer, cashier = cases.officer(at=noon), cases.cashier(at=noon)
    rounds.pool("FR-WH", quota=10, approved=0)
    application = cases.in_review(by=officer, at=noon)
    decisions.approve(application_id=application.pk, by=officer, at=noon)

    def pay_back():
        return refunds.refund(application_id=application.pk, ending=Ending.REFUSED_AT_ENTRY, by=cashier, at=noon)

    at_the_same_moment(pay_back, pay_back)
    at_the_same_moment(*[lambda: refunds.send_next_refund(at=noon)] * 4)

    assert Refund.objects.filter(state="sent").count() == 2
    assert Letter.objects.filter(kind="applications/refund_sent").count() == 1

"""Officers take cases and decide them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group

from applications.models import Application, ApplicationEntry, Decision, Refund
from applications.operations import decisions
from applications.operations.decisions import CannotApprove, CannotDecide, CannotPropose, CannotRefuse
from applications.states import ApplicationState, Outcome
from iecsite import journal
from profiles.models import Letter
from profiles.states import ProfileState
from tests.factories import cases, rounds

pytestmark = pytest.mark.django_db
NOTE = "Passport not shown although asked for."


@pytest.fixture
def officer(noon):
    return cases.officer(at=noon)


def state_of(application):
    return Application.objects.get(pk=application.pk).state


def kinds():
    return list(ApplicationEntry.objects.order_by("id").values_list("kind", flat=True))


def refuse(application, *codes, by, at, note=NOTE):
    return decisions.refuse(application_id=application.pk, reason_codes=codes, note=note, by=by, at=at)


# Taking


def test_taking_a_case_makes_it_the_officers(officer, noon):
    application = cases.received(at=noon)

    taken = decisions.take(application_id=application.pk, by=officer, at=noon)

    assert (taken.state, taken.officer) == (ApplicationState.IN_REVIEW, officer)
    assert kinds()[-1] == "case_taken"


def test_taking_ones_own_case_again_changes_nothing(officer, noon):
    application = cases.in_review(by=officer, at=noon)

    again = decisions.take(application_id=application.pk, by=officer, at=noon)

    assert again.version == application.version
    assert kinds().count("case_taken") == 1


def test_the_case_of_another_officer_is_taken_over_not_taken(officer, noon):
    application = cases.in_review(by=officer, at=noon)
    other = cases.officer(at=noon)

    with pytest.raises(CannotDecide, match="Another officer has this application"):
        decisions.take(application_id=application.pk, by=other, at=noon)
    taken = decisions.take_over(application_id=application.pk, by=other, at=noon)

    assert taken.officer == other
    assert ApplicationEntry.objects.latest("id").details == {"officer_before": officer.pk}


def test_take_next_gives_the_case_that_waited_longest(officer, noon):
    late = cases.received(at=noon)
    early = cases.received(at=noon - timedelta(hours=5))

    assert decisions.take_next(by=officer, at=noon) == early
    assert decisions.take_next(by=officer, at=noon) == late
    assert decisions.take_next(by=officer, at=noon) is None


def test_take_next_never_gives_an_officer_their_own_application(noon):
    application = cases.received(at=noon)
    person = _with_role(application.profile.user)

    assert decisions.take_next(by=person, at=noon) is None


# Approving


def test_an_approval_with_a_place_is_good_for_twelve_months(officer, noon):
    rounds.pool("FR-WH", quota=10, approved=0)
    application = cases.in_review(by=officer, at=noon)

    decision = decisions.approve(application_id=application.pk, by=officer, at=noon)

    assert state_of(application) == ApplicationState.APPROVED
    assert (decision.outcome, decision.permit_months) == (Outcome.APPROVED, 24)
    assert decision.letter_valid_until == date(noon.year + 1, noon.month, noon.day)
    assert (decision.place_taken_at, decision.letter_due_at) == (noon, noon)
    assert rounds.pool("FR-WH").approved == 1
    assert Application.objects.get(pk=application.pk).profile.state == ProfileState.ENDED
    assert kinds()[-1] == "application_approved"
    assert journal.first_break(ApplicationEntry) is None


def test_without_a_place_it_is_approved_and_waits(officer, noon):
    rounds.pool("FR-WH", quota=5, approved=5)
    application = cases.in_review(by=officer, at=noon)

    decision = decisions.approve(application_id=application.pk, by=officer, at=noon)

    assert state_of(application) == ApplicationState.AWAITING_PLACE
    assert (decision.outcome, decision.place_taken_at, decision.letter_due_at) == (Outcome.APPROVED, None, None)
    assert Application.objects.get(pk=application.pk).profile.state == ProfileState.APPLICANT
    assert Letter.objects.filter(kind="applications/awaiting_place").count() == 1


def test_free_places_go_by_the_order_of_decisions(officer, noon):
    pool = rounds.pool("FR-WH", quota=5, approved=5)
    second, first = (cases.in_review(by=officer, at=noon) for _ in range(2))
    decisions.approve(application_id=first.pk, by=officer, at=noon)
    decisions.approve(application_id=second.pk, by=officer, at=noon + timedelta(minutes=1))
    later = noon + timedelta(days=3)
    assert decisions.give_next_place(at=later) is None

    rounds.pool("FR-WH", quota=6)

    assert decisions.give_next_place(at=later) == first
    assert decisions.give_next_place(at=later) is None
    decision = Decision.objects.get(application=first)
    assert (state_of(first), state_of(second)) == (ApplicationState.APPROVED, ApplicationState.AWAITING_PLACE)
    assert (decision.place_taken_at, decision.letter_due_at, decision.decided_at) == (later, later, noon)
    pool.refresh_from_db()
    assert pool.approved == 6
    assert kinds()[-1] == "place_given"


def test_an_unlimited_pool_always_has_a_place(officer, noon):
    rounds.pool("FR-WH", quota=None, unlimited=True, approved=0)
    application = cases.in_review(by=officer, at=noon)

    decisions.approve(application_id=application.pk, by=officer, at=noon)

    assert state_of(application) == ApplicationState.APPROVED


def test_a_passport_that_ends_before_the_stay_stands_against_approval(officer, noon):
    details = {"arrival_on": date(2027, 1, 1), "passport_expires_on": date(2026, 12, 1)}
    application = cases.in_review(by=officer, at=noon, details=details)

    with pytest.raises(CannotApprove) as refusal:
        decisions.approve(application_id=application.pk, by=officer, at=noon)

    assert "December 1, 2026" in refusal.value.en
    assert "1er décembre 2026" in refusal.value.fr
    assert state_of(application) == ApplicationState.IN_REVIEW


def test_an_unknown_longest_stay_stands_against_approval(officer, noon):
    application = cases.in_review(by=officer, at=noon, details={"max_stay_months": None})

    with pytest.raises(CannotApprove, match="not known"):
        decisions.approve(application_id=application.pk, by=officer, at=noon)


# Who may


@pytest.mark.parametrize(
    "act",
    [
        lambda one, by, at: decisions.take(application_id=one.pk, by=by, at=at),
        lambda one, by, at: decisions.take_over(application_id=one.pk, by=by, at=at),
        lambda one, by, at: decisions.approve(application_id=one.pk, by=by, at=at),
        lambda one, by, at: refuse(one, "passport", by=by, at=at),
        lambda one, by, at: decisions.propose_refusal(
            application_id=one.pk, reason_codes=["worker_protection"], note=NOTE, by=by, at=at
        ),
    ],
    ids=["take", "take over", "approve", "refuse", "propose"],
)
def test_nobody_decides_without_the_role_or_on_their_own_application(officer, noon, act):
    application = cases.in_review(by=officer, at=noon)
    applicant = _with_role(application.profile.user)

    with pytest.raises(CannotDecide, match="own application"):
        act(application, applicant, noon)
    with pytest.raises(CannotDecide, match="role of officer"):
        act(application, cases.cashier(at=noon), noon)
    assert state_of(application) == ApplicationState.IN_REVIEW


@pytest.mark.parametrize("act", [decisions.approve, lambda **more: decisions.refuse(reason_codes=["age"], **more)])
def test_a_case_is_decided_by_the_officer_who_has_it(officer, noon, act):
    untaken = cases.received(at=noon)
    of_another = cases.in_review(by=cases.officer(at=noon), at=noon)

    with pytest.raises(CannotDecide, match="Take it first"):
        act(application_id=untaken.pk, note=NOTE, by=officer, at=noon)
    with pytest.raises(CannotDecide, match="Take it over first"):
        act(application_id=of_another.pk, note=NOTE, by=officer, at=noon)


def test_a_decided_case_is_not_decided_again(officer, noon):
    rounds.pool("FR-WH", quota=10, approved=0)
    application = cases.in_review(by=officer, at=noon)
    decisions.approve(application_id=application.pk, by=officer, at=noon)

    with pytest.raises(CannotDecide, match="not waiting"):
        decisions.approve(application_id=application.pk, by=officer, at=noon)
    with pytest.raises(CannotDecide, match="not waiting"):
        refuse(application, "age", by=officer, at=noon)
    assert Decision.objects.count() == 1
    assert rounds.pool("FR-WH").approved == 1


# Refusing


def test_a_refusal_pays_back_by_the_matrix_at_once(officer, noon):
    application = cases.in_review(by=officer, at=noon)

    decision = refuse(application, "passport", "age", by=officer, at=noon)

    assert state_of(application) == ApplicationState.REFUSED
    # In the order of the list, whatever the order of the boxes.
    assert decision.reason_codes == ["age", "passport"]
    assert decision.letter_due_at == noon
    assert {one.line.code: one.amount for one in Refund.objects.all()} == {
        "IEC_FEE": Decimal("184.75"),
        "OWP_HOLDER_FEE": Decimal("100.00"),
    }
    assert Application.objects.get(pk=application.pk).profile.state == ProfileState.ENDED
    assert kinds()[-2:] == ["refund_due", "application_refused"]


def test_false_declarations_pay_nothing_back(officer, noon):
    application = cases.in_review(by=officer, at=noon)

    refuse(application, "misrepresentation", "age", by=officer, at=noon)

    assert not Refund.objects.exists()


@pytest.mark.parametrize(
    ("codes", "note", "words"),
    [
        ([], NOTE, "at least one reason"),
        (["offer_withdrawn"], NOTE, "at least one reason"),
        (["age", "because"], NOTE, "does not exist in this category"),
        (["incomplete"], NOTE, "at least one reason"),
        (["age"], "  ", "which requirement is not met"),
    ],
)
def test_a_refusal_needs_reasons_of_the_category_and_a_note(officer, noon, codes, note, words):
    application = cases.in_review(by=officer, at=noon)

    with pytest.raises(CannotRefuse, match=words):
        refuse(application, *codes, note=note, by=officer, at=noon)
    assert state_of(application) == ApplicationState.IN_REVIEW


def test_protecting_a_worker_takes_two_officers(officer, noon):
    application = cases.in_review(by=officer, at=noon)
    second = cases.officer(at=noon)
    with pytest.raises(CannotDecide, match="needs a second officer"):
        refuse(application, "worker_protection", by=officer, at=noon)

    decisions.propose_refusal(application_id=application.pk, reason_codes=["worker_protection"], note=NOTE, by=officer, at=noon)

    with pytest.raises(CannotDecide, match="You proposed this refusal"):
        refuse(application, "worker_protection", by=officer, at=noon)
    # Another refusal than the one proposed was proposed by nobody.
    with pytest.raises(CannotDecide, match="needs a second officer"):
        refuse(application, "worker_protection", "age", by=second, at=noon)
    refuse(application, "worker_protection", by=second, at=noon)
    assert state_of(application) == ApplicationState.REFUSED
    assert Decision.objects.get().decided_by == second


def test_an_ordinary_refusal_is_not_proposed(officer, noon):
    application = cases.in_review(by=officer, at=noon)

    with pytest.raises(CannotPropose):
        decisions.propose_refusal(application_id=application.pk, reason_codes=["age"], note=NOTE, by=officer, at=noon)


def _with_role(user):
    user.groups.add(Group.objects.get(name="Officers"))
    return type(user).objects.get(pk=user.pk)

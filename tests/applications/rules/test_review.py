"""Who may decide: with the permission, not one's own case, and only while it waits for a decision."""

import pytest

from applications.rules import review, sentences
from applications.rules.refusals import REASONS
from applications.rules.review import Case, Officer
from applications.states import UNDECIDED, ApplicationState

OFFICER = Officer(user_id=7, may_decide=True)


@pytest.mark.parametrize("state", ApplicationState)
def test_only_what_waits_for_a_decision_is_decided(state):
    assert review.can_decide(OFFICER, Case(applicant_user_id=1, state=state)) is (state in UNDECIDED)


@pytest.mark.parametrize(
    ("officer", "case", "code"),
    [
        (Officer(user_id=7, may_decide=False), Case(applicant_user_id=1, state="in_review"), "decide.no_permission"),
        (OFFICER, Case(applicant_user_id=7, state="in_review"), "decide.own_case"),
        (OFFICER, Case(applicant_user_id=1, state="in_progress"), "decide.not_waiting"),
    ],
)
def test_a_refusal_to_let_decide_says_why(officer, case, code):
    with pytest.raises(review.CannotDecide) as refused:
        review.check_can_decide(officer, case)

    assert refused.value.code == code
    assert sentences.both(code)


@pytest.mark.parametrize(
    ("reason", "first", "code"),
    [
        ("age", None, None),
        ("worker_protection", None, "decide.second_officer_needed"),
        ("worker_protection", 7, "decide.second_officer_same"),
        ("worker_protection", 8, None),
    ],
)
def test_some_reasons_need_two_officers(reason, first, code):
    case = Case(applicant_user_id=1, state="in_review", first_officer_id=first)

    if code is None:
        review.check_can_refuse(OFFICER, case, REASONS[reason])
        return
    with pytest.raises(review.CannotDecide) as refused:
        review.check_can_refuse(OFFICER, case, REASONS[reason])
    assert refused.value.code == code
    assert sentences.both(code)

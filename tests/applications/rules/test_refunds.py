"""What is paid back follows the matrix, and never exceeds what was paid."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.rules import refunds, sentences
from applications.rules.fees import FeeCode
from applications.rules.refunds import AfterLetter, Ending
from applications.states import ApplicationState
from iecsite import dated

PAID = {
    FeeCode.IEC: Decimal("184.75"),
    FeeCode.OPEN_WORK_PERMIT: Decimal("100.00"),
    FeeCode.BIOMETRICS: Decimal("85.00"),
}


def amounts(ending, given=True, **choice):
    return [str(line.amount) for line in refunds.refund_lines(ending, PAID, biometrics_given=given, **choice)]


@pytest.mark.parametrize(
    ("ending", "given", "expected"),
    [
        (Ending.REFUSED, True, ["184.75", "100.00", "0.00"]),
        (Ending.REFUSED, False, ["184.75", "100.00", "0.00"]),
        (Ending.MISREPRESENTATION, True, ["0.00", "0.00", "0.00"]),
        (Ending.RETURNED_INCOMPLETE, True, ["184.75", "100.00", "0.00"]),
        (Ending.RETURNED_INCOMPLETE, False, ["184.75", "100.00", "85.00"]),
        (Ending.WITHDRAWN_BEFORE_LETTER, True, ["184.75", "100.00", "0.00"]),
        (Ending.WITHDRAWN_BEFORE_LETTER, False, ["184.75", "100.00", "85.00"]),
        (Ending.WITHDRAWN_AFTER_LETTER, True, ["0.00", "100.00", "0.00"]),
        (Ending.OFFER_WITHDRAWN, True, ["184.75", "100.00", "0.00"]),
        (Ending.LETTER_EXPIRED, True, ["0.00", "0.00", "0.00"]),
        (Ending.REFUSED_AT_ENTRY, True, ["184.75", "100.00", "0.00"]),
    ],
)
def test_each_ending_pays_back_its_line_of_the_matrix(ending, given, expected):
    assert amounts(ending, given) == expected


def test_the_conflict_after_the_letter_is_a_choice():
    assert amounts(Ending.WITHDRAWN_AFTER_LETTER, after_letter=AfterLetter.REGULATION) == ["0.00", "100.00", "0.00"]
    assert amounts(Ending.WITHDRAWN_AFTER_LETTER, after_letter=AfterLetter.HELP_PAGE) == ["0.00", "0.00", "0.00"]


def test_the_employers_fee_is_never_paid_to_the_applicant():
    paid = {**PAID, FeeCode.EMPLOYER_COMPLIANCE: Decimal("230.00")}

    lines = refunds.refund_lines(Ending.OFFER_WITHDRAWN, paid, biometrics_given=True)

    assert FeeCode.EMPLOYER_COMPLIANCE not in {line.code for line in lines}


cents = st.integers(0, 100_000).map(lambda number: Decimal(number) / 100)


@given(
    st.sampled_from(Ending),
    st.dictionaries(st.sampled_from(FeeCode), cents),
    st.booleans(),
    st.sampled_from(AfterLetter),
)
def test_no_line_exceeds_its_payment_and_each_says_why(ending, paid, given_, choice):
    for line in refunds.refund_lines(ending, paid, biometrics_given=given_, after_letter=choice):
        assert line.amount in (Decimal("0.00"), paid[line.code])
        assert sentences.both(line.reason)


@pytest.mark.parametrize(
    ("days_late", "expected"),
    [(-3, "0.00"), (0, "0.00"), (1, "46.19"), (28, "46.19"), (29, "92.38"), (400, "92.38")],
)
def test_the_remission_grows_once_and_then_stops(days_late, expected):
    assert refunds.remission(Decimal("184.75"), days_late) == Decimal(expected)


@pytest.mark.parametrize("state", ApplicationState)
def test_a_case_that_goes_on_has_no_ending(state):
    over = {ApplicationState.APPROVED, ApplicationState.REFUSED, ApplicationState.WITHDRAWN, ApplicationState.LAPSED}

    assert bool(refunds.endings_after(state)) is (state in over)


def test_the_dated_setting_offers_what_the_rule_knows():
    known = dated.KNOWN[refunds.AFTER_LETTER_SETTING]

    assert known.default == refunds.AFTER_LETTER_DEFAULT
    assert set(known.choices) == set(AfterLetter)

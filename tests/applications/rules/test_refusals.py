"""Every coded reason fits a category, rests on a provision, leads to a line of the refund matrix and has its words."""

import pytest

from applications.rules import refusals, sentences
from applications.rules.refunds import MATRIX, Ending
from applications.rules.refusals import REASONS, Kind
from profiles.rules.facts import CATEGORIES


@pytest.mark.parametrize("reason", REASONS.values(), ids=str)
def test_a_reason_is_whole(reason):
    assert reason.basis[0] in "AR"
    assert reason.ending in MATRIX
    assert set(reason.categories) <= set(CATEGORIES)
    assert sentences.both(f"refusal.{reason.code}.name")
    assert sentences.both(f"refusal.{reason.code}")


def test_an_open_permit_is_never_refused_for_its_employer():
    codes = {reason.code for reason in refusals.reasons_for("working_holiday")}

    assert not codes & {"offer_not_genuine", "offer_withdrawn", "employer_ineligible", "student", "job_level"}
    with pytest.raises(refusals.UnknownReason):
        refusals.reason_for("offer_withdrawn", "working_holiday")


def test_a_return_is_no_refusal():
    refused = {reason.code for reason in refusals.reasons_for("coop")}
    returned = {reason.code for reason in refusals.reasons_for("coop", Kind.RETURN)}

    assert returned == {"incomplete", "intake_closed"}
    assert not refused & returned


def test_misrepresentation_bars_and_pays_nothing_back():
    reason = refusals.reason_for("misrepresentation", "coop")

    assert (reason.barred_years, reason.ending) == (5, Ending.MISREPRESENTATION)


def test_an_unknown_code_is_refused():
    with pytest.raises(refusals.UnknownReason):
        refusals.reason_for("because", "coop")


@pytest.mark.parametrize(
    ("codes", "ending"),
    [
        (["age"], Ending.REFUSED),
        (["age", "passport"], Ending.REFUSED),
        (["offer_withdrawn"], Ending.OFFER_WITHDRAWN),
        (["offer_withdrawn", "age"], Ending.REFUSED),
        (["misrepresentation", "age"], Ending.MISREPRESENTATION),
        (["offer_withdrawn", "misrepresentation"], Ending.MISREPRESENTATION),
    ],
)
def test_several_reasons_lead_to_one_line_of_the_matrix(codes, ending):
    assert refusals.ending_of(REASONS[code] for code in codes) is ending

"""The coded reasons for which an application may be refused or sent back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from applications.rules.refunds import Ending
from profiles.rules.facts import CATEGORIES, COOP, YOUNG_PROFESSIONALS


class Kind(StrEnum):
    """A refusal is a decision; a return is none: the application counts as never received."""

    REFUSAL = "refusal"
    RETURN = "return"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """
    One reason. Its name for officers is the sentence `refusal.<code>.name`, its sentence for the person `refusal.<code>`.

    :param basis: the provision it rests on; A is the Act, R the Regulations
    :param ending: which line of the refund matrix it leads to
    :param needs_second_officer: two officers must agree
    :param barred_years: for how long the person may not enter; 0 when not at all
    """

    code: str
    basis: str
    kind: Kind = Kind.REFUSAL
    ending: Ending = Ending.REFUSED
    categories: tuple[str, ...] = CATEGORIES
    needs_second_officer: bool = False
    barred_years: int = 0


_WITH_OFFER = (COOP, YOUNG_PROFESSIONALS)

# Immigration and Refugee Protection Act (A, consolidation to 2026-03-26) and Regulations (R, to 2026-06-12),
# read 2026-11-23. R204(d) stands for R205(b) since 2024-11-29 (SOR/2024-240).
_ALL = (
    Reason(code="citizenship", basis="R204(d)"),
    Reason(code="age", basis="R204(d)"),
    Reason(code="residence", basis="R204(d)"),
    Reason(code="participations_used", basis="R204(d)"),
    Reason(code="category_used", basis="R204(d)"),
    Reason(code="discontinuance", basis="R204(d)"),
    Reason(code="same_season", basis="R204(d)"),
    Reason(code="recognized_organization", basis="R204(d)"),
    Reason(code="student", basis="R204(d)", categories=(COOP,)),
    Reason(code="placement", basis="R204(d)", categories=(COOP,)),
    Reason(code="job_level", basis="R204(d)", categories=(YOUNG_PROFESSIONALS,)),
    Reason(code="wrong_way", basis="R200(1)(a), R197-R199"),
    Reason(code="will_not_leave", basis="R200(1)(b), A20(1)(b), A22"),
    Reason(code="no_qualifying_work", basis="R200(1)(c)(ii)", categories=_WITH_OFFER),
    Reason(code="offer_withdrawn", basis="R200(1)(c)(ii)", categories=_WITH_OFFER, ending=Ending.OFFER_WITHDRAWN),
    Reason(code="offer_not_genuine", basis="R200(1)(c)(ii.1), R200(5)", categories=_WITH_OFFER),
    Reason(code="medical_exam", basis="R200(1)(e), R30, A16(2)(b)"),
    Reason(code="unable_to_work", basis="R200(3)(a)", categories=_WITH_OFFER),
    Reason(code="labour_dispute", basis="R200(3)(c)", categories=_WITH_OFFER),
    Reason(code="earlier_breach", basis="R200(3)(e)"),
    Reason(code="offer_not_submitted", basis="R200(3)(f.1)", categories=_WITH_OFFER),
    Reason(code="barred_sector", basis="R200(3)(g.1)", categories=_WITH_OFFER),
    Reason(code="employer_ineligible", basis="R200(3)(h)(ii), (iii)", categories=_WITH_OFFER),
    Reason(code="passport", basis="R52(1)"),
    Reason(code="biometrics_missing", basis="A10.01, R12.3"),
    Reason(code="documents_missing", basis="A16(1)"),
    Reason(code="interview_missed", basis="A16(1.1)"),
    Reason(code="untruthful", basis="A16(1)"),
    Reason(code="security", basis="A34(1)"),
    Reason(code="human_rights", basis="A35(1)"),
    Reason(code="sanctions", basis="A35.1(1)"),
    Reason(code="criminality", basis="A36"),
    Reason(code="organized_crime", basis="A37(1)"),
    Reason(code="health", basis="A38(1)"),
    Reason(code="finances", basis="A39"),
    Reason(code="misrepresentation", basis="A40(1)(a), A40(2)(a)", ending=Ending.MISREPRESENTATION, barred_years=5),
    Reason(code="non_compliance", basis="A41"),
    Reason(code="family_member", basis="A42(1)"),
    Reason(code="worker_protection", basis="A30(1.2)-(1.4)", needs_second_officer=True),
    Reason(code="incomplete", basis="R10, R12", kind=Kind.RETURN, ending=Ending.RETURNED_INCOMPLETE),
    Reason(code="intake_closed", basis="A87.3, A87.301", kind=Kind.RETURN, ending=Ending.RETURNED_INCOMPLETE),
)

REASONS: Mapping[str, Reason] = {reason.code: reason for reason in _ALL}


class UnknownReason(Exception):
    """No reason has this code, or none for this category."""


def reasons_for(category: str, kind: Kind = Kind.REFUSAL) -> tuple[Reason, ...]:
    """The reasons that an officer may give in a category, in the order of the list."""
    return tuple(reason for reason in _ALL if category in reason.categories and reason.kind is kind)


def reason_for(code: str, category: str) -> Reason:
    """
    The reason with a code.

    :raises UnknownReason: when there is none, or none for this category
    """
    reason = REASONS.get(code)
    if reason is None or category not in reason.categories:
        raise UnknownReason(code)
    return reason


def ending_of(reasons: Iterable[Reason]) -> Ending:
    """
    Which line of the refund matrix several reasons lead to together: false declarations outweigh the rest; an offer that was
    withdrawn counts when nothing else stood against the person.
    """
    endings = {reason.ending for reason in reasons}
    if Ending.MISREPRESENTATION in endings:
        return Ending.MISREPRESENTATION
    return endings.pop() if len(endings) == 1 else Ending.REFUSED

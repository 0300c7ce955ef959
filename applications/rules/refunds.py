"""What is paid back when an application ends: a table of outcomes and fees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from applications.rules.fees import FeeCode
from applications.states import ApplicationState


class Ending(StrEnum):
    """How an application, or the letter that came of it, ended."""

    REFUSED = "refused"
    MISREPRESENTATION = "misrepresentation"
    RETURNED_INCOMPLETE = "returned_incomplete"
    WITHDRAWN_BEFORE_LETTER = "withdrawn_before_letter"
    WITHDRAWN_AFTER_LETTER = "withdrawn_after_letter"
    OFFER_WITHDRAWN = "offer_withdrawn"
    LETTER_EXPIRED = "letter_expired"
    REFUSED_AT_ENTRY = "refused_at_entry"


class Share(StrEnum):
    """How much of a fee goes back."""

    FULL = "full"
    NONE = "none"
    UNLESS_GIVEN = "unless_given"  # biometrics: nothing once they were given, all before
    AS_CHOSEN = "as_chosen"  # the sources conflict; the dated setting below decides


class AfterLetter(StrEnum):
    """Which source rules the open work permit holder fee after a withdrawal between letter and permit."""

    REGULATION = "regulation"
    HELP_PAGE = "help_page"


AFTER_LETTER_SETTING = "refund_after_letter"
"""Name of the dated setting; its values are those of `AfterLetter`."""

AFTER_LETTER_DEFAULT = AfterLetter.REGULATION

# R303.2(3)(b) has the fee remitted to a person who withdraws and asks for it before the permit is issued; help answer
# 937 says that nothing is paid back once the letter is issued. Both read 2026-11-23. A regulation outranks a help page.
AFTER_LETTER_CONFLICT = (
    "The Regulations pay the open work permit holder fee back when the person withdraws after the letter of introduction "
    "and before the permit (R303.2(3)(b)); a help page of the department says that it is not paid back. "
    "The Regulations are followed.",
    "Le Règlement rembourse les frais de titulaire d'un permis de travail ouvert quand la personne retire sa demande "
    "après la lettre d'introduction et avant le permis (R303.2(3)b))\u00a0; une page d'aide du ministère dit le "
    "contraire. Le Règlement est suivi.",
)

_FULL, _NONE, _GIVEN = Share.FULL, Share.NONE, Share.UNLESS_GIVEN
_APPLICANTS_FEES = (FeeCode.IEC, FeeCode.OPEN_WORK_PERMIT, FeeCode.BIOMETRICS)
_FEES = (*_APPLICANTS_FEES, FeeCode.EMPLOYER_COMPLIANCE)

# Help answers 612, 849, 937 and 1484; R303.1(6), R303.2(3), R12; employer-specific permit instructions. Read 2026-11-23.
# The employer's column is told to officers; that fee is the employer's and is never paid to the applicant.
MATRIX: Mapping[Ending, Mapping[FeeCode, Share]] = {
    ending: dict(zip(_FEES, shares, strict=True))
    for ending, shares in {
        #                                 IEC    open permit       biometrics  employer
        Ending.REFUSED: (_FULL, _FULL, _NONE, _FULL),
        Ending.MISREPRESENTATION: (_NONE, _NONE, _NONE, _NONE),
        Ending.RETURNED_INCOMPLETE: (_FULL, _FULL, _GIVEN, _NONE),
        Ending.WITHDRAWN_BEFORE_LETTER: (_FULL, _FULL, _GIVEN, _FULL),
        Ending.WITHDRAWN_AFTER_LETTER: (_NONE, Share.AS_CHOSEN, _NONE, _NONE),
        Ending.OFFER_WITHDRAWN: (_FULL, _FULL, _NONE, _FULL),
        Ending.LETTER_EXPIRED: (_NONE, _NONE, _NONE, _NONE),
        Ending.REFUSED_AT_ENTRY: (_FULL, _FULL, _NONE, _FULL),
    }.items()
}

# What a cashier may still find to have happened once an application has come to its state; a case that goes on has no ending.
_FOUND_LATER: Mapping[ApplicationState, tuple[Ending, ...]] = {
    ApplicationState.APPROVED: (
        Ending.WITHDRAWN_AFTER_LETTER,
        Ending.OFFER_WITHDRAWN,
        Ending.LETTER_EXPIRED,
        Ending.REFUSED_AT_ENTRY,
    ),
    ApplicationState.REFUSED: (Ending.REFUSED, Ending.OFFER_WITHDRAWN),
    ApplicationState.WITHDRAWN: (Ending.WITHDRAWN_BEFORE_LETTER,),
    ApplicationState.LAPSED: (Ending.RETURNED_INCOMPLETE,),
}

# Remission for late service, of the IEC fee alone (subordinate remission policy, in force 2021-04-01; read 2026-11-23).
STANDARD_DAYS = 56
LITTLE_LATE_DAYS = 28
LITTLE_LATE_SHARE = Decimal("0.25")
VERY_LATE_SHARE = Decimal("0.50")

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class RefundLine:
    """
    What goes back of one fee, in dollars; zero where nothing does.

    :param reason: the key of its sentence
    """

    code: FeeCode
    amount: Decimal
    reason: str


def refund_lines(
    ending: Ending,
    paid: Mapping[FeeCode, Decimal],
    *,
    biometrics_given: bool,
    after_letter: AfterLetter = AFTER_LETTER_DEFAULT,
) -> tuple[RefundLine, ...]:
    """
    What goes back to the applicant, one line for each fee that was paid, in the order of the fees.

    :param paid: what the applicant paid and has not been paid back, by fee; a fee that is not the applicant's is left out
    """
    return tuple(
        _line(ending, code, paid[code], _share(ending, code, biometrics_given, after_letter))
        for code in _APPLICANTS_FEES
        if paid.get(code, 0) > 0
    )


def endings_after(state: str) -> tuple[Ending, ...]:
    """The lines of the matrix from which a cashier may choose for an application in a state; none while it goes on."""
    return _FOUND_LATER.get(ApplicationState(state), ())


def remission(iec_fee: Decimal, days_late: int) -> Decimal:
    """
    What goes back of the IEC fee when the service standard was missed: a quarter up to 28 days late, a half beyond.

    :param days_late: calendar days past the standard, waiting times not counted; 0 or less is in time
    """
    if days_late <= 0:
        return Decimal("0.00")
    share = LITTLE_LATE_SHARE if days_late <= LITTLE_LATE_DAYS else VERY_LATE_SHARE
    return (iec_fee * share).quantize(_CENT, ROUND_HALF_UP)


def _share(ending: Ending, code: FeeCode, biometrics_given: bool, after_letter: AfterLetter) -> Share:
    share = MATRIX[ending][code]
    if share is Share.UNLESS_GIVEN:
        return Share.NONE if biometrics_given else Share.FULL
    if share is Share.AS_CHOSEN:
        return Share.FULL if after_letter is AfterLetter.REGULATION else Share.NONE
    return share


def _line(ending: Ending, code: FeeCode, paid: Decimal, share: Share) -> RefundLine:
    if share is Share.FULL:
        return RefundLine(code, paid, f"refund.full.{ending}")
    if code is FeeCode.BIOMETRICS and ending in (Ending.RETURNED_INCOMPLETE, Ending.WITHDRAWN_BEFORE_LETTER):
        return RefundLine(code, Decimal("0.00"), "refund.none.biometrics_given")
    if code is FeeCode.BIOMETRICS:
        return RefundLine(code, Decimal("0.00"), "refund.none.biometrics")
    return RefundLine(code, Decimal("0.00"), f"refund.none.{ending}")

"""What an application costs: chosen from a dated table by the day on which it is received."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from profiles.rules.calendar import age_on, birthday


class FeeCode(StrEnum):
    """Every fee that the programme knows, in the order in which a sum lists them."""

    IEC = "IEC_FEE"
    OPEN_WORK_PERMIT = "OWP_HOLDER_FEE"
    BIOMETRICS = "BIOMETRICS_FEE"
    WORK_PERMIT_PROCESSING = "WORK_PERMIT_PROCESSING_FEE"
    EMPLOYER_COMPLIANCE = "EMPLOYER_COMPLIANCE_FEE"


class Payer(StrEnum):
    """Who bears a fee. `NONE` is a fee written down to say that nobody pays it."""

    APPLICANT = "applicant"
    EMPLOYER = "employer"
    NONE = "none"


# Biometrics are asked for from 14 up to and including 79, and are good for ten years
# (R12.2, R12.7, consolidation to 2026-06-12; read 2026-11-23).
YOUNGEST_FOR_BIOMETRICS = 14
OLDEST_FOR_BIOMETRICS = 79
BIOMETRICS_LAST_YEARS = 10


class NoFeeKnown(Exception):
    """The table says nothing for that day: it lies before the first line, or a line is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeRow:
    """
    One amount of one fee, from a day on.

    :param amount_confirmed: False when no source states the amount
    :param start_confirmed: False when the day is a season's opening day in place of an unknown one
    :param known_until: the last day for which the amount is known; None until it is changed
    """

    code: FeeCode
    amount: Decimal
    categories: frozenset[str]
    payer: Payer
    effective_from: date
    amount_confirmed: bool = True
    start_confirmed: bool = True
    known_until: date | None = None


@dataclass(frozen=True, slots=True)
class FeeLine:
    """
    One line of a sum, in dollars.

    :param confirmed: False when the amount is not stated by a source, or the last known one continues
    """

    code: FeeCode
    amount: Decimal
    effective_from: date
    confirmed: bool
    start_confirmed: bool = True


def fee_lines(rows: Iterable[FeeRow], category: str, received_on: date, biometrics_needed: bool) -> tuple[FeeLine, ...]:
    """
    What the applicant pays, and the fee from which the programme is exempt as a line of zero.

    The amount in force on the day of receipt counts, not the season's name (IRCC on fee changes, read 2026-11-23).

    :param received_on: the Eastern day on which the application is received
    :raises NoFeeKnown: when the day lies before the table
    """
    lines = _in_force(rows, category, received_on, (Payer.APPLICANT, Payer.NONE))
    if not biometrics_needed:
        lines = tuple(line for line in lines if line.code is not FeeCode.BIOMETRICS)
    if FeeCode.IEC not in {line.code for line in lines}:
        raise NoFeeKnown(f"No IEC fee is known for {category} on {received_on}.")
    return lines


def employer_lines(rows: Iterable[FeeRow], category: str, received_on: date) -> tuple[FeeLine, ...]:
    """What the employer pays before the application is received; never part of the applicant's sum (R303.1)."""
    return _in_force(rows, category, received_on, (Payer.EMPLOYER,))


def has_begun(effective_from: date, *, on: date) -> bool:
    """Whether an amount holds or held on an Eastern day; from then on it is part of what people were charged by."""
    return effective_from <= on


def total(lines: Iterable[FeeLine]) -> Decimal:
    """The sum of the lines, in dollars with two decimals."""
    return sum((line.amount for line in lines), start=Decimal("0.00"))


def all_confirmed(lines: Iterable[FeeLine]) -> bool:
    """Whether the whole sum is known, and not a last known amount that continues."""
    return all(line.confirmed for line in lines)


def biometrics_needed(*, date_of_birth: date, citizenships: Iterable[str], last_captured_on: date | None, on: date) -> bool:
    """
    Whether biometrics are asked for: not under 14, over 79, of a national of the United States, or of a person who
    gave them within the last ten years (R12.2 to R12.7, read 2026-11-23).
    """
    if "US" in citizenships:
        return False
    if not YOUNGEST_FOR_BIOMETRICS <= age_on(date_of_birth, on) <= OLDEST_FOR_BIOMETRICS:
        return False
    return last_captured_on is None or on >= birthday(last_captured_on, BIOMETRICS_LAST_YEARS)


def _in_force(rows: Iterable[FeeRow], category: str, received_on: date, payers: tuple[Payer, ...]) -> tuple[FeeLine, ...]:
    begun: dict[FeeCode, FeeRow] = {}
    for row in rows:
        if row.effective_from > received_on:
            continue
        if row.code not in begun or row.effective_from > begun[row.code].effective_from:
            begun[row.code] = row
    # The category and payer are looked at last: a later line that no longer names a category ends the fee for it.
    return tuple(
        _line(begun[code], received_on)
        for code in FeeCode
        if code in begun and category in begun[code].categories and begun[code].payer in payers
    )


def _line(row: FeeRow, received_on: date) -> FeeLine:
    known = row.known_until is None or received_on <= row.known_until
    return FeeLine(row.code, row.amount, row.effective_from, row.amount_confirmed and known, row.start_confirmed)

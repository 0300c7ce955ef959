"""What a letter says: facts and texts, chosen by the caller; the words around them are in `words`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """
    What every letter bears.

    :param language: en or fr
    :param reference: of the application
    :param check_code: with which anyone can check the letter; empty for a letter that cannot be checked
    :param check_at: where, in the language of the letter
    :param made_at: aware; its Eastern day is the letter's date
    :param name: given names and family name, as in the passport
    :param address: lines under the name
    :param large_print: set large, for whoever reads small print badly
    :param demonstration: says on every letter that this is no service of the Government of Canada
    """

    language: str
    reference: str
    made_at: datetime
    name: str
    address: Sequence[str] = ()
    check_code: str = ""
    check_at: str = ""
    large_print: bool = False
    demonstration: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction:
    """
    A port-of-entry letter of introduction.

    :param category: working_holiday, young_professionals or coop
    :param country: of the agreement, in the letter's language
    :param enter_by: the last day to arrive
    :param permit_months: the longest stay of the permit
    :param permit_limit: a sentence on what may make the permit shorter; empty when nothing is known to
    :param employer: of an employer-specific permit; empty for an open one
    """

    head: Head
    date_of_birth: date
    passport_number: str
    category: str
    country: str
    enter_by: date
    permit_months: int
    permit_limit: str = ""
    employer: str = ""


@dataclass(frozen=True, slots=True)
class GivenReason:
    """Why: the sentence of the coded reason in the letter's language, and the provision it rests on."""

    sentence: str
    basis: str


@dataclass(frozen=True, slots=True)
class Amount:
    """One line of a sum: what it is, in the letter's language, and dollars."""

    text: str
    amount: Decimal
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """
    A refusal.

    :param explanation: the officer's own words; may be empty
    :param refunds: what goes back of each fee, zero included, with the sentence that says why
    :param barred_years: for how long the person may not enter; 0 when not at all
    :param returned: the application is sent back as incomplete, which is no refusal
    """

    head: Head
    category: str
    country: str
    reasons: Sequence[GivenReason]
    explanation: str = ""
    refunds: Sequence[Amount] = ()
    barred_years: int = 0
    returned: bool = False


@dataclass(frozen=True, slots=True)
class SentFile:
    """A document that was sent: its name in the checklist, and the checksum of the file."""

    text: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """
    The receipt of an application.

    :param received_at: in words, with the place of its clock
    :param card: the last four digits; empty when nothing was paid by card
    """

    head: Head
    category: str
    country: str
    received_at: str
    fees: Sequence[Amount]
    total: Decimal
    files: Sequence[SentFile] = ()
    card: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileReceipt:
    """
    The receipt of a profile that was sent.

    :param received_at: in words, with the place of its clock and the Eastern time
    :param answers: title of each section with its rows of label and value
    :param declarations: each as the person read and signed it; none where nobody signed
    :param signed_name: as it was typed
    :param pools: title of each pool entered, and when in words
    """

    head: Head
    received_at: str
    answers: Sequence[tuple[str, Sequence[tuple[str, str]]]]
    declarations: Sequence[str] = ()
    signed_name: str = ""
    pools: Sequence[tuple[str, str]] = ()

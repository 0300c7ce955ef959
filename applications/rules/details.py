"""What an application has to tell before it can be sent, and what is wrong with what it tells."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from profiles.rules import addresses
from profiles.rules.calendar import add_months
from profiles.rules.facts import COOP, YOUNG_PROFESSIONALS

# The longest stay that any agreement allows; the bound where this one's is not known.
LONGEST_STAY_MONTHS = 36

# An offer of employment number of the Employer Portal is the letter A and seven digits. A Working Holiday application has
# none, and bears no placeholder here ("Apply for a work permit", read 2026-11-23).
OFFER_NUMBER = re.compile(r"A[0-9]{7}")

# Levels of the national classification at which Young Professionals may work; the last one only with a diploma
# ("Hire skilled youth through IEC", read 2026-11-23).
LOWEST_SKILLED_LEVEL = 4

FEWEST_PHONE_DIGITS = 6

ALWAYS = ("address", "city", "country", "phone", "arrival_on", "stay_months")
OFFER_PASSPORT = ("offer_passport_country", "offer_passport_number")
WITH_AN_EMPLOYER = ("offer_number", *OFFER_PASSPORT, "employer_name", "offer_ends_on", "job_teer")
MEDICAL = ("designated_setting", "designated_country")
OPTIONAL = ("postal_code", *OFFER_PASSPORT, *MEDICAL, "biometrics_valid_until")
COUNTRIES = ("country", "offer_passport_country")
# Every detail that the person tells themselves, in the order of the form.
FIELDS = (
    "address", "city", "postal_code", "country", "phone", "arrival_on", "stay_months", *MEDICAL, *WITH_AN_EMPLOYER,
    "biometrics_valid_until",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """
    What the person told. Empty or None: not told yet.

    :param passport_country: of the passport that the application names
    :param offer_passport_country: of the passport that the employer named in the offer, if the person told it
    :param max_stay_months: the longest stay that the agreement allows them; None when that is not known
    """

    category: str
    address: str = ""
    city: str = ""
    country: str | None = None
    phone: str = ""
    arrival_on: date | None = None
    stay_months: int | None = None
    max_stay_months: int | None = None
    passport_expires_on: date
    passport_country: str = ""
    passport_number: str = ""
    offer_number: str = ""
    offer_passport_country: str | None = None
    offer_passport_number: str = ""
    employer_name: str = ""
    offer_ends_on: date | None = None
    job_teer: int | None = None
    biometrics_valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class DetailProblem:
    """One detail that is missing or wrong. Its texts are the sentence `details.<code>` with `params`."""

    field: str
    code: str
    params: dict[str, int | str] = dataclasses.field(default_factory=dict)

    @property
    def key(self) -> str:
        """The key of its sentence."""
        return f"details.{self.code}"


ADDRESS = ("address", "city", "postal_code", "country")


def address_from(home: Mapping[str, str]) -> dict[str, str]:
    """
    An address of a profile (`profiles.rules.addresses`) in the parts of an application: street, city, postal code, country.

    Empty where the profile has none. One written as on an envelope is put into the street, its lines parted by commas.
    """
    if not home.get("country"):
        return {}
    street = home.get(addresses.AS_WRITTEN) or home.get(addresses.STREET, "")
    area = ", ".join(filter(None, (home.get(key, "") for key in (addresses.DISTRICT, addresses.CITY, addresses.AREA))))
    return {
        "address": ", ".join(street.splitlines())[:200],
        "city": area[:100],
        "postal_code": home.get(addresses.CODE, "")[:20],
        "country": home["country"],
    }


def has_employer(category: str) -> bool:
    """Whether applications of a category rest on the offer of one employer or host."""
    return category in (YOUNG_PROFESSIONALS, COOP)


def asked(category: str) -> tuple[str, ...]:
    """The details that a category asks for, those that may stay empty among them, in the order of the form."""
    return tuple(name for name in FIELDS if has_employer(category) or name not in WITH_AN_EMPLOYER)


def problems(details: Details, *, on: date) -> tuple[DetailProblem, ...]:
    """
    What is missing or wrong, one problem a field at most, in the order of the form; empty when all is told.

    :param on: the Eastern day on which it is looked at
    """
    missing = [DetailProblem(name, "missing") for name in _required(details.category) if getattr(details, name) in ("", None)]
    wrong = [*_stay(details, on), *_reach(details), *_employment(details), *_biometrics(details, on)]
    first = {problem.field: problem for problem in reversed([*missing, *wrong])}
    return tuple(first[name] for name in FIELDS if name in first)


def _required(category: str) -> tuple[str, ...]:
    return tuple(name for name in asked(category) if name not in OPTIONAL)


def _reach(details: Details) -> Iterator[DetailProblem]:
    if details.phone and sum(character.isdecimal() for character in details.phone) < FEWEST_PHONE_DIGITS:
        yield DetailProblem("phone", "phone")


def _stay(details: Details, on: date) -> Iterator[DetailProblem]:
    if details.arrival_on is not None and details.arrival_on <= on:
        yield DetailProblem("arrival_on", "arrival_past")
    elif details.arrival_on is not None and details.arrival_on >= details.passport_expires_on:
        yield DetailProblem("arrival_on", "arrival_after_passport")
    longest = details.max_stay_months or LONGEST_STAY_MONTHS
    if details.stay_months is not None and not 1 <= details.stay_months <= longest:
        yield DetailProblem("stay_months", "stay", {"longest": longest})


def _employment(details: Details) -> Iterator[DetailProblem]:
    if not has_employer(details.category):
        return
    if details.offer_number and not OFFER_NUMBER.fullmatch(details.offer_number):
        yield DetailProblem("offer_number", "offer_number")
    yield from offer_passport_differs(details)
    if None not in (details.offer_ends_on, details.arrival_on) and details.offer_ends_on <= details.arrival_on:  # type: ignore[operator]  # both are days here
        yield DetailProblem("offer_ends_on", "offer_ends_before_arrival")
    if details.job_teer is None:
        return
    if not 0 <= details.job_teer <= 5:
        yield DetailProblem("job_teer", "teer")
    elif details.category == YOUNG_PROFESSIONALS and details.job_teer > LOWEST_SKILLED_LEVEL:
        yield DetailProblem("job_teer", "teer_too_low")


def offer_passport_differs(details: Details) -> Iterator[DetailProblem]:
    """
    P02: the passport that the employer named in the offer is the application's, character for character; the portal matches the
    two by nothing else (PDI-ES, read 2026-11-23). What the person did not tell is not held against them.
    """
    if details.offer_passport_country and details.offer_passport_country != details.passport_country:
        yield DetailProblem("offer_passport_country", "offer_passport_country")
    if details.offer_passport_number and details.offer_passport_number != details.passport_number:
        yield DetailProblem("offer_passport_number", "offer_passport_number", {"number": details.passport_number})


def _biometrics(details: Details, on: date) -> Iterator[DetailProblem]:
    until = details.biometrics_valid_until
    if until is None:
        return
    if until < on:
        yield DetailProblem("biometrics_valid_until", "biometrics_over")
    elif until > add_months(on, 12 * 10):
        yield DetailProblem("biometrics_valid_until", "biometrics_too_long")

"""What a person tells about themselves: the values that the rules of eligibility read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

COOP = "coop"
YOUNG_PROFESSIONALS = "young_professionals"
WORKING_HOLIDAY = "working_holiday"

# The order in which a round draws, and in which everything that lists categories lists them (WEB-POOL, read 2026-11-23).
CATEGORIES = (COOP, YOUNG_PROFESSIONALS, WORKING_HOLIDAY)


# What a person travels with: a passport that a country gives its citizens, or a document that it gives to others who live there.
CITIZENS_PASSPORT, REFUGEE_DOCUMENT, ALIEN_DOCUMENT = "passport", "refugee_travel_document", "alien_travel_document"
DOCUMENTS = (CITIZENS_PASSPORT, REFUGEE_DOCUMENT, ALIEN_DOCUMENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passport:
    """The passport that would be used; ``country`` is the one that issued it, ``document`` one of ``DOCUMENTS``."""

    country: str | None = None
    expires: date | None = None
    document: str = CITIZENS_PASSPORT


@dataclass(frozen=True, slots=True, kw_only=True)
class Participation:
    """
    An earlier stay, or the letter for one.

    Without ``permit_issued`` the letter was never used. ``season`` is the one of the invitation.
    """

    citizenship: str | None = None
    category: str | None = None
    season: int | None = None
    permit_issued: date | None = None
    permit_expires: date | None = None
    recognized_organization: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Student:
    """Where, and whether, the person is enrolled at a post-secondary school (in France: or a training centre)."""

    enrolled: bool = False
    country: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobOffer:
    """A signed offer; ``teer`` is its level in the National Occupational Classification, 0 to 5."""

    paid: bool = False
    self_employed: bool = False
    teer: int | None = None
    post_secondary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """An agreed work placement or internship."""

    required_by_programme: bool = False
    in_field_of_study: bool = False
    paid: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """
    One person's facts and declarations.

    Country codes are two capital letters. What is None, False or empty was not told, and is not assumed.
    ``recognized_organization`` says that this participation goes through a recognized organization, ``organization`` through
    which (its code; None: not told). ``mailing_country`` is that of a mailing address away from home. ``passport`` is the one
    told last; ``other_passports`` are those of other countries.
    """

    date_of_birth: date
    citizenships: tuple[str, ...]
    residence: str | None = None
    mailing_country: str | None = None
    passport: Passport | None = None
    other_passports: tuple[Passport, ...] = ()
    participations: tuple[Participation, ...] = ()
    student: Student | None = None
    job_offer: JobOffer | None = None
    placement: Placement | None = None
    recognized_organization: bool = False
    organization: str | None = None
    dependants_accompany: bool = False
    funds_cad: Decimal | None = None
    insurance_whole_stay: bool = False
    departure_ticket_or_funds: bool = False

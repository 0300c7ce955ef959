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


# What a person travels with: a passport that a country gives its citizens, one that the United Kingdom gives to British people
# who are not its citizens, or a document that a country gives to others who live there.
CITIZENS_PASSPORT, REFUGEE_DOCUMENT, ALIEN_DOCUMENT = "passport", "refugee_travel_document", "alien_travel_document"
# "British National (Overseas)", and every other British passport that does not say "British citizen".
BRITISH_OVERSEAS, BRITISH_NOT_CITIZEN = "british_overseas", "british_not_citizen"
DOCUMENTS = (CITIZENS_PASSPORT, BRITISH_OVERSEAS, BRITISH_NOT_CITIZEN, REFUGEE_DOCUMENT, ALIEN_DOCUMENT)
BRITISH_DOCUMENTS = frozenset({BRITISH_OVERSEAS, BRITISH_NOT_CITIZEN})
NO_PASSPORTS = frozenset({REFUGEE_DOCUMENT, ALIEN_DOCUMENT})
UNITED_KINGDOM, HONG_KONG = "GB", "HK"

# The fields of study and work that a stream for certain sectors names (PDI-AG, read 2026-11-23).
SECTORS = ("agriculture", "forestry", "tourism")
# The streams whose own condition lies in the offer or in the placement: what a person says of theirs (PDI-AG, read 2026-11-23).
JOB_PROGRAMMES = ("vie", "vives", "at-company")
PLACEMENT_PROGRAMMES = ("au-interinst",)


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
    """
    Where, and whether, the person is enrolled at a post-secondary school, or at a training centre.

    ``sector``: one of ``SECTORS`` in which they study or studied; ``graduated``: the day of their diploma. Both are told also by
    who is no longer enrolled.
    """

    enrolled: bool = False
    country: str | None = None
    training_centre: bool = False
    sector: str = ""
    graduated: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobOffer:
    """
    A signed offer; ``teer`` is its level in the National Occupational Classification, 0 to 5. ``programme``: the stream under
    whose own conditions it is, by what the person says; empty: under none.
    """

    paid: bool = False
    self_employed: bool = False
    teer: int | None = None
    post_secondary: bool = False
    programme: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """An agreed work placement or internship. ``programme``: as of a ``JobOffer``."""

    required_by_programme: bool = False
    in_field_of_study: bool = False
    paid: bool = False
    programme: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """
    One person's facts and declarations.

    Country codes are two capital letters. What is None, False or empty was not told, and is not assumed.
    ``recognized_organization`` says that this participation goes through a recognized organization, ``organization`` through
    which (its code; None: not told). ``mailing_country`` is that of a mailing address away from home. ``passport`` is the one
    told last; ``other_passports`` are those held besides, of other countries or of another kind.
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

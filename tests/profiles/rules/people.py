"""People and terms for the tables of eligibility: one who may come everywhere, and changes to them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from profiles.queries.programme_files import terms_from_files
from profiles.rules.facts import (
    Facts,
    JobOffer,
    Participation,
    Passport,
    Placement,
    Student,
)
from profiles.rules.terms import Terms

ON = date(2026, 2, 2)
SEASON = 2026

ALL_TERMS: dict[tuple[str, str, str], Terms] = {(one.country, one.category, one.stream): one for one in terms_from_files()}


def terms(country: str, category: str, stream: str = "") -> Terms:
    """The terms of one row of the reviewed file."""
    return ALL_TERMS[country, category, stream]


def someone(country: str = "FR", **changes: Any) -> Facts:
    """A person of 25 who fulfils everything that facts can show under every agreement of a country."""
    facts = Facts(
        date_of_birth=date(2000, 5, 4),
        citizenships=(country,),
        residence=country,
        passport=Passport(country=country, expires=date(2030, 1, 1)),
        student=Student(enrolled=True, country=country),
        job_offer=JobOffer(paid=True, teer=2, post_secondary=True),
        placement=Placement(required_by_programme=True, in_field_of_study=True, paid=True),
        funds_cad=Decimal(3000),
        insurance_whole_stay=True,
        departure_ticket_or_funds=True,
    )
    return replace(facts, **changes)


def stay(
    country: str,
    category: str = "working_holiday",
    *,
    season: int | None = 2024,
    issued: date | None = date(2024, 5, 1),
    expires: date | None = date(2025, 5, 1),
    recognized_organization: bool = False,
) -> Participation:
    """An earlier participation; one year from May 2024 unless said otherwise."""
    return Participation(
        citizenship=country,
        category=category,
        season=season,
        permit_issued=issued,
        permit_expires=expires,
        recognized_organization=recognized_organization,
    )

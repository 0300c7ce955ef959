"""
What Co-op and Young Professionals ask besides: studies and placement, or a job offer.

Each predicate returns its one problem, or None. What hangs on something missing is not told as well: without an offer
there is no pay to judge. Identifiers and sources as in ``person_predicates``; WEB-EMP is the department's page for
employers; all read 2026-11-23.
"""

from __future__ import annotations

from datetime import date

from profiles.rules.facts import COOP, YOUNG_PROFESSIONALS, Facts
from profiles.rules.problems import Code, Problem
from profiles.rules.terms import SINGLE_COUNTRIES, Terms

# Y02: WEB-EMP, read 2026-11-23.
SKILLED_TEER = range(4)
TEER_WITH_CREDENTIAL = 4


def not_a_student(facts: Facts, terms: Terms, *, on: date, season: int | None) -> Problem | None:
    """
    C01: enrolled at a post-secondary school, or in France at a training centre (WEB-EMP, PDI-AG).

    Not asked where recent graduates are taken too (C05): that is for what the facts cannot show.
    """
    if terms.category != COOP or terms.graduates_accepted_months is not None or _enrolled(facts):
        return None
    return Problem(
        Code.STUDENT,
        wording="training_centre" if terms.training_centre_accepted else "",
    )


def school_elsewhere(facts: Facts, terms: Terms, *, on: date, season: int | None) -> Problem | None:
    """C04: the school is in the partner country, where the agreement says so (PDI-AG)."""
    if not terms.school_countries or not _enrolled(facts):
        return None
    if facts.student is not None and facts.student.country in terms.school_countries:
        return None
    country = {
        "country_en": terms.country_en or terms.country,
        "country_fr": terms.country_fr or terms.country,
    }
    return Problem(Code.SCHOOL_COUNTRY, country)


def no_fitting_placement(facts: Facts, terms: Terms, *, on: date, season: int | None) -> Problem | None:
    """
    C02: a placement that the programme of study requires and that lies in the field of study (WEB-EMP).

    Graduates, where taken (C05), have no programme left that could require it.
    """
    if terms.category != COOP:
        return None
    placement = facts.placement
    if placement is None:
        return Problem(Code.PLACEMENT)
    required = placement.required_by_programme or terms.graduates_accepted_months is not None
    if required and placement.in_field_of_study:
        return None
    return Problem(Code.PLACEMENT, wording="unfit")


def placement_unpaid(facts: Facts, terms: Terms, *, on: date, season: int | None) -> Problem | None:
    """C03: the placement is paid, where the agreement asks for it (PDI-AG)."""
    if not terms.placement_paid_required or facts.placement is None or facts.placement.paid:
        return None
    return Problem(Code.PLACEMENT_PAID)


def no_job_offer(facts: Facts, terms: Terms, *, on: date, season: int | None) -> Problem | None:
    """Y01: a signed job offer (WEB-EMP)."""
    if terms.category != YOUNG_PROFESSIONALS or facts.job_offer is not None:
        return None
    return Problem(Code.JOB_OFFER)


def job_level_too_low(facts: Facts, terms: Terms, *, on: date, season: int | None) -> Problem | None:
    """Y02: TEER 0 to 3, or 4 with a post-secondary credential (WEB-EMP); a level not told shows nothing."""
    offer = facts.job_offer
    if terms.category != YOUNG_PROFESSIONALS or offer is None:
        return None
    if offer.teer in SKILLED_TEER or (offer.teer == TEER_WITH_CREDENTIAL and offer.post_secondary):
        return None
    return Problem(
        Code.JOB_LEVEL,
        wording="credential" if offer.teer == TEER_WITH_CREDENTIAL else "",
    )


def self_employed(facts: Facts, terms: Terms, *, on: date, season: int | None) -> Problem | None:
    """Y01: not self-employed (WEB-EMP)."""
    if terms.category != YOUNG_PROFESSIONALS or facts.job_offer is None or not facts.job_offer.self_employed:
        return None
    return Problem(Code.SELF_EMPLOYED)


def job_unpaid(facts: Facts, terms: Terms, *, on: date, season: int | None) -> Problem | None:
    """Y01, Y06: the job is paid, unless an allowance takes the place of wages (WEB-EMP, PDI-AG)."""
    if terms.category != YOUNG_PROFESSIONALS or facts.job_offer is None:
        return None
    if facts.job_offer.paid or terms.allowance_replaces_wage:
        return None
    return Problem(Code.UNPAID)


def asks_beyond_facts(facts: Facts, terms: Terms, *, on: date, season: int | None) -> Problem | None:
    """C05, Y05, Y06: the stream asks for something that a person's facts cannot show (PDI-AG)."""
    if terms.country == SINGLE_COUNTRIES:
        return Problem(Code.SECTOR, wording="allotment")
    if not terms.asks_beyond_facts:
        return None
    name = {
        "stream_en": terms.stream_name_en or terms.stream,
        "stream_fr": terms.stream_name_fr or terms.stream,
    }
    return Problem(Code.SECTOR, name)


def _enrolled(facts: Facts) -> bool:
    return facts.student is not None and facts.student.enrolled

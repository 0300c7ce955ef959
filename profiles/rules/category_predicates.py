"""
What Co-op and Young Professionals ask besides: studies and placement, or a job offer.

Each predicate returns its one problem, or None. What hangs on something missing is not told as well: without an offer
there is no pay to judge. Identifiers and sources as in ``person_predicates``; WEB-EMP is the department's page for
employers; all read 2026-11-23.
"""

from __future__ import annotations

from datetime import date

from profiles.rules.calendar import add_months
from profiles.rules.facts import COOP, JOB_PROGRAMMES, PLACEMENT_PROGRAMMES, YOUNG_PROFESSIONALS, Facts
from profiles.rules.problems import Code, Problem
from profiles.rules.terms import SINGLE_COUNTRIES, Terms

# Y02: WEB-EMP, read 2026-11-23.
SKILLED_TEER = range(4)
TEER_WITH_CREDENTIAL = 4


def not_a_student(facts: Facts, terms: Terms, *, on: date, season: int | None) -> Problem | None:
    """
    C01: enrolled at a post-secondary school, or for France at a training centre there (WEB-EMP, PDI-AG).

    Where recent graduates are taken too (C05), somebody whose diploma is no older than the months of the agreement.
    """
    if terms.category != COOP or _enrolled(facts, terms) or _fresh_graduate(facts, terms, on=on):
        return None
    if terms.graduates_accepted_months is not None:
        return Problem(Code.STUDENT, {"months": terms.graduates_accepted_months}, wording="graduate")
    return Problem(
        Code.STUDENT,
        wording="training_centre" if terms.training_centre_accepted else "",
    )


def diploma_counts_until(facts: Facts, terms: Terms) -> date | None:
    """
    C05: the last day on which the diploma opens a row to somebody who is no student, the last day of its months included; None
    where no graduates are taken, the person is a student, or has told no diploma.
    """
    if terms.category != COOP or terms.graduates_accepted_months is None or _enrolled(facts, terms):
        return None
    if facts.student is None or facts.student.graduated is None:
        return None
    return add_months(facts.student.graduated, terms.graduates_accepted_months)


def school_elsewhere(facts: Facts, terms: Terms, *, on: date, season: int | None) -> Problem | None:
    """C04: the school is in the partner country, where the agreement says so (PDI-AG)."""
    if not terms.school_countries or not _enrolled(facts, terms):
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


def outside_the_stream(facts: Facts, terms: Terms, *, on: date, season: int | None) -> Problem | None:
    """
    C05, Y05, Y06: what a stream asks besides (PDI-AG). The person says that their studies, offer or placement meet it, and an
    officer sees it on a document of the application.

    What nothing that a person tells can show stays open: a stream without a question of its own, an organization's allotment.
    """
    if terms.country == SINGLE_COUNTRIES:
        return Problem(Code.SECTOR, wording="allotment")
    if terms.student_sectors:
        return _outside_the_sectors(facts, terms, on=on)
    if not terms.asks_beyond_facts:
        return None
    offer = facts.job_offer if terms.category == YOUNG_PROFESSIONALS else facts.placement
    asked = terms.stream in (*JOB_PROGRAMMES, *PLACEMENT_PROGRAMMES)
    if asked and (offer is None or offer.programme == terms.stream):
        return None
    name = {
        "stream_en": terms.stream_name_en or terms.stream,
        "stream_fr": terms.stream_name_fr or terms.stream,
    }
    return Problem(Code.SECTOR, name, wording=terms.stream if asked else "")


def _outside_the_sectors(facts: Facts, terms: Terms, *, on: date) -> Problem | None:
    """C05; that the placement lies in the field of study, and so in the sector, is C02."""
    studies = _enrolled(facts, terms) or _fresh_graduate(facts, terms, on=on)
    if not studies or (facts.student is not None and facts.student.sector in terms.student_sectors):
        return None
    return Problem(Code.SECTOR, wording="field_of_study")


def _enrolled(facts: Facts, terms: Terms) -> bool:
    student = facts.student
    if student is None or not student.enrolled:
        return False
    return not student.training_centre or (terms.training_centre_accepted and student.country == terms.country)


def _fresh_graduate(facts: Facts, terms: Terms, *, on: date) -> bool:
    """Whether recent graduates are taken and the diploma is no older on the day, the last day of its months included."""
    if terms.graduates_accepted_months is None or facts.student is None or facts.student.graduated is None:
        return False
    return on <= add_months(facts.student.graduated, terms.graduates_accepted_months)

"""May this person come, and for how long: the verdict under each agreement row of their citizenships."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from profiles.rules import category_predicates, organizations, person_predicates
from profiles.rules.facts import CATEGORIES, Facts
from profiles.rules.participations import standing
from profiles.rules.problems import Code, Problem
from profiles.rules.terms import ACTIVE, NOT_A_COUNTRY, RO_ONLY, Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a person may take part under one agreement row; ``max_stay_months`` is for this participation."""

    country: str
    category: str
    stream: str
    eligible: bool
    max_stay_months: int | None
    problems: tuple[Problem, ...]


# In the order in which reasons are told. Each looks at one thing and returns one problem, or None.
PREDICATES = (
    person_predicates.too_young,
    person_predicates.too_old,
    person_predicates.not_a_citizens_passport,
    person_predicates.passport_of_another_country,
    person_predicates.passport_expired,
    person_predicates.lives_elsewhere,
    person_predicates.participations_used,
    person_predicates.category_used,
    person_predicates.too_soon_after_the_last,
    person_predicates.second_in_one_season,
    category_predicates.not_a_student,
    category_predicates.school_elsewhere,
    category_predicates.no_fitting_placement,
    category_predicates.placement_unpaid,
    category_predicates.no_job_offer,
    category_predicates.job_level_too_low,
    category_predicates.self_employed,
    category_predicates.job_unpaid,
    person_predicates.recognized_organizations_used,
    organizations.letter_of_another_organization,
    person_predicates.brings_dependants,
    person_predicates.too_little_money,
    person_predicates.not_insured,
    person_predicates.cannot_leave,
    category_predicates.outside_the_stream,
)


def problems(facts: Facts, terms: Terms, *, on: date, season: int | None) -> tuple[Problem, ...]:
    """
    Everything that keeps a person from taking part under one agreement row; empty means eligible.

    ``on`` is the day of the invitation, on which age is settled (E02) and by which the other facts are judged;
    ``season`` the one invited for, None when no season is open. A row of another citizenship, or one that is not in
    force, is judged no further: its other terms would say nothing.
    """
    closed = person_predicates.not_a_citizen(facts, terms) or agreement_inactive(facts, terms, season=season)
    if closed is not None:
        letter = person_predicates.no_letter_of_organization(facts, terms)
        return (closed,) if letter is None else (closed, letter)
    found = (predicate(facts, terms, on=on, season=season) for predicate in PREDICATES)
    return tuple(problem for problem in found if problem is not None)


def agreement_inactive(facts: Facts, terms: Terms, *, season: int | None) -> Problem | None:
    """
    E01: the agreement is in force for the season (WEB-CAND, PDI-AG, read 2026-11-23).

    A row that only a recognized organization opens is open to whoever has its letter (E11; PDI-RO, HC-1165, read 2026-11-23).
    """
    country = {
        "country_en": terms.country_en or terms.country,
        "country_fr": terms.country_fr or terms.country,
    }
    if terms.status == RO_ONLY and facts.recognized_organization:
        return None
    if terms.status != ACTIVE:
        return Problem(Code.AGREEMENT_INACTIVE, country, wording=terms.status)
    if season is not None and terms.since_season is not None and season < terms.since_season:
        return Problem(
            Code.AGREEMENT_INACTIVE,
            country | {"season": str(terms.since_season)},
            wording="not_yet",
        )
    return None


def max_stay_months(facts: Facts, terms: Terms, *, on: date) -> int | None:
    """
    The longest stay that the agreement allows for the person's next participation, in months; None when unknown.

    Through a recognized organization the stays before do not count, so it is the first stay's length.
    """
    if terms.partners:
        return organizations.stay_months(facts, terms)
    if facts.recognized_organization:
        return terms.stay_on(on)
    return standing(facts, terms, on=on).months


def verdict(facts: Facts, terms: Terms, *, on: date, season: int | None) -> Verdict:
    """The verdict under one agreement row."""
    found = problems(facts, terms, on=on, season=season)
    return Verdict(
        country=terms.country,
        category=terms.category,
        stream=terms.stream,
        eligible=not found,
        max_stay_months=max_stay_months(facts, terms, on=on),
        problems=found,
    )


def pool_verdict(facts: Facts, terms: Terms, *, on: date, season: int | None) -> Verdict:
    """The verdict for the pool of an agreement row, where the letter of an organization opens the pools of that one alone."""
    return verdict(organizations.told_for(facts, terms), terms, on=on, season=season)


def pool_problems(facts: Facts, terms: Terms, *, on: date, season: int | None) -> tuple[Problem, ...]:
    """What keeps a person from the pool of an agreement row; the problems of ``pool_verdict``."""
    return problems(organizations.told_for(facts, terms), terms, on=on, season=season)


def pool_verdicts(facts: Facts, terms: Iterable[Terms], *, on: date, season: int | None) -> tuple[Verdict, ...]:
    """
    The verdict for the pool of every row of each citizenship, by country, then in the order of a round, then by stream.

    With a letter of a recognized organization come the rows that belong to no country (XN, XR); of those that organizations open,
    where it is told whose the letter is, those of that organization's own pools.
    """
    own = facts.organization or ""
    theirs = (one for one in _theirs(facts, terms) if one.status != RO_ONLY or one.organization == own)
    return tuple(pool_verdict(facts, one, on=on, season=season) for one in sorted(theirs, key=_order))


def no_known_citizenship(facts: Facts, terms: Iterable[Terms]) -> Problem | None:
    """E01: at least one citizenship is of a country with an agreement, in force or not (WEB-CAND, PDI-AG, read 2026-11-23)."""
    if any(one.country in facts.citizenships and one.country not in NOT_A_COUNTRY for one in terms):
        return None
    return Problem(Code.CITIZENSHIP)


def _theirs(facts: Facts, terms: Iterable[Terms]) -> Iterator[Terms]:
    for one in terms:
        if facts.recognized_organization if one.country in NOT_A_COUNTRY else one.country in facts.citizenships:
            yield one


def _order(terms: Terms) -> tuple[str, int, str]:
    return terms.country, CATEGORIES.index(terms.category), terms.stream

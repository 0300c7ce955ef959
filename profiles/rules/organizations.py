"""
Recognized organizations: whom their pools take, and what their memoranda say.

Their participations are counted apart from the agreements (E11), the ages are those of the memorandum (E03), and what the
agreement of the person's citizenship asks about residence holds all the same (E07): PDI-EL and PDI-RO, read 2026-11-23.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from profiles.rules.facts import Facts
from profiles.rules.problems import Code, Problem
from profiles.rules.terms import NOT_A_COUNTRY, PARTNERS, RO_ONLY, SUSPENDED, Partner, Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Memorandum:
    """
    What Canada agreed with one organization for one category. Ages in years, both ends inclusive; None: as for the route.

    ``countries``: whose citizens it may nominate; empty: those of every partner, and of the United States.
    ``max_stay_months`` counts where the agreement of the citizenship says nothing about the category.
    """

    organization: str
    name: str
    category: str
    min_age: int | None = None
    max_age: int | None = None
    max_stay_months: int | None = None
    countries: tuple[tuple[str, str, str], ...] = ()


def told_for(facts: Facts, terms: Terms) -> Facts:
    """
    What a person told, as it counts for a pool of an agreement row: the letter of an organization opens the pools of
    organizations alone, and in every other pool the person comes by the agreement (E08, E11; PDI-EL, read 2026-11-23).
    """
    if terms.status == RO_ONLY or not facts.recognized_organization:
        return facts
    return replace(facts, recognized_organization=False, organization=None)


def with_partners(terms: Terms, rows: Iterable[Terms], *, on: date) -> Terms:
    """The row of the route through organizations, with what every partner's agreement asks of its citizens on a day."""
    if terms.country != PARTNERS:
        return terms
    found: dict[str, Terms] = {}
    for one in rows:
        if one.country in NOT_A_COUNTRY or one.stream:
            continue
        if one.country not in found or one.category == terms.category:
            found[one.country] = one
    return replace(terms, partners=tuple(_partner(one, terms.category, on) for one in found.values()))


def terms_of(memorandum: Memorandum, route: Terms) -> Terms:
    """
    The terms of an organization's pool: those of the route (XR) in its category, as far as the memorandum says nothing else.

    :param route: with its partners
    """
    partners = route.partners
    if memorandum.countries:
        known = {one.country: one for one in partners}
        partners = tuple(known.get(code) or _named(code, english, french) for code, english, french in memorandum.countries)
    return replace(
        route,
        stream=memorandum.organization,
        stream_name_en=memorandum.name,
        stream_name_fr=memorandum.name,
        organization=memorandum.organization,
        min_age=route.min_age if memorandum.min_age is None else memorandum.min_age,
        max_age=route.max_age if memorandum.max_age is None else memorandum.max_age,
        max_stay_months=memorandum.max_stay_months or route.max_stay_months,
        partners=partners,
    )


def partners_of(facts: Facts, terms: Terms) -> tuple[Partner, ...]:
    """The partners of whom the person is a citizen and whose agreement is not suspended."""
    return tuple(one for one in terms.partners if one.country in facts.citizenships and one.status != SUSPENDED)


def not_taken_by_the_organization(facts: Facts, terms: Terms) -> Problem | None:
    """
    E01, E07: a row of recognized organizations takes citizens of partners and of the United States, or those whom the
    memorandum names; a suspended agreement closes this route too (PDI-EL, PDI-OV, read 2026-11-23).
    """
    if not terms.partners or partners_of(facts, terms):
        return None
    for one in terms.partners:
        if one.country in facts.citizenships:
            names: dict[str, str | int | date] = {"country_en": one.country_en, "country_fr": one.country_fr}
            return Problem(Code.AGREEMENT_INACTIVE, names, wording=SUSPENDED)
    return Problem(Code.CITIZENSHIP, wording="organization")


def letter_of_another_organization(facts: Facts, terms: Terms, *, on: date, season: int | None) -> Problem | None:
    """E11: an organization's pool is for those who hold its own letter (PDI-RO, HC-1165, read 2026-11-23)."""
    if not terms.organization or facts.organization == terms.organization:
        return None
    return Problem(Code.RECOGNIZED_ORGANIZATION, {"organization": terms.stream_name_en}, wording="other")


def stay_months(facts: Facts, terms: Terms) -> int | None:
    """
    How long somebody may come through an organization: as the agreement of the citizenship says for the category, or else the
    memorandum (PDI-EL, read 2026-11-23). None when neither is known.
    """
    stays = [one.max_stay_months for one in partners_of(facts, terms) if one.max_stay_months is not None]
    return max(stays) if stays else terms.max_stay_months


def _partner(one: Terms, category: str, on: date) -> Partner:
    return Partner(
        country=one.country,
        country_en=one.country_en,
        country_fr=one.country_fr,
        status=one.status,
        residence_countries=one.residence_countries,
        passport_codes=one.passport_codes,
        max_stay_months=one.stay_on(on) if one.category == category else None,
    )


def _named(code: str, english: str, french: str) -> Partner:
    return Partner(country=code, country_en=english, country_fr=french, status="named", passport_codes=(code,))

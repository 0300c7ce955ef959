"""
What every category asks of the person: age, passport, residence, earlier participations, declarations.

Each predicate returns its one problem, or None. The identifiers (E02 …) and sources (PDI-EL …) are those of the
programme's rule list: PDI-EL is the department's page of participation requirements, PDI-AG its table of agreements,
HC its help centre, WEB-ELG and WEB-ARR its public pages on eligibility and arrival; all read 2026-11-23.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from profiles.rules.calendar import add_months, birthday, last_day_of_age
from profiles.rules.facts import HONG_KONG, NO_PASSPORTS, UNITED_KINGDOM, Facts
from profiles.rules.organizations import not_taken_by_the_organization, partners_of
from profiles.rules.participations import (
    RECOGNIZED_ORGANIZATION_PARTICIPATIONS,
    free_again_on,
    in_season,
    standing,
    through_recognized_organizations,
)
from profiles.rules.passports import is_taken, only_through_organizations, passport_for, taken
from profiles.rules.problems import Code, Problem
from profiles.rules.terms import NOT_A_COUNTRY, RO_ONLY, Partner, Terms

# PDI-EL and WEB-ARR, read 2026-11-23.
MIN_FUNDS_CAD = Decimal(2500)

# How long a letter of introduction lets its holder enter (departmental page of 2021, read 2026-11-23).
LETTER_MONTHS = 12


def not_a_citizen(facts: Facts, terms: Terms) -> Problem | None:
    """E01: the person is a citizen of the partner (WEB-CAND, PDI-AG), or of one of those that an organization takes."""
    if terms.country in NOT_A_COUNTRY:
        return not_taken_by_the_organization(facts, terms)
    if terms.country in facts.citizenships:
        return None
    return Problem(Code.CITIZENSHIP, _country(terms), wording="row")


def no_letter_of_organization(facts: Facts, terms: Terms) -> Problem | None:
    """E11: what only a recognized organization opens asks for its letter of acceptance (PDI-RO, HC-1165)."""
    if terms.status != RO_ONLY or facts.recognized_organization:
        return None
    return Problem(Code.RECOGNIZED_ORGANIZATION, wording="letter")


def too_young(facts: Facts, terms: Terms, *, on: date, season: int | None) -> Problem | None:
    """E02: the minimum age is reached on the day of the invitation (PDI-EL, HC-928)."""
    if terms.min_age is None or on >= birthday(facts.date_of_birth, terms.min_age):
        return None
    reached = birthday(facts.date_of_birth, terms.min_age)
    return Problem(Code.AGE_LOW, {"min_age": terms.min_age, "from": reached})


def too_old(facts: Facts, terms: Terms, *, on: date, season: int | None) -> Problem | None:
    """E02: the maximum age, inclusive until the day before the next birthday (PDI-EL, HC-928)."""
    if terms.max_age is None or on <= last_day_of_age(facts.date_of_birth, terms.max_age):
        return None
    last = last_day_of_age(facts.date_of_birth, terms.max_age)
    return Problem(Code.AGE_HIGH, {"max_age": terms.max_age, "until": last})


def not_a_citizens_passport(facts: Facts, terms: Terms, *, on: date, season: int | None) -> Problem | None:
    """
    E04: it is a passport that a country gives its citizens, and no travel document for refugees or for others who are not
    (WEB-ELG, R52(1)(a)).
    """
    passport = passport_for(facts, terms)
    if passport is None or passport.document not in NO_PASSPORTS:
        return None
    return Problem(Code.PASSPORT_COUNTRY, wording="travel_document")


def passport_of_another_country(facts: Facts, terms: Terms, *, on: date, season: int | None) -> Problem | None:
    """
    E05: the passport is one that the agreement names (WEB-ELG, R52(1)(a), PDI-AG); none told is none.

    For Hong Kong its own or a British National (Overseas) one, for the United Kingdom that of a British citizen; through an
    organization, one that goes with a citizenship by which it takes the person. Of a travel document the predicate before has
    told.
    """
    passport, among = passport_for(facts, terms), taken(facts, terms)
    if not among or (passport and is_taken(passport, among)):
        return None
    if passport and passport.document in NO_PASSPORTS and passport.country in {issuer for issuer, _kind in among}:
        return None
    if terms.partners:
        return _passport_of_no_partner(facts, terms)
    if passport is None and only_through_organizations(terms):
        # No agreement names it, so nobody is asked for one before the profile, which asks everybody.
        return None
    wording = "hong_kong" if terms.country == HONG_KONG else ""
    if terms.country == UNITED_KINGDOM and passport and passport.country == UNITED_KINGDOM:
        wording = "british"
    return Problem(Code.PASSPORT_COUNTRY, _country(terms), wording=wording)


def passport_expired(facts: Facts, terms: Terms, *, on: date, season: int | None) -> Problem | None:
    """E17, R52(1): the passport is valid on the day, its last day included; a passport without expiry shows nothing."""
    passport = passport_for(facts, terms)
    if passport is None:
        return None
    if passport.expires is None:
        return Problem(Code.PASSPORT_EXPIRED, wording="unknown")
    if passport.expires < on:
        return Problem(Code.PASSPORT_EXPIRED, {"expired": passport.expires, "on": on})
    return None


def lives_elsewhere(facts: Facts, terms: Terms, *, on: date, season: int | None) -> Problem | None:
    """
    E06: the home or the mailing address is in the partner country, where the agreement asks for it (PDI-EL).

    Through a recognized organization too, where the citizenship has an agreement (E07).
    """
    if terms.partners:
        return _lives_with_no_partner(facts, terms)
    if _has_an_address_in(facts, terms.residence_countries):
        return None
    return Problem(Code.RESIDENCE, _country(terms))


def participations_used(facts: Facts, terms: Terms, *, on: date, season: int | None) -> Problem | None:
    """E08: a participation is left under this citizenship, and months of a combined length (PDI-AG, HC-1484)."""
    if facts.recognized_organization:
        return None
    left = standing(facts, terms, on=on)
    if left.all_used and left.allowed is not None:
        params = {"used": left.used, "allowed": left.allowed} | _country(terms)
        return Problem(Code.PARTICIPATIONS_USED, params, wording="one" if left.allowed == 1 else "")
    if left.months_run_out and terms.combined_months is not None:
        return Problem(
            Code.PARTICIPATIONS_USED,
            {"months": terms.combined_months} | _country(terms),
            wording="combined",
        )
    return None


def category_used(facts: Facts, terms: Terms, *, on: date, season: int | None) -> Problem | None:
    """E08: the category, or one that counts with it, was not used where it may not be repeated (PDI-AG)."""
    if facts.recognized_organization or not facts.participations or not standing(facts, terms, on=on).category_used:
        return None
    wording = "shared" if terms.counts_with else ""
    return Problem(
        Code.CATEGORY_USED,
        {"category": terms.category} | _country(terms),
        wording=wording,
    )


def too_soon_after_the_last(facts: Facts, terms: Terms, *, on: date, season: int | None) -> Problem | None:
    """
    E09: the gap after the last permit has passed; recognized organizations know no gap (PDI-AG, PDI-EL).

    Where the gap is held against the entry, it only has to end while a letter of introduction would still be good. The day told
    is the first of an invitation that the gap no longer stands against.
    """
    free_on = free_again_on(facts, terms)
    if facts.recognized_organization or free_on is None:
        return None
    opens_on = _letter_reaches(free_on) if terms.gap_until_entry else free_on
    if on >= opens_on:
        return None
    wording = "one" if terms.discontinuance_months == 1 else ""
    return Problem(
        Code.DISCONTINUANCE,
        {"months": terms.discontinuance_months, "from": opens_on},
        wording=wording,
    )


def second_in_one_season(facts: Facts, terms: Terms, *, on: date, season: int | None) -> Problem | None:
    """E10: at most one participation a season and person, whatever the citizenship or route (PDI-EL)."""
    if not in_season(facts, season):
        return None
    return Problem(Code.SAME_SEASON, {"season": str(season)})


def recognized_organizations_used(facts: Facts, terms: Terms, *, on: date, season: int | None) -> Problem | None:
    """E11: through a recognized organization, fewer than two such participations in a lifetime (PDI-EL)."""
    used = through_recognized_organizations(facts)
    if not facts.recognized_organization or used < RECOGNIZED_ORGANIZATION_PARTICIPATIONS:
        return None
    return Problem(
        Code.RECOGNIZED_ORGANIZATION,
        {"used": used, "allowed": RECOGNIZED_ORGANIZATION_PARTICIPATIONS},
    )


def brings_dependants(facts: Facts, terms: Terms, *, on: date, season: int | None) -> Problem | None:
    """E16: no dependants on the application (PDI-EL, WEB-ELG)."""
    return Problem(Code.DEPENDANTS) if facts.dependants_accompany else None


def too_little_money(facts: Facts, terms: Terms, *, on: date, season: int | None) -> Problem | None:
    """E13: at least CAD 2,500 at entry, declared; nothing declared is nothing (PDI-EL, WEB-ARR)."""
    if facts.funds_cad is not None and facts.funds_cad >= MIN_FUNDS_CAD:
        return None
    return Problem(Code.FUNDS)


def not_insured(facts: Facts, terms: Terms, *, on: date, season: int | None) -> Problem | None:
    """E15: insurance for the whole stay, declared (PDI-EL, WEB-ARR)."""
    return None if facts.insurance_whole_stay else Problem(Code.INSURANCE)


def cannot_leave(facts: Facts, terms: Terms, *, on: date, season: int | None) -> Problem | None:
    """E14: a departure ticket or the means to buy one, declared (WEB-ARR)."""
    return None if facts.departure_ticket_or_funds else Problem(Code.DEPARTURE)


def _passport_of_no_partner(facts: Facts, terms: Terms) -> Problem | None:
    theirs = partners_of(facts, terms)
    if facts.passport is None and any(not one.passport_codes for one in theirs):
        # No agreement of theirs names a passport, so nobody is asked for one before the profile, which asks everybody.
        return None
    return Problem(Code.PASSPORT_COUNTRY, _partners(theirs))


def _lives_with_no_partner(facts: Facts, terms: Terms) -> Problem | None:
    theirs = partners_of(facts, terms)
    if any(_has_an_address_in(facts, one.residence_countries) for one in theirs):
        return None
    return Problem(Code.RESIDENCE, _partners(theirs))


def _letter_reaches(day: date) -> date:
    """The first day on which a letter of introduction would still be good on a later day."""
    first = add_months(day, -LETTER_MONTHS)
    return first if add_months(first, LETTER_MONTHS) >= day else first + timedelta(days=1)


def _has_an_address_in(facts: Facts, countries: Sequence[str]) -> bool:
    return not countries or facts.residence in countries or facts.mailing_country in countries


def _partners(theirs: Iterable[Partner]) -> dict[str, str | int | date]:
    named = list(theirs)
    return {
        "country_en": ", ".join(one.country_en for one in named),
        "country_fr": ", ".join(one.country_fr for one in named),
    }


def _country(terms: Terms) -> dict[str, str | int | date]:
    return {
        "country_en": terms.country_en or terms.country,
        "country_fr": terms.country_fr or terms.country,
    }

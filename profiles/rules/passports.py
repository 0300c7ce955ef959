"""Which passports an agreement takes: by who issued them, and of which kind they are (E05; PDI-AG, read 2026-11-23)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from profiles.rules.facts import BRITISH_OVERSEAS, CITIZENS_PASSPORT, UNITED_KINGDOM, Facts, Passport
from profiles.rules.terms import Terms


def kind_asked(partner: str, issuer: str) -> str:
    """
    Which kind of passport of an issuer an agreement takes: that of its citizens; a British one for another partner's agreement,
    Hong Kong's, only as a British National (Overseas) passport (PDI-AG).
    """
    return BRITISH_OVERSEAS if issuer == UNITED_KINGDOM != partner else CITIZENS_PASSPORT


def is_taken(passport: Passport, codes: Collection[str], *, partner: str) -> bool:
    """
    E05: whether a passport is one of those that the agreement of a partner names.

    :param codes: the countries whose passports it names
    """
    country = passport.country
    return country is not None and country in codes and passport.document == kind_asked(partner, country)


def passport_for(facts: Facts, terms: Terms) -> Passport | None:
    """The passport that would be used: of those that the terms accept the one valid longest, else the one told last."""
    if not facts.other_passports:
        return facts.passport
    held = [one for one in (facts.passport, *facts.other_passports) if one]
    accepted = [one for one in held if is_taken(one, terms.passport_codes, partner=terms.country)]
    return max(accepted, key=lambda one: one.expires or date.min) if accepted else facts.passport

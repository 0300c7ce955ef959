"""Which passports an agreement takes: by who issued them, and of which kind they are (E05; PDI-AG, read 2026-11-23)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from profiles.rules.facts import BRITISH_OVERSEAS, CITIZENS_PASSPORT, UNITED_KINGDOM, Facts, Passport
from profiles.rules.organizations import partners_of
from profiles.rules.terms import NOT_A_COUNTRY, RO_ONLY, Partner, Terms

# Who issued a passport, and its kind.
Issued = tuple[str, str]


def kind_asked(partner: str, issuer: str) -> str:
    """
    Which kind of passport of an issuer an agreement takes: that of its citizens; a British one for another partner's agreement,
    Hong Kong's, only as a British National (Overseas) passport (PDI-AG).
    """
    return BRITISH_OVERSEAS if issuer == UNITED_KINGDOM != partner else CITIZENS_PASSPORT


def taken_of_citizens(partner: Partner) -> tuple[Issued, ...]:
    """
    The passports by which a citizen of a partner comes through an organization: those that its agreement names, or else the
    partner's own (the United States have no agreement).
    """
    codes = partner.passport_codes or (partner.country,)
    return tuple((code, kind_asked(partner.country, code)) for code in sorted(codes))


def taken(facts: Facts, terms: Terms) -> frozenset[Issued]:
    """
    The passports that a row takes of a person: those that its agreement names; through a recognized organization, those that go
    with their own citizenships (E04, E05), and on a row that only organizations open its country's own. Empty: the row asks for
    none.
    """
    codes = terms.passport_codes or ((terms.country,) if only_through_organizations(terms) else ())
    own = {(code, kind_asked(terms.country, code)) for code in codes}
    return frozenset(own.union(*(taken_of_citizens(one) for one in partners_of(facts, terms))))


def only_through_organizations(terms: Terms) -> bool:
    """Whether a row is of a country without an agreement, whose citizens come through an organization (the United States)."""
    return terms.status == RO_ONLY and terms.country not in NOT_A_COUNTRY


def is_taken(passport: Passport, among: Collection[Issued]) -> bool:
    """E05: whether a passport is one of those that are taken."""
    return (passport.country, passport.document) in among


def written(issued: Issued) -> str:
    """A passport's issuer and kind as a section's values name the one in whose place another comes."""
    return " ".join(issued)


def gives_way(told: Issued, in_place_of: str = "") -> frozenset[Issued]:
    """
    Which passports are held no more once another is told: the one of its issuer and kind, and the one that it is said to replace.
    Every other one stays.

    :param in_place_of: that one as ``written``; empty: none
    """
    issuer, _, kind = in_place_of.partition(" ")
    return frozenset({told, (issuer, kind)} if kind else {told})


def place_of(values: Mapping[str, Any]) -> str:
    """Which passport a section's values are about, as ``written``: the one that gives way, else that of their issuer and kind."""
    return values.get("in_place_of") or written((values.get("country") or "", values.get("document") or CITIZENS_PASSPORT))


def passport_for(facts: Facts, terms: Terms) -> Passport | None:
    """The passport that would be used: of those that the terms accept the one valid longest, else the one told last."""
    if not facts.other_passports:
        return facts.passport
    among = taken(facts, terms)
    held = [one for one in (facts.passport, *facts.other_passports) if one]
    accepted = [one for one in held if is_taken(one, among)]
    return max(accepted, key=lambda one: one.expires or date.min) if accepted else facts.passport

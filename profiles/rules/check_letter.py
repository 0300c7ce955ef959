"""
Which categories the letter of a recognized organization could open to somebody to whom their own agreement does not, so that
nobody else is asked for one (E01, E11; PDI-EL and PDI-RO, read 2026-11-23).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date

from profiles.rules import eligibility
from profiles.rules.facts import CATEGORIES, Facts
from profiles.rules.problems import Code
from profiles.rules.remedies import Remedy, way_out
from profiles.rules.terms import PARTNERS, RO_ONLY, SUSPENDED, Partner, Terms

# What the check asks after the letter.
STUDIES_AND_JOB = frozenset(
    {
        Code.STUDENT,
        Code.SCHOOL_COUNTRY,
        Code.PLACEMENT,
        Code.PLACEMENT_PAID,
        Code.JOB_OFFER,
        Code.JOB_LEVEL,
        Code.SELF_EMPLOYED,
        Code.UNPAID,
        Code.SECTOR,
    }
)
# How far somebody is from a category: it is open, or they can mend what stands against them, or they cannot.
HERE, NEAR, FAR = range(3)


def routes(citizenships: Collection[str], terms: Iterable[Terms]) -> tuple[Terms, ...]:
    """
    The rows that a letter opens to citizens of these countries: the pools of every organization that may nominate them, or the
    route itself where no organization is known.
    """
    theirs = [one for one in terms if any(takes(partner, citizenships) for partner in one.partners)]
    return tuple(one for one in theirs if one.organization) or tuple(one for one in theirs if one.country == PARTNERS)


def takes(partner: Partner, citizenships: Collection[str]) -> bool:
    """Whether an organization may nominate by one of these citizenships: its agreement, if there is one, is not suspended."""
    return partner.country in citizenships and partner.status != SUSPENDED


def without_a_row(citizenships: Collection[str], terms: Iterable[Terms]) -> tuple[str, ...]:
    """The categories of the routes in which no agreement of these citizenships has a row, in the order of a round."""
    terms = tuple(terms)
    own = {one.category for one in terms if one.country in citizenships and one.status not in (RO_ONLY, SUSPENDED)}
    through = {one.category for one in routes(citizenships, terms)} - own
    return tuple(one for one in CATEGORIES if one in through)


def could_open(
    facts: Facts, terms: Iterable[Terms], *, on: date, season: int | None, open_yet: Collection[Code] = ()
) -> tuple[str, ...]:
    """
    The categories to which somebody is nearer with a letter than without, in the order of a round: what is open with it is not
    without, or what can still be mended with it stands against them otherwise, as a participation that is used up.

    :param open_yet: what was not asked yet, and so stands against nobody
    """
    terms = tuple(terms)
    own = [one for one in terms if one.country in facts.citizenships and one.status != RO_ONLY]
    without, with_letter = replace(facts, recognized_organization=False), replace(facts, recognized_organization=True)
    nearest = dict.fromkeys(CATEGORIES, FAR)
    for one in own:
        nearest[one.category] = min(nearest[one.category], _distance(without, one, on, season, open_yet))
    found = {
        one.category
        for one in routes(facts.citizenships, terms)
        # Nobody is asked whose letter it is: each organization is taken to be the one.
        if _distance(replace(with_letter, organization=one.organization or None), one, on, season, open_yet)
        < nearest[one.category]
    }
    return tuple(one for one in CATEGORIES if one in found)


def _distance(facts: Facts, terms: Terms, on: date, season: int | None, open_yet: Collection[Code]) -> int:
    found = eligibility.problems(facts, terms, on=on, season=season)
    remedies = {way_out(one).remedy for one in found if one.code not in open_yet}
    if not remedies:
        return HERE
    return NEAR if remedies == {Remedy.MENDABLE} else FAR

"""Recognized organizations as the interface and the pages tell them: allotments exactly, letters of persons banded."""

from collections.abc import Sequence
from typing import Any

from profiles.rules.terms import SUSPENDED
from rounds.queries.public_organizations import PublicOrganization, Way
from rounds.rules.banding import banded


def told(one: PublicOrganization, *, under: int) -> dict[str, Any]:
    """An organization; `under`: fewer letters than this are told as a band."""
    return {
        "code": one.organization.code,
        "name": one.organization.name,
        "website": one.organization.website,
        "categories": [_category(way, under) for way in one.ways],
    }


def _category(way: Way, under: int) -> dict[str, Any]:
    terms, allotted = way.terms, way.allotted
    taken = [one for one in terms.partners if one.status != SUSPENDED]
    return {
        "category": terms.category,
        "countries": sorted(one.country for one in taken),
        "min_age": terms.min_age,
        "max_age": terms.max_age,
        "max_stay_months": terms.max_stay_months,
        "pool": allotted.pool.code if allotted is not None else None,
        "allotment": allotted.pool.quota if allotted is not None else None,
        "letters_given": banded(allotted.given, under=under) if allotted is not None else None,
        "letters_used": banded(allotted.used, under=under) if allotted is not None else None,
    }


def all_told(found: Sequence[PublicOrganization], *, under: int) -> list[dict[str, Any]]:
    """Several, in their order."""
    return [told(one, under=under) for one in found]

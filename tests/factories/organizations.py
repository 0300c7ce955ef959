"""Recognized organizations with a memorandum, an allotment and letters, by the operations that staff use."""

from datetime import date, datetime
from typing import Any

from profiles.models import Organization, Profile, User
from profiles.operations import organizations as lower
from rounds.models import Pool, Season
from rounds.operations import candidacies, organizations
from rounds.rules.nominations import Letter
from tests.factories import people, quotas

BORN = date(2000, 5, 4)


def organization(code: str = "SWAP", *, at: datetime, name: str = "Example Exchange") -> Organization:
    """A recognized organization; nothing is agreed with it yet."""
    return organizations.keep(code=code, name=name, website="", recognized=True, by=programme(at), at=at)


def pool(code: str = "SWAP", category: str = "working_holiday", *, at: datetime, number: int = 5, **agreed: Any) -> Pool:
    """The pool of an organization for the season 2026, with an allotment."""
    one = Organization.objects.filter(pk=code).first() or organization(code, at=at)
    by = programme(at)
    terms = {"min_age": 18, "max_age": 30, "max_stay_months": 12, "countries": []} | agreed
    lower.agree(
        organization=one, category=category, effective_from=date(2026, 1, 1), source="A memorandum", **terms, by=by, at=at
    )
    allotted = organizations.allot(
        organization=one,
        season=Season.objects.get(pk=2026),
        category=category,
        number=number,
        effective_on=date(2026, 1, 1),
        reason_en="A yearly allotment.",
        reason_fr="Une attribution annuelle.",
        by=by,
        at=at,
    )
    quotas.approved(allotted, at=at)
    return allotted


def letter(pool: Pool, number: str = "A-1", *, at: datetime, born: date = BORN) -> int:
    """A letter that the organization gave to somebody born on a day."""
    return organizations.nominate(pool_id=pool.pk, given=[Letter(number, born)], by=programme(at), at=at)


def holder(
    citizenship: str = "US", *, at: datetime, organization: str | None = "SWAP", number: str = "A-1", **more: Any
) -> Profile:
    """A candidate who says that they hold the letter of an organization; in no pool yet."""
    told = {"recognized_organization": True, "organization": organization, "organization_letter": number}
    return people.active_profile(at=at, citizenship=citizenship, **told, **more)


def nominated(
    pool: Pool, number: str = "A-1", *, citizenship: str = "US", at: datetime, born: date = BORN, **more: Any
) -> Profile:
    """A candidate who waits in the pool of an organization with its letter."""
    letter(pool, number, at=at, born=born)
    profile = holder(citizenship, at=at, organization=pool.stream, number=number, **more)
    candidacies.enter(profile_id=profile.pk, pool_id=pool.pk, by=profile.user, at=at)
    return profile


def programme(at: datetime) -> User:
    """Somebody who keeps the programme."""
    return people.staff("Programme", at=at)

"""Two made-up recognized organizations with memoranda, allotments and letters, and people who come with those letters."""

import random
from datetime import datetime

from applications.management.demo import people
from iecsite import clock
from profiles.models import Organization, User
from profiles.operations import enrolment
from profiles.operations import organizations as lower
from profiles.operations.enrolment import NewCandidate
from profiles.rules.sections import Section
from rounds.models import Pool, QuotaProposal, Season
from rounds.operations import entering, organizations, quota_proposals
from rounds.rules.nominations import Letter

# Code, name, category, highest age, months, whose citizens (none: every partner's and those of the United States), allotment.
MADE_UP = (
    ("MAPLE", "Maple Exchange (made up)", "working_holiday", 35, 12, [], 40),
    ("NORTH", "Northern Interns (made up)", "young_professionals", 30, 12, ["BR", "IN"], 15),
)
# Who comes through which: citizenship and organization.
NOMINATED = (("US", "MAPLE"), ("US", "MAPLE"), ("FR", "MAPLE"), ("US", "MAPLE"), ("BR", "NORTH"), ("IN", "NORTH"))
# Letters that nobody has used yet.
SPARE = 3


def arrange(*, season: int, by: User, approver: User, at: datetime) -> None:
    """Write down the organizations and let people enter their pools; what is there from before stays as it is."""
    if Organization.objects.exists():
        return
    began = Season.objects.get(pk=season)
    pools: dict[str, Pool] = {}
    for code, name, category, oldest, months, countries, number in MADE_UP:
        one = organizations.keep(code=code, name=name, website="", recognized=True, by=by, at=at)
        lower.agree(
            organization=one,
            category=category,
            effective_from=began.opens_on,
            min_age=18,
            max_age=oldest,
            max_stay_months=months,
            countries=countries,
            source="Made up for the demonstration.",
            by=by,
            at=at,
        )
        pools[code] = organizations.allot(
            organization=one,
            season=began,
            category=category,
            number=number,
            effective_on=began.opens_on,
            reason_en="Allotment of the demonstration.",
            reason_fr="Attribution de la démonstration.",
            by=by,
            at=at,
        )
    for proposal in QuotaProposal.objects.filter(pool__in=pools.values(), approved_at=None):
        quota_proposals.approve(proposal_id=proposal.pk, by=approver, at=at)
    _people(pools, by=by, at=at)


def _people(pools: dict[str, Pool], *, by: User, at: datetime) -> None:
    dice = random.Random(7)  # noqa: S311 (made-up people, not the draw)
    coming, letters = [], {code: [] for code in pools}
    for number, (citizenship, code) in enumerate(NOMINATED, start=1):
        told = people.answers(9_000_000 + number, citizenship, on=clock.home_date(at), dice=dice, needs_offer=code == "NORTH")
        letter = f"{code[0]}-{1000 + number}"
        told[Section.ORGANIZATION] = {"recognized_organization": True, "organization": code, "organization_letter": letter}
        letters[code].append(Letter(letter, told[Section.BIRTH]["date_of_birth"]))
        coming.append(
            NewCandidate(email=f"nominated-{number}@example.org", answers=told, language="en", time_zone="America/Toronto")
        )
    for code, given in letters.items():
        spare = [Letter(f"{code[0]}-{2000 + number}", clock.home_date(at).replace(year=2001, day=1)) for number in range(SPARE)]
        organizations.nominate(pool_id=pools[code].pk, given=[*given, *spare], by=by, at=at)
    enrolled = enrolment.enrol(people=coming, by=None, at=at)
    entries = {one.pk: [pools[code].pk] for one, (_citizenship, code) in zip(enrolled, NOMINATED, strict=True)}
    entering.enter_together(entries=entries, by=None, at=at)

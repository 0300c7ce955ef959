"""Somebody with both British passports, who waits in the pools of the United Kingdom and of Hong Kong."""

import random
from datetime import datetime, timedelta

from applications.management.demo import people
from iecsite import clock
from profiles.models import Profile, User
from profiles.operations import enrolment, profiles
from profiles.operations.enrolment import NewCandidate
from profiles.rules.facts import BRITISH_OVERSEAS, HONG_KONG, UNITED_KINGDOM
from profiles.rules.sections import Section
from rounds.models import Pool
from rounds.operations import entering

ADDRESS = "british-1@example.org"


def arrange(*, season: int, at: datetime) -> None:
    """Enrol that person and let them enter a pool of each; who is there from before stays as they are."""
    if User.objects.filter(email=ADDRESS).exists():
        return
    dice = random.Random(11)  # noqa: S311 (made-up people, not the draw)
    told = people.answers(9_100_000, HONG_KONG, on=clock.home_date(at), dice=dice, needs_offer=False)
    issued = clock.home_date(at) - timedelta(days=400)
    days = {"issued_on": issued, "expires_on": issued + timedelta(days=3652)}
    told[Section.CITIZENSHIPS] = {"citizenships": [HONG_KONG, UNITED_KINGDOM]}
    told[Section.PASSPORT] = {"number": "910000001", "country": UNITED_KINGDOM, **days}
    one = NewCandidate(email=ADDRESS, answers=told, language="en", time_zone="Asia/Hong_Kong")
    (profile,) = enrolment.enrol(people=[one], by=None, at=at)
    overseas = {"number": "910000002", "country": UNITED_KINGDOM, "document": BRITISH_OVERSEAS, **days}
    profiles.save_section(
        profile_id=profile.pk,
        section=Section.PASSPORT,
        values=overseas,
        version=Profile.objects.get(pk=profile.pk).version,
        by=profile.user,
        at=at,
    )
    pools = Pool.objects.filter(season=season, code__in=[f"{UNITED_KINGDOM}-WH", f"{HONG_KONG}-WH"])
    entering.enter_together(entries={profile.pk: [pool.pk for pool in pools]}, by=None, at=at)


def people_with_both() -> list[tuple[str, User]]:
    """Whom to sign in as, and what there is to see."""
    return [("holds both British passports", one) for one in User.objects.filter(email=ADDRESS)]

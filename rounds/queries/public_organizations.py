"""Recognized organizations as everybody may know them: what their letters open, and how many are given and used this season."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from iecsite import clock
from profiles.models import Organization
from profiles.queries import agreements, organizations
from profiles.rules.terms import Terms
from rounds.models import Season
from rounds.queries import nominations
from rounds.queries.nominations import Allotted


@dataclass(frozen=True)
class Way:
    """One category that an organization's letters open: its terms, and its pool of the season; None: it has none."""

    terms: Terms
    allotted: Allotted | None


@dataclass(frozen=True)
class PublicOrganization:
    """A recognized organization with the categories that its letters open, in the order of a round."""

    organization: Organization
    ways: tuple[Way, ...]


def season_shown(at: datetime) -> Season | None:
    """The season whose numbers are shown: the newest that has opened."""
    return Season.objects.filter(opens_on__lte=clock.home_date(at)).order_by("-year").first()


def recognized(season: Season | None, *, at: datetime) -> list[PublicOrganization]:
    """Every recognized organization, by name. A dozen queries at most, whatever their number."""
    on = clock.home_date(at)
    terms = organizations.terms_of_organizations(agreements.terms_in_force(on), on=on)
    pools = nominations.pools_of().filter(season=season) if season is not None else []
    counted = {(one.pool.stream, one.pool.category): one for one in nominations.allotted(pools)}
    return [PublicOrganization(one, tuple(_ways(one.code, terms, counted))) for one in organizations.recognized()]


def _ways(code: str, terms: Iterable[Terms], counted: dict[tuple[str, str], Allotted]) -> Iterable[Way]:
    order = ("coop", "young_professionals", "working_holiday")
    theirs = sorted((one for one in terms if one.organization == code), key=lambda one: order.index(one.category))
    return (Way(one, counted.get((code, one.category))) for one in theirs)

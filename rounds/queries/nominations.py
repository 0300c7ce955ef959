"""What recognized organizations were allotted, gave out, and what became of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet, Subquery

from iecsite import clock
from profiles.rules.terms import PARTNERS
from rounds.models import Nomination, Pool, Season
from rounds.queries import pool_numbers
from rounds.queries.pool_numbers import PoolNumbers
from rounds.rules.calendar import is_open
from rounds.rules.nominations import letter_number


@dataclass(frozen=True)
class HeldLetter:
    """A letter that is bound to an account, with the code of the pool that it opens."""

    number: str
    pool: str
    withdrawn: bool


def held_by(*, user_id: int, organization: str, number: str, at: datetime) -> HeldLetter | None:
    """
    The letter with a number that an account has used for a pool of an organization in the season open at a moment; None when it
    used no such letter. One query.

    Of two with one number, for two categories, a letter that still opens its pool comes first, then the one used last.

    :param organization: its code
    :param number: as the person typed it
    """
    latest = Season.objects.filter(opens_on__lte=clock.home_date(at)).order_by("-opens_on")
    held = Nomination.objects.filter(
        used_by=user_id,
        letter=letter_number(number),
        pool__stream=organization,
        pool__country=PARTNERS,
        pool__season=Subquery(latest.values("pk")[:1]),
    )
    one = held.select_related("pool__season").order_by(F("withdrawn_at").asc(nulls_first=True), "-used_at", "-id").first()
    if one is None or not is_open(one.pool.season.opens_on, one.pool.season.profiles_end_at, at):
        return None
    return HeldLetter(one.letter, one.pool.code, one.withdrawn_at is not None)


@dataclass(frozen=True)
class Allotted:
    """
    One pool of an organization: `given` letters count against the allotment (the pool's quota), `used` of them are bound to an
    account, `withdrawn` ones count no longer.
    """

    numbers: PoolNumbers
    given: int
    used: int
    withdrawn: int

    @property
    def pool(self) -> Pool:
        return self.numbers.pool

    @property
    def left(self) -> int:
        """How many letters the organization may still give out."""
        return max(0, (self.pool.quota or 0) - self.given)


def given(pool_id: int) -> int:
    """How many letters count against the allotment of a pool: those that are not withdrawn."""
    return Nomination.objects.filter(pool=pool_id, withdrawn_at__isnull=True).count()


def pools_of(organization: str | None = None) -> QuerySet[Pool]:
    """The pools of an organization (None: of all), the latest season first."""
    found = Pool.objects.filter(country=PARTNERS).exclude(stream="")
    if organization is not None:
        found = found.filter(stream=organization)
    return found.select_related("country", "season").order_by("-season", "order")


def allotted(pools: Iterable[Pool]) -> list[Allotted]:
    """Each pool with its counts, in the order given; a handful of queries, whatever their number."""
    pools = list(pools)
    counted = {
        row["pool"]: row
        for row in Nomination.objects.filter(pool__in=pools)
        .values("pool")
        .annotate(
            given=Count("id", filter=Q(withdrawn_at__isnull=True)),
            used=Count("id", filter=Q(withdrawn_at__isnull=True, used_at__isnull=False)),
            withdrawn=Count("id", filter=Q(withdrawn_at__isnull=False)),
        )
        .order_by()
    }
    numbers = {one.pool.pk: one for one in pool_numbers.of_pools(pools)}
    none = {"given": 0, "used": 0, "withdrawn": 0}
    return [
        Allotted(numbers[pool.pk], **{key: counted.get(pool.pk, none)[key] for key in none})
        for pool in pools
        if pool.pk in numbers
    ]

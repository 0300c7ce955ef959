"""A season in numbers: how far its candidates came."""

from dataclasses import dataclass

from django.db.models import Sum

from applications.models import Application
from rounds.models import Candidacy, Pool
from rounds.queries.pool_numbers import PoolNumbers


@dataclass(frozen=True)
class Funnel:
    """
    How many people came how far in a season. `candidates`: who was in a pool at any time; `quota`: places of the pools with a
    number; `accepted` and `approved`: of each pool; `sent`: applications that were sent and paid.
    """

    candidates: int
    waiting: int
    invitations: int
    accepted: list[int]
    sent: int
    approved: list[int]
    quota: int
    unlimited: int
    to_be_announced: int


def funnel(year: int, numbers: list[PoolNumbers]) -> Funnel:
    """
    The numbers of a season. Three queries.

    :param numbers: those of its pools
    """
    candidates = Candidacy.objects.filter(pool__season=year).values("profile").distinct().count()
    sent = Application.objects.filter(pool__season=year, submitted_at__isnull=False).count()
    quota = Pool.objects.filter(season=year).aggregate(quota=Sum("quota"))["quota"]
    return Funnel(
        candidates=candidates,
        waiting=sum(one.candidates for one in numbers),
        invitations=sum(one.invitations for one in numbers),
        accepted=[one.accepted for one in numbers],
        sent=sent,
        approved=[one.pool.approved for one in numbers],
        quota=quota or 0,
        unlimited=sum(one.pool.unlimited for one in numbers),
        to_be_announced=sum(one.to_be_announced for one in numbers),
    )

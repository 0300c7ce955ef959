"""Places of a pool: the gate that no approval passes when the quota is used up."""

from django.db.models import F, Q

from rounds.models import Pool
from rounds.rules.places import Places


def take_place(*, pool_id: int) -> bool:
    """
    Take one place of a pool inside the caller's transaction.

    One guarded statement: of many that ask for the last place at once, one gets it; the others are told at once when its
    transaction ends. Call it late in the transaction, since it holds the pool's row.

    :returns: False when no place is left, or the quota is still to be announced; nothing is changed then
    """
    free = Q(unlimited=True) | Q(approved__lt=F("quota"))
    return Pool.objects.filter(free, pk=pool_id).update(approved=F("approved") + 1) == 1


def places_left(*, pool_id: int) -> int | None:
    """
    How many places a pool has now; None where the agreement sets no number.

    :raises Pool.DoesNotExist: when there is no such pool
    """
    pool = Pool.objects.only("quota", "unlimited", "approved").get(pk=pool_id)
    return Places(quota=pool.quota, unlimited=pool.unlimited, approved=pool.approved).left()

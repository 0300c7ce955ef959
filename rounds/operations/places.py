"""Places of a pool: the gate that no approval passes when the quota is used up."""

from django.db.models import F, Q, QuerySet

from rounds.models import Pool
from rounds.queries.ledger import ledger
from rounds.rules.places import Places

# Pools that have a place now.
FREE = Q(unlimited=True) | Q(approved__lt=F("quota"))


def take_place(*, pool_id: int, waited: bool = False) -> bool:
    """
    Take one place of a pool inside the caller's transaction.

    The pool's row is held until that ends: of many that ask for the last place at once, one gets it, and the others are told so
    one after the other. A place that became free belongs to those who wait for one, by the order of decisions. Call it late in
    the transaction.

    :param waited: for somebody who was approved before and waits for a place
    :returns: False when no place is left, others wait for one, or the quota is still to be announced; nothing is changed then
    """
    hold(pool_id=pool_id)
    if not waited and ledger(pool_id).awaiting:
        return False
    return Pool.objects.filter(FREE, pk=pool_id).update(approved=F("approved") + 1) == 1


def give_back(*, pool_id: int) -> None:
    """
    Give back, inside the caller's transaction, the place of a letter that no longer holds.

    It is free at once: for whoever waits for one, or for the next round. A cut of the quota that could not be carried out for
    want of free places takes it first.
    """
    hold(pool_id=pool_id)
    Pool.objects.filter(pk=pool_id).update(approved=F("approved") - 1)


def hold(*, pool_id: int) -> Pool:
    """
    Lock a pool's row inside the caller's transaction, for whoever gives its places.

    :raises Pool.DoesNotExist: when there is no such pool
    """
    return Pool.objects.select_for_update(of=("self",), no_key=True).get(pk=pool_id)


def hold_free(*, among: QuerySet) -> int | None:
    """
    Lock one pool that has a place, inside the caller's transaction; one that somebody else holds is left to them.

    :param among: ids of pools
    :returns: its id, or None
    """
    free = Pool.objects.filter(FREE, pk__in=among).select_for_update(of=("self",), skip_locked=True, no_key=True)
    return free.order_by("pk").values_list("pk", flat=True).first()


def places_left(*, pool_id: int) -> int | None:
    """
    How many places a pool has now; None where the agreement sets no number.

    :raises Pool.DoesNotExist: when there is no such pool
    """
    pool = Pool.objects.only("quota", "unlimited", "approved").get(pk=pool_id)
    return Places(quota=pool.quota, unlimited=pool.unlimited, approved=pool.approved).left()

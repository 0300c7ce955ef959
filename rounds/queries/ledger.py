"""The ledger of places as it stands: the sum of its lines, pool by pool."""

from collections.abc import Iterable

from django.db.models import Sum

from rounds.models import LedgerLine
from rounds.rules.ledger import STAGES, Ledger

COUNTS = ("issued", *STAGES)


def ledgers(pool_ids: Iterable[int]) -> dict[int, Ledger]:
    """The ledger of each of these pools, empty where nobody was invited yet. One query."""
    ids = list(pool_ids)
    summed = (
        LedgerLine.objects.filter(pool__in=ids).values("pool").order_by().annotate(**{f"n_{name}": Sum(name) for name in COUNTS})
    )
    found = {row["pool"]: Ledger(**{name: row[f"n_{name}"] for name in COUNTS}) for row in summed}
    return {pk: found.get(pk, Ledger()) for pk in ids}


def ledger(pool_id: int) -> Ledger:
    """The ledger of one pool."""
    return ledgers([pool_id])[pool_id]

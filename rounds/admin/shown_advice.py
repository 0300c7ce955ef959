"""What a page recommended, carried along with its form: people who join while it is filled in ask nobody for a reason."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.core import signing

from rounds.models import Season
from rounds.queries.rounds import PoolPlan

# A form that lay open longer is held against what is recommended now.
KEPT = timedelta(days=1)
_SALT = "rounds.shown_advice"


def signed(plans: Iterable[PoolPlan], season: Season, *, drawn_on: date) -> str:
    """The numbers of a page for a hidden field: signed, since whoever could write them would need no reason for any number."""
    numbers = {str(plan.pool.pk): plan.recommended for plan in plans if plan.why_not is None and plan.recommended}
    return signing.dumps([season.pk, drawn_on.isoformat(), numbers], salt=_SALT, compress=True)


def read(token: str, season: Season, *, drawn_on: date) -> dict[int, int] | None:
    """
    Pool id -> what was recommended; a pool that was not due is not in it.

    None when nothing was shown for a draw on that day, when it was shown too long ago, or when the field was written by hand.
    """
    try:
        year, day, numbers = signing.loads(token, salt=_SALT, max_age=KEPT)
    except signing.BadSignature:
        return None
    if (year, day) != (season.pk, drawn_on.isoformat()):
        return None
    return {int(pool): number for pool, number in numbers.items()}

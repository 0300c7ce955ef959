"""Looks of staff at one person's file, as the person reads them."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Count, Max
from django.db.models.functions import TruncDate

from iecsite.clock import HOME_ZONE
from profiles.models import FileView


class Look(NamedTuple):
    """One page that one role saw on one day (Eastern): when for the last time, and how often."""

    last_at: object
    role: str
    page: str
    times: int


def looks_of(account_id: int, *, most: int) -> Sequence[Look]:
    """The looks at a person's file, those of a day at one page put together, the latest first; one query."""
    rows = (
        FileView.objects.filter(person=account_id)
        .annotate(day=TruncDate("viewed_at", tzinfo=HOME_ZONE))
        .values("day", "role", "page")
        .annotate(last_at=Max("viewed_at"), times=Count("id"))
        .order_by("-last_at", "page", "role")
    )
    return [Look(row["last_at"], row["role"], row["page"], row["times"]) for row in rows[:most]]

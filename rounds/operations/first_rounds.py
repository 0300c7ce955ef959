"""Pools without a first round of their own follow the week that their season announces."""

from datetime import date, timedelta

from django.db.models import OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce

from rounds.models import Pool, RoundEntry
from rounds.models.journal import STREAM
from rounds.rules.weeks import monday_of

# What the journal keeps of a pool whose first round staff put back to "to be announced".
TO_BE_ANNOUNCED = ""


def moves(before: date | None, after: date | None) -> bool:
    """Whether the week of a season's first round is another one; another day of the same week changes nothing."""
    return _monday(before) != _monday(after)


def followers(year: int, *, before: date | None) -> QuerySet[Pool]:
    """
    The pools of a season without a first round of their own: it is in the week that the season had, or none is announced.

    A pool whose first round staff put back to "to be announced" has that of its own, until they announce one.
    """
    told = (
        RoundEntry.objects.filter(stream=STREAM, kind="pool_changed", pool=OuterRef("pk"), details__has_key="first_round_on")
        .order_by("-sequence")
        .annotate(day=KeyTextTransform("first_round_on", "details"))
    )
    none_yet = Pool.objects.filter(season=year, first_round_on__isnull=True)
    free = none_yet.annotate(told=Coalesce(Subquery(told.values("day")[:1]), Value("nothing"), output_field=TextField())).exclude(
        told=TO_BE_ANNOUNCED
    )
    with_season = Q(pk__in=free.values("pk"))
    if before is not None:
        monday = monday_of(before)
        with_season |= Q(first_round_on__range=(monday, monday + timedelta(days=6)))
    return Pool.objects.filter(with_season, season=year)


def follow(year: int, *, before: date | None, after: date | None) -> int:
    """
    Let the pools of a season that have no first round of their own go with it to another week, inside the caller's transaction.

    :param before: the season's week until now
    :returns: how many changed; none while the week stays the same
    """
    if not moves(before, after):
        return 0
    return followers(year, before=before).exclude(first_round_on=after).update(first_round_on=after)


def _monday(day: date | None) -> date | None:
    return None if day is None else monday_of(day)

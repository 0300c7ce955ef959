"""Whom rows are about: the accounts that the rows of any table lead to."""

from collections.abc import Iterable, Iterator
from functools import cache

from django.db import models

from profiles.models import User

# From a row to the person whom it is about. A row may lead to one in several ways (an entry of the journal), or to two (a pair).
WAYS = (
    "user", "account", "person", "profile", "application", "candidacy", "payment", "older", "newer", "used_by", "address",
    "recovery",
)  # fmt: skip


def accounts_of(model: type[models.Model], pks: Iterable[object]) -> set[int]:
    """
    The accounts that rows of a table are about, those of the staff among them, in one query whatever their number.

    :param pks: of the rows
    """
    pks = list(pks)
    if model is User:
        return {int(str(pk)) for pk in pks}
    ways = paths(model)
    if not ways or not pks:
        return set()
    rows = model._default_manager.filter(pk__in=pks).values_list(*ways)
    return {pk for row in rows for pk in row if pk is not None}


@cache
def paths(model: type[models.Model]) -> tuple[str, ...]:
    """The look-ups by which rows of a table lead to accounts; empty for a table about nobody."""
    return tuple(sorted(_paths(model)))


def _paths(model: type[models.Model]) -> Iterator[str]:
    for field in model._meta.concrete_fields:
        if field.name in WAYS and isinstance(field.related_model, type):
            if field.related_model is User:
                yield field.attname
            else:
                yield from (f"{field.name}__{rest}" for rest in _paths(field.related_model))

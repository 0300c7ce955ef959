"""
A transfer of places on the day on which it takes effect: no more places move than are free of letters then.

Letters are never taken back (a place is used up by a letter of introduction: WEB-CH, read 2026-11-23), and what a country was
promised in all stays what it is: a place that a letter holds stays where the letter is, and the other pool does not get it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(slots=True)
class Point:
    """One point of a pool's quota series; `moved` is how many places it got by a transfer (below 0: gave)."""

    pool: int
    on: date
    quota: int | None
    moved: int | None = None
    transfer: UUID | None = None


Series = Mapping[int, Sequence[Point]]
"""Pool -> its points, the earliest first."""


def cut_to_what_is_free(series: Series, letters: Mapping[int, int], *, on: date) -> dict[UUID, int]:
    """
    Cut the transfers that are in force on a day down to the places that were free of letters, and the points that rest on them.

    The points of both pools are changed in place; a transfer of which nothing is left has `moved` 0 on both sides. Once cut, a
    second look finds nothing: a pool never gives more letters than its quota.

    :param letters: pool -> letters of introduction given
    :returns: transfer -> how many of its places stay where they were
    """
    stay: dict[UUID, int] = {}
    for pool, points in series.items():
        past = [point for point in points if point.on <= on]
        if not past or past[-1].quota is None:
            continue
        missing = letters.get(pool, 0) - past[-1].quota
        for point in reversed(past):
            if missing <= 0 or point.moved is None or point.moved >= 0:
                break
            places = min(missing, -point.moved)
            _keep_back(series, point, places, stay)
            missing -= places
    return stay


def _keep_back(series: Series, giver: Point, places: int, stay: dict[UUID, int]) -> None:
    assert giver.transfer is not None, "who gave places gave them to somebody"
    stay[giver.transfer] = stay.get(giver.transfer, 0) + places
    for point in [one for points in series.values() for one in points if one.transfer == giver.transfer]:
        change = places if point is giver else -places
        point.moved = (point.moved or 0) + change
        _shift(series, point, change, stay)


def _shift(series: Series, first: Point, change: int, stay: dict[UUID, int]) -> None:
    """Change a point and the transfers after it, which were counted from it; a number that staff set anew stands."""
    for point in [one for one in series[first.pool] if one.on >= first.on]:
        if point is not first and point.moved is None:
            return
        point.quota = (point.quota or 0) + change
        if point.quota < 0:
            # It gave on what it has not got itself.
            _keep_back(series, point, -point.quota, stay)

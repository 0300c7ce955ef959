"""
The pools in the very form of the department's own feed, so that programs which follow that one can follow this one.

Form: element by element as programs that read it expect (XML23, read 2026-11-23). Its text is English, as theirs is.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from iecsite import dated
from profiles.states import Category
from rounds.models import Pool
from rounds.queries import pool_numbers
from rounds.queries.pool_numbers import PoolNumbers, told_spots
from rounds.rules import odds

CATEGORIES = {Category.WORKING_HOLIDAY: "wh", Category.YOUNG_PROFESSIONALS: "yp", Category.COOP: "coop"}
# Two of its country codes are its own.
CODES = {"AD": "an", "LU": "lb"}
CHANCES = {
    odds.NOT_RATED: 0,
    odds.EXCELLENT: 1,
    odds.VERY_GOOD: 2,
    odds.FAIR: 3,
    odds.LOW: 4,
    odds.VERY_LOW: 5,
    odds.UNDER_ONE: 5,
}
UNLIMITED, TO_BE_ANNOUNCED = "Unlimited", "To be announced"
NOT_ACCEPTING, NOT_APPLICABLE = "Not accepting applicants", "Not Applicable"
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def selections(year: int, *, on: date) -> bytes:
    """The feed of a season on an Eastern day, UTF-8."""
    under = int(dated.value("small_numbers", on=on))
    pools = Pool.objects.filter(season=year).select_related("country").order_by("country__sort_en", "category", "stream")
    numbers = pool_numbers.of_pools(pools)
    streams: dict[tuple[str, str], list[PoolNumbers]] = {}
    for one in numbers:
        streams.setdefault((one.pool.country_id, one.pool.category), []).append(one)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<temp>", f"<chancesdate>{_cdata(_day(on))}</chancesdate>"]
    for group in sorted(streams.values(), key=lambda found: (found[0].pool.country.sort_en, CATEGORIES[found[0].pool.category])):
        lines.extend(_country(group, under))
    lines.append("</temp>")
    return ("\n".join(lines) + "\n").encode("utf-8")


def _country(group: list[PoolNumbers], under: int) -> Iterable[str]:
    pool = group[0].pool
    main = next((one for one in group if not one.pool.stream), None)
    code = CODES.get(pool.country_id, pool.country_id.lower())
    yield f'<country location="{_attribute(pool.country.name_en)}" category="{CATEGORIES[pool.category]}" code="{code}">'
    yield from _children(main, under)
    for one in group:
        if one.pool.stream:
            yield f'<sub txt="{_attribute(one.pool.stream_name_en or one.pool.stream)}">'
            yield from _children(one, under)
            yield "</sub>"
    yield "</country>"


def _children(one: PoolNumbers | None, under: int) -> Iterable[str]:
    if one is None:
        # The category exists in streams only.
        values = dict.fromkeys(("quota", "first", "second", "invitations", "candidates", "spots"), NOT_APPLICABLE) | {
            "chances": "0"
        }
    else:
        values = {
            "quota": _quota(one),
            "first": _week(one.pool.first_round_on, one),
            "second": _week(one.pool.final_round_on, one),
            "invitations": f"{one.invitations:,}",
            "candidates": f"{one.candidates:,}",
            "spots": _spots(one, under),
            "chances": str(CHANCES[one.band]),
        }
    for name, value in values.items():
        yield f"<{name}>{_cdata(value)}</{name}>"


def _quota(one: PoolNumbers) -> str:
    if one.pool.unlimited:
        return UNLIMITED
    return _no_number(one) if one.pool.quota is None else f"{one.pool.quota:,}"


def _spots(one: PoolNumbers, under: int) -> str:
    if one.pool.unlimited:
        return UNLIMITED
    spots = told_spots(one, under)
    return _no_number(one) if spots is None else f"{spots:,}"


def _no_number(one: PoolNumbers) -> str:
    """What stands for a number that there is not; a closed pool has none to come."""
    return TO_BE_ANNOUNCED if one.accepting else NOT_ACCEPTING


def _week(on: date | None, one: PoolNumbers) -> str:
    if on is None:
        return TO_BE_ANNOUNCED if one.accepting else NOT_APPLICABLE
    return "Week of " + _day(on - timedelta(days=on.weekday()))


def _day(on: date) -> str:
    return f"{MONTHS[on.month - 1]} {on.day}, {on.year}"


def _cdata(text: str) -> str:
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")

"""What a season is simulated from: the reviewed files of quotas, seasons and behaviour, or weekly rows of a real season."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from iecsite.csvfile import BadRow, Row, day, free, number, one_of, read_rows
from profiles.queries.programme_files import read_countries
from profiles.rules.facts import CATEGORIES
from rounds.queries.programme_files import PROGRAMME, read_quotas, read_seasons
from rounds.rules.pools import CATEGORY_CODES, STREAM_CODES, pool_code, pool_order
from rounds.rules.simulation.behaviour import COLUMNS, Behaviour, Behaviours, behaviour_of
from rounds.rules.simulation.pool import UNLIMITED, PoolPlan

BEHAVIOUR = PROGRAMME / "behaviour.csv"
# Of a season's entrants so many come in each of the first weeks, the rest evenly until the last fifth of the season.
EARLY = (0.16, 0.09, 0.06, 0.05, 0.04)
LAST_FIFTH = 0.8

# The names of the official feed, of its pages and of the data files beside ours.
FEED_CATEGORIES = {
    "wh": "working_holiday",
    "yp": "young_professionals",
    "ic": "coop",
    "co_op": "coop",
    "international_coop": "coop",
    "international_co_op": "coop",
    "international_co_op_internship": "coop",
}
# How trackers of the published figures write countries whose names here are longer or newer.
OTHER_NAMES = {
    "korea": "KR",
    "south korea": "KR",
    "republic of korea": "KR",
    "korea, republic of": "KR",
    "czech republic": "CZ",
    "great britain": "GB",
    "uk": "GB",
    "hong kong sar": "HK",
}
# What published tables say instead of a number.
NOT_KNOWN = frozenset({"", "to be announced", "not applicable", "not accepting applicants"})


def _share(cell: str) -> float:
    try:
        value = float(cell)
    except ValueError:
        raise ValueError(f"{cell!r} is not a number, for example 0.78") from None
    if not 0 <= value <= 1_000_000:
        raise ValueError(f"{cell!r} is below 0 or far too large")
    return value


BEHAVIOUR_COLUMNS: dict[str, Any] = {"country_code": free, "category": one_of(*CATEGORIES)} | {
    column: number if column.endswith(("_weeks", "_worth", "_unlimited")) else _share for column in COLUMNS
}


def _count(cell: str) -> int:
    """A whole number, as either language groups it."""
    return number(re.sub(r"(?<=[0-9])[,\u00a0\u202f ](?=[0-9]{3})", "", cell))


def _quota(cell: str) -> int | None:
    """Places, `Unlimited`, or nothing while they are to be announced."""
    if cell.casefold() in NOT_KNOWN:
        return None
    return UNLIMITED if cell.casefold() == "unlimited" else _count(cell)


def _figure(cell: str) -> int | None:
    """A published figure; nothing where the cell is empty or says in words that there is none."""
    return None if cell.casefold() in NOT_KNOWN else _count(cell)


def _spots(cell: str) -> int | None:
    """Spots as published; checked, and not used: the season that is played has its own."""
    return None if cell.casefold() == "unlimited" else _figure(cell)


def _category(cell: str) -> str:
    name = re.sub(r"[^a-z]+", "_", cell.casefold()).strip("_")
    return one_of(*CATEGORIES)(FEED_CATEGORIES.get(name, name))


ARRIVALS: dict[str, Any] = {
    "season": number,
    "report_date": day,
    "country": free,
    "category": _category,
    "quota": _quota,
    "candidates_in_pool": _figure,
    "invitations_issued_total": _figure,
    "spots_available": _spots,
}


def read_behaviour(path: Path = BEHAVIOUR) -> Behaviours:
    """
    What is assumed, by country and category.

    :raises BadRow: at the first line that is not as promised, or when a category has no line for all countries
    """
    rows = read_rows(path, BEHAVIOUR_COLUMNS, unique=("country_code", "category"))
    found = {}
    for row in rows:
        try:
            found[row["country_code"], row["category"]] = Behaviour(**{column: row[column] for column in COLUMNS})
        except ValueError as wrong:
            raise row.bad("accept", str(wrong)) from None
    for category in CATEGORIES:
        if ("", category) not in found:
            raise BadRow(path.name, 1, "category", f"there is no line for {category} in all countries (empty country_code)")
    return found


def plans_of_season(season: int, *, weeks: int, behaviours: Behaviours) -> list[PoolPlan]:
    """
    The pools of a season from the programme's files, with entrants as the behaviour assumes them.

    Week 1 is that of the first round; a quota that becomes known later holds from its own week on.

    :raises ValueError: for a season that the files do not know
    """
    found = {row["season"]: row for row in read_seasons()}
    if season not in found:
        raise ValueError(f"season {season} is not in the programme; known are {', '.join(map(str, sorted(found)))}")
    start = found[season]["first_round_week"] or found[season]["opens_on"]
    points = [
        ((row["country_code"], row["category"], row["stream"]), row["effective_on"], row["quota"])
        for row in read_quotas()
        if row["season"] == season
    ]
    if not points:
        raise ValueError(f"season {season} has no quota in the programme")
    places = [(key, day_, UNLIMITED if quota == "unlimited" else quota) for key, day_, quota in points]
    return plans_of_quotas(places, start=start, weeks=weeks, behaviours=behaviours)


def plans_of_quotas(
    points: Iterable[tuple[tuple[str, str, str], date, int]], *, start: date, weeks: int, behaviours: Behaviours
) -> list[PoolPlan]:
    """
    The pools of a season from the points of their quota series.

    :param points: (country, category, stream), the day from which it holds, and the places (`UNLIMITED` where no number is set)
    :param start: the Monday of week 1
    """
    series: dict[tuple[str, str, str], dict[int, int]] = defaultdict(dict)
    for key, since, places in sorted(points, key=lambda one: one[1]):
        series[key][max(1, (since - start).days // 7 + 1)] = places
    # What is published in the first month was the quota from the first round on: it is only written down later.
    return [_plan(key, _from_the_start(quotas), behaviours, weeks) for key, quotas in sorted(series.items())]


def plans_of_arrivals(path: Path, season: int, *, weeks: int, behaviours: Behaviours) -> list[PoolPlan]:
    """
    The pools of weekly rows of a real season: its quotas, and as entrants what the candidates and invitations rose by.

    Week 1 is that of the season's first row.

    :raises BadRow: at the first line that is not as promised
    :raises ValueError: when no line is of the season
    """
    codes = OTHER_NAMES | {
        row[name].casefold(): row["code"] for row in read_countries() for name in ("name_en", "name_fr", "code")
    }
    rows = read_rows(path, ARRIVALS, unique=("season", "report_date", "country", "category"))
    mine = [row for row in rows if row["season"] == season]
    if not mine:
        raise ValueError(f"{path.name} has no line of season {season}")
    start = min(row["report_date"] for row in mine)
    pools: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in mine:
        code = codes.get(row["country"].casefold())
        if code is None:
            raise row.bad("country", f"{row['country']!r} is no partner; use its code or its English name, such as FR or France")
        pools[code, row["category"], ""].append(row)
    plans = []
    for key, lines in sorted(pools.items()):
        lines.sort(key=lambda row: row["report_date"])
        plans.append(_made(key, _quotas(lines, start), _entrants(lines, start, weeks), behaviours))
    return plans


def _quotas(lines: Sequence[Row], start: date) -> dict[int, int]:
    found: dict[int, int] = {}
    for row in lines:
        if row["quota"] is not None:
            found[_week(row, start)] = row["quota"]
    return found


def _entrants(lines: Sequence[Row], start: date, weeks: int) -> tuple[int, ...]:
    """
    How many entered in each week: what candidates and invitations together rose by since the row before.

    Weeks without a row share evenly what the next one rose by. A figure that is missing is taken as unchanged; a fall of both
    together is nobody entering.
    """
    arrivals = [0] * weeks
    before = last = candidates = invited = 0
    for row in lines:
        candidates = candidates if row["candidates_in_pool"] is None else row["candidates_in_pool"]
        invited = invited if row["invitations_issued_total"] is None else row["invitations_issued_total"]
        week = _week(row, start)
        # Who waits at the first row came before it.
        since = week if last == 0 else min(last + 1, week)
        for reached, share in enumerate(_evenly(max(0, candidates + invited - before), week - since + 1), start=since):
            if reached <= weeks:
                arrivals[reached - 1] += share
        before, last = max(before, candidates + invited), week
    return tuple(arrivals)


def _evenly(people: int, parts: int) -> list[int]:
    return [people * (part + 1) // parts - people * part // parts for part in range(parts)]


def _week(row: Row, start: date) -> int:
    return (row["report_date"] - start).days // 7 + 1


FIRST_MONTH = 5


def _from_the_start(quotas: Mapping[int, int]) -> dict[int, int]:
    first = min(quotas)
    early = {1: quotas[first]} if first <= FIRST_MONTH else {}
    return early | {week: places for week, places in quotas.items() if week > 1}


def _plan(key: tuple[str, str, str], quotas: dict[int, int], behaviours: Behaviours, weeks: int) -> PoolPlan:
    behaviour = behaviour_of(behaviours, key[0], key[1])
    places = quotas[max(quotas)]
    entrants = behaviour.entrants_if_unlimited if places == UNLIMITED else round(places * behaviour.entrants_per_place)
    return _made(key, quotas, spread(entrants, weeks), behaviours)


def spread(entrants: int, weeks: int) -> tuple[int, ...]:
    """A season's entrants by week: many at first, the rest evenly, none in the last fifth. Their sum is `entrants`."""
    last = max(1, round(weeks * LAST_FIFTH))
    early = list(EARLY[: min(len(EARLY), last)])
    rest = last - len(early)
    shares = early + ([(1 - sum(early)) / rest] * rest if rest else [])
    whole, reached, total = [], 0, sum(shares)
    so_far = 0.0
    for share in shares:
        so_far += share / total
        whole.append(round(entrants * so_far) - reached)
        reached += whole[-1]
    return (*whole, *([0] * (weeks - last)))


def _made(key: tuple[str, str, str], quotas: dict[int, int], arrivals: tuple[int, ...], behaviours: Behaviours) -> PoolPlan:
    country, category, stream = key
    assert category in CATEGORY_CODES
    assert not stream or stream in STREAM_CODES
    return PoolPlan(
        code=pool_code(country, category, stream),
        country=country,
        category=category,
        stream=stream,
        order=pool_order(country, category, stream),
        behaviour=behaviour_of(behaviours, country, category),
        quotas=quotas,
        arrivals=arrivals,
    )

"""
Open data as tables: pools, rounds and quotas, in CSV and JSON, with a dictionary that says what each column means.

Every function returns whole bytes that depend on the database and the day alone, so a page of the site and a folder of static
files hold the same.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from iecsite import clock, dated
from rounds.models import Pool, QuotaChange, Round, RoundPool
from rounds.queries import as_drawn, forecast_scores, pool_numbers
from rounds.queries.as_drawn import AsDrawn
from rounds.queries.outcomes import seasons_over
from rounds.queries.pool_numbers import HELD, PoolNumbers, told_spots
from rounds.queries.rounds import PUBLIC, clock_text
from rounds.rules import odds, weeks
from rounds.rules.banding import banded
from rounds.states import RoundState

POOLS = [
    "season",
    "country",
    "category",
    "stream",
    "pool",
    "status",
    "quota",
    "first_round",
    "final_round",
    "candidates",
    "invitations",
    "accepted",
    "approved",
    "spots",
    "chance",
    "rating",
]
ROUNDS = [
    "round", "draw_at", "state", "pool", "country", "category", "entries", "considered", "invited", "cutoff_key",
    "quota", "approved", "awaiting", "spots", "chance", "rating",
]  # fmt: skip
QUOTAS = ["season", "pool", "effective_on", "quota", "reason", "confirmed"]
HISTORY = ["season", "pool", "round", "draw_at", "entries", "invited"]
FORECASTS = [
    "season", "pool", "about", "published_on", "candidates", "invitations", "chance", "low", "high", "exact", "outcome", "people",
]  # fmt: skip
SCORES = ["season", "about", "rating", "forecasts", "people", "forecast_mean", "invited_share", "brier"]

UNLIMITED, TO_BE_ANNOUNCED = "unlimited", "to_be_announced"


def pool_rows(*, on: date) -> list[dict[str, Any]]:
    """One row a pool and season: exact numbers, outcomes of persons banded under the limit of the day."""
    under = int(dated.value("small_numbers", on=on))
    pools = Pool.objects.select_related("country", "season").order_by("-season_id", "country__sort_en", "order")
    return [pool_row(one, under) for one in pool_numbers.of_pools(pools)]


def pool_row(one: PoolNumbers, under: int) -> dict[str, Any]:
    """A pool as the table tells it; `under`: fewer people than this are told as a band."""
    pool = one.pool
    return {
        "season": pool.season_id,
        "country": pool.country_id,
        "category": pool.category,
        "stream": pool.stream,
        "pool": pool.code,
        "status": pool.status,
        "quota": told_quota(pool),
        "first_round": _week(pool.first_round_on),
        "final_round": _week(pool.final_round_on),
        "candidates": one.candidates,
        "invitations": one.invitations,
        "accepted": banded(one.accepted, under=under),
        "approved": banded(pool.approved, under=under),
        "spots": _spots(one, under),
        "chance": _chance(one.chance),
        "rating": one.band,
    }


def told_quota(pool: Pool | QuotaChange) -> int | str:
    """A quota as it is told: a number, unlimited, or to be announced."""
    if pool.unlimited:
        return UNLIMITED
    return TO_BE_ANNOUNCED if pool.quota is None else pool.quota


def _chance(chance: float | None) -> str:
    return "" if chance is None else f"{odds.six_places(chance):.6f}"


def _spots(one: PoolNumbers, under: int) -> int | str:
    if one.pool.unlimited:
        return UNLIMITED
    spots = told_spots(one, under)
    return TO_BE_ANNOUNCED if spots is None else spots


def round_rows(*, at: datetime) -> list[dict[str, Any]]:
    """
    One row a pool of every round that the public sees; numbers of the list and of the result once each is public.

    Of a season whose outcomes are told, the places at each draw are not: from the two together a small number that is held back
    there could be worked out.
    """
    lines = RoundPool.objects.filter(round__in=Round.objects.filter(PUBLIC)).select_related("round", "pool")
    lines = list(lines.order_by("round__code", "pool__order"))
    then = as_drawn.of_lines(lines)
    drawn_on = {clock.home_date(line.round.draw_at) for line in lines}
    under = {day: int(limit) for day, limit in dated.values("small_numbers", days=drawn_on).items()}
    over = set(seasons_over(at).values_list("pk", flat=True))
    return [
        round_row(
            line,
            then[line.pk],
            under=under[clock.home_date(line.round.draw_at)],
            places_told=line.round.season_id not in over,
        )
        for line in lines
    ]


def round_row(line: RoundPool, then: AsDrawn, *, under: int, places_told: bool) -> dict[str, Any]:
    """
    One pool of a round as the table tells it.

    What was approved and awaited a place is told as the draw noted it: the numbers of today would be another day's.

    :param under: fewer people than this were told as a band on the day of its draw
    :param places_told: whether the places at the draw are told
    """
    final = line.round.state in HELD
    noted = final and places_told and line.approved is not None
    return {
        "round": line.round.code,
        "draw_at": clock_text(line.round.draw_at),
        "state": line.round.state if final or line.round.state == RoundState.VOID else RoundState.PUBLISHED,
        "pool": line.pool.code,
        "country": line.pool.country_id,
        "category": line.pool.category,
        "entries": _text(line.entries) if line.round.published_at else "",
        "considered": _text(line.considered) if final else "",
        "invited": _text(line.invited) if final else "",
        "cutoff_key": line.cutoff_key if final else "",
        "quota": "" if then.quota is None else told_quota(then.quota),
        "approved": banded(line.approved, under=under) if noted else "",
        "awaiting": banded(line.awaiting, under=under) if noted else "",
        "spots": _spots_then(line, then.quota, under) if noted else "",
        "chance": _chance(then.chance),
        "rating": "" if then.chance is None else odds.band(then.chance),
    }


def _spots_then(line: RoundPool, quota: QuotaChange | None, under: int) -> int | str:
    """Spots at a draw, told as those of today are."""
    if quota is None:
        return ""
    if quota.unlimited or quota.quota is None:
        return told_quota(quota)
    return max(0, quota.quota - line.approved) if line.approved >= under else quota.quota


def quota_rows(*, language: str = "en") -> list[dict[str, Any]]:
    """One row a point of a pool's quota series, announced ones of days to come among them."""
    changes = QuotaChange.objects.select_related("pool").order_by("-pool__season_id", "pool__order", "effective_on")
    return [
        {
            "season": change.pool.season_id,
            "pool": change.pool.code,
            "effective_on": change.effective_on.isoformat(),
            "quota": told_quota(change),
            "reason": change.reason_fr if language == "fr" else change.reason_en,
            "confirmed": "yes" if change.confirmed else "no",
        }
        for change in changes
    ]


def history_rows(pool: Pool, lines: Iterable[RoundPool]) -> list[dict[str, Any]]:
    """One row a round that drew from a pool; `lines`: its history, as `pool_numbers.history` gives it."""
    return [
        {
            "season": pool.season_id,
            "pool": pool.code,
            "round": line.round.code,
            "draw_at": clock_text(line.round.draw_at),
            "entries": _text(line.entries),
            "invited": _text(line.invited),
        }
        for line in lines
    ]


def forecast_rows() -> list[dict[str, Any]]:
    """One row a published forecast, with what came of it once that is known."""
    return [
        {
            "season": one.season,
            "pool": one.pool,
            "about": one.kind,
            "published_on": one.kept_on.isoformat(),
            "candidates": one.candidates,
            "invitations": _text(one.invitations),
            "chance": _chance(one.chance),
            "low": _chance(one.low),
            "high": _chance(one.high),
            "exact": "yes" if one.exact else "no",
            "outcome": _chance(one.outcome),
            "people": _text(one.people),
        }
        for one in forecast_scores.forecasts()
    ]


def score_rows() -> list[dict[str, Any]]:
    """One row a season, kind of forecast and rating, and one for all ratings: how forecasts did against what happened."""
    return [
        {
            "season": season,
            "about": kind,
            "rating": score.band,
            "forecasts": score.forecasts,
            "people": score.people,
            "forecast_mean": _chance(score.forecast_mean),
            "invited_share": _chance(score.invited_share),
            "brier": f"{score.brier:.6f}",
        }
        for season, kind, score in forecast_scores.scores()
    ]


def as_csv(columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> bytes:
    """CSV in UTF-8 with one header line and lines that end in a line feed."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")


def as_json(rows: Iterable[dict[str, Any]]) -> bytes:
    """A list of objects, one a line, so that two days can be compared by line."""
    lines = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    return ("[\n" + ",\n".join(lines) + "\n]\n").encode("utf-8")


def _pools(*, at: datetime) -> list[dict[str, Any]]:
    return pool_rows(on=clock.home_date(at))


def _csv(columns: Sequence[str], rows: Callable[..., list[dict[str, Any]]]) -> Callable[..., bytes]:
    return lambda *, at: as_csv(columns, rows(at=at))


def _json(rows: Callable[..., list[dict[str, Any]]]) -> Callable[..., bytes]:
    return lambda *, at: as_json(rows(at=at))


def _always(rows: Callable[[], list[dict[str, Any]]]) -> Callable[..., list[dict[str, Any]]]:
    return lambda *, at: rows()


# Name under `/data/` -> what makes its bytes at a moment.
TABLES: dict[str, Callable[..., bytes]] = {
    "pools.csv": _csv(POOLS, _pools),
    "pools.json": _json(_pools),
    "rounds.csv": _csv(ROUNDS, round_rows),
    "rounds.json": _json(round_rows),
    "quotas.csv": _csv(QUOTAS, _always(quota_rows)),
    "forecasts.csv": _csv(FORECASTS, _always(forecast_rows)),
    "forecast-scores.csv": _csv(SCORES, _always(score_rows)),
}


def files(*, at: datetime) -> dict[str, bytes]:
    """Name under `/data/` -> bytes, of every table."""
    return {name: made(at=at) for name, made in TABLES.items()}


def _week(on: date | None) -> str:
    """What is told of a first or final round is the Monday of its week."""
    return "" if on is None else weeks.monday_of(on).isoformat()


def _text(value: Any) -> Any:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else value

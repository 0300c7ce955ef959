"""Every published forecast with what came of it, and how good they were."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.db import connection

from rounds.models import Forecast
from rounds.rules.scoring import Held, Score
from rounds.rules.scoring import scores as score_all

NEWS = timedelta(days=10)


@dataclass(frozen=True)
class Outcome:
    """One forecast. `outcome`: the share of `people` who were invited; both None while that is not known."""

    season: int
    pool: str
    kind: str
    kept_on: date
    candidates: int
    invitations: int | None
    chance: float
    low: float | None
    high: float | None
    exact: bool
    outcome: float | None
    people: int | None


def forecasts(*, season: int | None = None) -> list[Outcome]:
    """The published forecasts by season, kind, pool and day. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_OUTCOMES, {"season": season})
        return [Outcome(*row) for row in cursor.fetchall()]


def scores(*, season: int | None = None) -> list[tuple[int, str, Score]]:
    """(season, kind of forecast, score), the ratings of each in order and all together last."""
    found = []
    for (year, kind), group in groupby(forecasts(season=season), key=lambda one: (one.season, one.kind)):
        told = [
            Held(one.chance, one.outcome, one.people) for one in group if one.outcome is not None and one.people and not one.exact
        ]
        found += [(year, kind, score) for score in score_all(told)]
    return found


def latest_outlooks(pool_ids: list[int], *, on: date) -> dict[int, Forecast]:
    """Pool -> the outlook on the rest of its season that holds on a day; one older than ten days is no news. One query."""
    rows = Forecast.objects.filter(pool_id__in=pool_ids, kind="season", kept_on__gt=on - NEWS, kept_on__lte=on)
    rows = rows.order_by("pool_id", "-kept_on").distinct("pool_id")
    return {row.pool_id: row for row in rows}


# What a forecast of the next round is held against is the first round after it that drew from the pool and is no remedy; an
# outlook, against those who waited then and were invited later or stayed to the end, once the season has ended.
_OUTCOMES = """
    SELECT pool.season_id, pool.code, one.kind, one.kept_on, one.candidates, one.invitations, one.chance, one.low, one.high,
           one.exact,
           CASE one.kind WHEN 'next_round' THEN drawn.invited::float / nullif(drawn.entries, 0)
                         ELSE stayed.invited::float / nullif(stayed.people, 0) END,
           CASE one.kind WHEN 'next_round' THEN nullif(drawn.entries, 0) ELSE nullif(stayed.people, 0) END
      FROM rounds_forecast AS one
      JOIN rounds_pool AS pool ON pool.id = one.pool_id
      JOIN rounds_season AS season ON season.year = pool.season_id
      LEFT JOIN LATERAL (
           SELECT line.entries, line.invited
             FROM rounds_roundpool AS line
             JOIN rounds_round AS round ON round.id = line.round_id
            WHERE one.kind = 'next_round' AND line.pool_id = one.pool_id AND round.draw_at > one.kept_at
              AND round.state = 'closed' AND round.remedies_id IS NULL
            ORDER BY round.draw_at LIMIT 1) AS drawn ON true
      LEFT JOIN LATERAL (
           SELECT count(*) AS people, count(*) FILTER (WHERE waiting.later) AS invited
             FROM (SELECT candidacy.left_at, candidacy.reason,
                          EXISTS (SELECT 1 FROM rounds_invitation AS invitation
                                   WHERE invitation.candidacy_id = candidacy.id AND invitation.issued_at > one.kept_at) AS later
                     FROM rounds_candidacy AS candidacy
                    WHERE one.kind = 'season' AND season.profiles_end_at <= statement_timestamp()
                      AND candidacy.pool_id = one.pool_id AND candidacy.entered_at <= one.kept_at
                      AND (candidacy.left_at IS NULL OR candidacy.left_at > one.kept_at)
                      AND NOT EXISTS (SELECT 1 FROM rounds_invitation AS held
                                       WHERE held.candidacy_id = candidacy.id AND held.issued_at <= one.kept_at
                                         AND (held.answered_at IS NULL OR held.answered_at > one.kept_at))) AS waiting
            WHERE waiting.later OR waiting.left_at IS NULL OR waiting.reason = 'season_closed') AS stayed ON true
     WHERE %(season)s::int IS NULL OR pool.season_id = %(season)s
     ORDER BY pool.season_id DESC, one.kind, pool."order", one.kept_on
"""

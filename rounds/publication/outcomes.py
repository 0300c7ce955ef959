"""What became of the invitations of a season, per round and pool, once the season is over."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from iecsite import clock, dated
from rounds.publication import tables
from rounds.queries import outcomes as queries
from rounds.queries.outcomes import Outcome
from rounds.rules import outcomes

OUTCOMES = ["season", "round", "pool", "invited", *outcomes.NUMBERS]
SUPPRESSED = "suppressed"


def limit(at: datetime) -> int:
    """The least number of persons that is told on a day."""
    return outcomes.limit(int(dated.value("small_numbers", on=clock.home_date(at))))


def rows(season: int, *, at: datetime) -> Iterator[dict[str, Any]]:
    """One row a round and pool that invited somebody."""
    return (_row(season, one) for one in queries.of_season(season, under=limit(at)))


def _row(season: int, one: Outcome) -> dict[str, Any]:
    told = {name: one.told.get(name, SUPPRESSED) for name in outcomes.NUMBERS}
    return {"season": season, "round": one.round, "pool": one.pool.code, "invited": one.invited, **told}


def file_of(season: int, *, at: datetime) -> bytes | None:
    """The file of a season; None while it is not over, and for one without a round."""
    if not queries.seasons_over(at).filter(pk=season).exists():
        return None
    return tables.as_csv(OUTCOMES, rows(season, at=at))

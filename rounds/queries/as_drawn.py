"""What was true of the pools of rounds on the day of each draw, from rows that are kept with their day."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from iecsite import clock
from rounds.models import Forecast, QuotaChange, RoundPool
from rounds.states import ForecastKind, RoundState


@dataclass(frozen=True)
class AsDrawn:
    """`quota`: the point of the pool's series in force that day; `chance`: published last before the draw. None: not known."""

    quota: QuotaChange | None
    chance: float | None


def of_lines(lines: Sequence[RoundPool]) -> dict[int, AsDrawn]:
    """Line of a round -> what was true of its pool at the draw. Two queries, however many there are."""
    pools = {line.pool_id for line in lines}
    series = _by_pool(QuotaChange.objects.filter(pool__in=pools).order_by("pool_id", "effective_on"))
    told: dict[int, list[tuple[datetime, float]]] = {}
    forecasts = Forecast.objects.filter(pool__in=pools, kind=ForecastKind.NEXT_ROUND).order_by("pool_id", "kept_at")
    for pool_id, kept_at, chance in forecasts.values_list("pool_id", "kept_at", "chance").iterator(chunk_size=5000):
        told.setdefault(pool_id, []).append((kept_at, chance))
    return {
        line.pk: AsDrawn(_in_force(line, series.get(line.pool_id, [])), _last(line, told.get(line.pool_id, []))) for line in lines
    }


def _by_pool(changes: Iterable[QuotaChange]) -> dict[int, list[QuotaChange]]:
    found: dict[int, list[QuotaChange]] = {}
    for one in changes:
        found.setdefault(one.pool_id, []).append(one)
    return found


def _in_force(line: RoundPool, series: list[QuotaChange]) -> QuotaChange | None:
    number = bisect_right(series, clock.home_date(line.round.draw_at), key=lambda one: one.effective_on)
    return series[number - 1] if number else None


def _last(line: RoundPool, told: list[tuple[datetime, float]]) -> float | None:
    """A remedial round draws among a few people, and a void one among nobody: no published chance was about either."""
    if line.round.remedies_id is not None or line.round.state == RoundState.VOID:
        return None
    number = bisect_right(told, line.round.draw_at, key=lambda one: one[0])
    return told[number - 1][1] if number else None

"""
The programme as a person's own pages show it: seasons, pools, their terms and public numbers, each at most some seconds old.

They are the same for everybody. What a person does is judged again by the operation that does it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from iecsite import clock, dated
from iecsite.kept import kept
from profiles.rules.terms import Terms
from rounds.models import Pool, RoundPool, Season
from rounds.queries import odds_of_person, pool_numbers, pools, seasons, weeks
from rounds.queries.odds_of_person import PersonOdds
from rounds.queries.pool_numbers import PoolNumbers
from rounds.rules.calendar import is_open

# As many weeks as the calendar shows ahead.
DRAWS_AHEAD = 6


def open_season(at: datetime) -> Season | None:
    """The season that takes candidates at a moment, or None. One query at most."""
    held = _seasons()
    year = _open_on(held, at)
    season = next((one for one in held if one.year == year), None)
    return season if season is not None and is_open(season.opens_on, season.closes_at, at) else None


def open_and_latest(at: datetime) -> tuple[int | None, Season | None]:
    """The year of the season open on the Eastern day of a moment, and the season that has opened last. One query at most."""
    held, today = _seasons(), clock.home_date(at)
    latest = max((one for one in held if one.opens_on <= today), key=lambda one: one.year, default=None)
    return _open_on(held, at), latest


def season_of_rounds(at: datetime) -> Season | None:
    """The season in which rounds are held at a moment, as `pools.season_of_rounds` says. One query at most."""
    latest = open_and_latest(at)[1]
    return latest if latest is not None and is_open(latest.opens_on, latest.profiles_end_at, at) else None


def coming_season(at: datetime) -> Season | None:
    """The season that opens next after the Eastern day of a moment, or None where none is announced. One query at most."""
    today = clock.home_date(at)
    return min((one for one in _seasons() if one.opens_on > today), key=lambda one: one.opens_on, default=None)


def pools_of(season: Season) -> list[Pool]:
    """The pools of a season with their countries. One query at most."""
    return kept(("pools", season.pk), lambda: list(Pool.objects.filter(season=season).select_related("country")))


def terms_of_pools(wanted: Iterable[Pool], season: Season | None, at: datetime) -> dict[int, Terms]:
    """
    The terms under which each pool invites on the Eastern day of a moment, as `pools.terms_of_pools` says. Three queries at most,
    and as many again where a pool is of an earlier season.

    :param season: the one that is open, or None
    """
    wanted = list(wanted)
    found: dict[int, Terms] = {}
    if season is not None:
        key = ("terms", season.pk, clock.home_date(at))
        found |= kept(key, lambda: pools.terms_of_pools(pools_of(season), at))
    others = [pool for pool in wanted if season is None or pool.season_id != season.pk]
    return found | pools.terms_of_pools(others, at) if others else found


def numbers(season: Season) -> dict[int, PoolNumbers]:
    """The public numbers of every pool of a season, by the pool's id. Five queries at most."""
    return kept(("numbers", season.pk), lambda: {one.pool.pk: one for one in pool_numbers.of_season(season.pk)})


def small_numbers(on: date) -> int:
    """From how many persons on a public number is told on a day. One query at most."""
    return kept(("small numbers", on), lambda: int(dated.value("small_numbers", on=on)))


@dataclass(frozen=True)
class PoolLately:
    """One pool for everybody: its numbers, the chances of somebody who waits in it alone, and its rounds, oldest first."""

    numbers: PoolNumbers
    alone: PersonOdds
    history: list[RoundPool]


def one_pool(pool: Pool) -> PoolLately:
    """A pool as its own page shows it. Eleven queries at most."""
    return kept(("pool", pool.pk), lambda: _one_pool(pool))


def next_draws(at: datetime) -> list[datetime]:
    """The moments of the rounds to come that are announced, the nearest first. Two queries at most."""
    held = kept("next draws", lambda: weeks.next_draws(at=at, most=DRAWS_AHEAD))
    return [moment for moment in held if moment > at]


def profiles_wait_a_year(at: datetime) -> bool:
    """Whether a profile is closed after 365 days in pools, by the setting in force. One query at most."""
    on = clock.home_date(at)
    return kept(("longest wait", on), lambda: bool(dated.value("longest_wait", on=on) == "365_days"))


def _one_pool(pool: Pool) -> PoolLately:
    numbers = pool_numbers.of_pools([pool])[0]
    return PoolLately(numbers, odds_of_person.of_numbers([numbers]), pool_numbers.history(pool))


def _seasons() -> list[Season]:
    return kept("seasons", lambda: list(Season.objects.all()))


def _open_on(held: list[Season], at: datetime) -> int | None:
    return seasons.calendar_of((one.year, one.opens_on, one.closes_at) for one in held)(clock.home_date(at))

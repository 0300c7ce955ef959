"""
The calendar of rounds: one round a week, which pools are due in it, and how long ahead a last round is announced.

Rounds are held weekly in practice, larger ones early in the season, and may pause in summer (WEB-RND, WHC, read 2026-11-23).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from rounds.rules.calendar import EASTERN, eastern_day
from rounds.rules.places import Places

# The final round of a pool is announced at least so many days ahead (WEB-RND, read 2026-11-23); the day of announcement is day 0.
FINAL_ROUND_NOTICE = timedelta(days=5)

# The list is fixed on Tuesday at 9:00 and drawn on Wednesday at 10:00 in Ottawa, the hour at which figures were refreshed in 2016
# (WEB-RND16): more than the day for which a public list must lie open.
FREEZE_DAY, FREEZE_TIME = 1, time(9)
DRAW_DAY, DRAW_TIME = 2, time(10)

# So far ahead the calendar is published; and so long before its list is fixed a week's plan is proposed to staff.
WEEKS_AHEAD = 6
PROPOSED_BEFORE = timedelta(days=5)


class Moments(NamedTuple):
    """When a week's list is fixed and drawn."""

    freeze_at: datetime
    draw_at: datetime


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def week_of(moment: datetime) -> date:
    """The Monday, in Ottawa, of the week in which a moment lies."""
    return monday_of(eastern_day(moment))


def moments_of(monday: date) -> Moments:
    """The usual moments of a week."""
    freeze = datetime.combine(monday + timedelta(days=FREEZE_DAY), FREEZE_TIME, tzinfo=EASTERN)
    return Moments(freeze, datetime.combine(monday + timedelta(days=DRAW_DAY), DRAW_TIME, tzinfo=EASTERN))


def is_over(monday: date, at: datetime) -> bool:
    """Whether a week has ended in Ottawa."""
    return week_of(at) > monday


def weeks_ahead(*, at: datetime, first_round_week: date | None, until: date | None) -> Iterator[date]:
    """
    The Mondays of the weeks that the calendar shows: this one, if its list can still be fixed, and six more.

    :param first_round_week: before it no round is held; None: not announced, so no week is
    :param until: the last day on which a round can be held; None: not announced
    """
    if first_round_week is None:
        return
    this = week_of(at)
    for number in range(WEEKS_AHEAD + 1):
        monday = this + timedelta(weeks=number)
        moments = moments_of(monday)
        if monday < monday_of(first_round_week) or moments.freeze_at < at:
            continue
        if until is not None and eastern_day(moments.draw_at) > until:
            return
        yield monday


def may_be_final(on: date, announced_on: date) -> bool:
    """Whether a final round on a day is announced far enough ahead."""
    return on - announced_on >= FINAL_ROUND_NOTICE


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolFacts:
    """What decides whether a pool is due in a week. `unused`: places that nobody under way could take."""

    accepting: bool
    opens_on: date
    first_round_on: date | None
    final_round_on: date | None
    places: Places
    unused: int | None
    candidates: int


def too_early(*, opens_on: date, first_round_on: date | None, places: Places, drawn_on: date) -> str | None:
    """
    Why no round may draw from a pool on a day yet; None where one may.

    A pool's first round is announced, and its quota is announced before that round (WEB-CH, WEB-RND16, read 2026-11-23).
    """
    if drawn_on < opens_on:
        return "not_open_yet"
    if first_round_on is None or monday_of(drawn_on) < monday_of(first_round_on):
        return "before_first_round"
    if places.quota is None and not places.unlimited:
        return "quota_to_be_announced"
    return None


def is_after_final(final_round_on: date | None, drawn_on: date) -> bool:
    """Whether a draw on a day gives only places that came back, since the pool's final round was before it."""
    return final_round_on is not None and drawn_on > final_round_on


def came_back(unused: int | None) -> int:
    """
    How many may be invited after the final round: as many as there are places that nobody under way could take.

    :param unused: None where there is no number: then no place comes back
    """
    return max(0, unused or 0)


def not_due(pool: PoolFacts, *, drawn_on: date) -> str | None:
    """
    Why no round draws from a pool on a day; None where it is due.

    After its final round a pool is due only for the places that came back: declined, lapsed or refused (WEB-RND).
    """
    if not pool.accepting:
        return "not_accepting"
    early = too_early(opens_on=pool.opens_on, first_round_on=pool.first_round_on, places=pool.places, drawn_on=drawn_on)
    if early is not None:
        return early
    if not pool.candidates:
        return "nobody_waits"
    if not pool.places.has_one():
        return "no_places"
    if is_after_final(pool.final_round_on, drawn_on) and not came_back(pool.unused):
        return "after_final_round"
    return None

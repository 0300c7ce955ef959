"""What a season outlook is made with, from what was seen in the last weeks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from rounds.rules.odds import Weeks

# So many weeks are looked back on; a pool that is younger is judged by the weeks that it has.
WEEKS_SEEN = 4
WEEKS_AT_LEAST = 4
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Seen:
    """What happened in a pool in the last `weeks` weeks: invitations, people who came, people who left by themselves."""

    weeks: float
    invited: int
    came: int
    left: int


def weeks_ahead(seen: Seen, *, candidates: int, rounds: int, most: float | None) -> Weeks:
    """
    The weeks to come, if they go on as those that were seen.

    :param candidates: who waits now
    :param rounds: weekly rounds that are left
    :param most: invitations that the places left allow; None where no number is set
    """
    weeks = max(seen.weeks, 1.0)
    # Those who left were among those who waited; half of the change in the pool is a fair middle for how many that were.
    waited = max(1.0, candidates + (seen.invited + seen.left - seen.came) / 2)
    return Weeks(
        candidates=candidates,
        invitations=seen.invited / weeks,
        arrivals=seen.came / weeks,
        leaving=min(0.5, seen.left / weeks / waited),
        rounds=rounds,
        most=most,
    )


def rounds_left(on: date, *, closes_on: date) -> int:
    """Weekly rounds from a day to the day on which the pools close, that one's week among them."""
    return max(0, -((on - closes_on) // _WEEK)) if closes_on > on else 0


def assumed_closing(on: date, *, opens_on: date, last_opened_on: date, last_closed_on: date) -> date:
    """
    When a season closes whose closing is not announced: after as many days as the last one, and in four weeks at the earliest.

    An assumption, and told as one.

    :param on: the day on which it is assumed
    """
    return max(opens_on + (last_closed_on - last_opened_on), on + WEEKS_AT_LEAST * _WEEK)

"""
Which public number draws take the place of a beacon that has fallen silent for good.

Three Canadian lotteries, each with the day of its first draw after the beacon may be called dead. Source: the protocol
IEC-DRAW/1, section 3.5; the weekdays of the draws as on the pages of the Interprovincial Lottery Corporation, read 2026-11-23.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from rounds.rules.calendar import EASTERN
from rounds.rules.manifest import DEAD_BEACON_AFTER
from rounds.rules.seeds import draws_line

# How many numbers each has (without and with the bonus), the largest of them, and how many are different at least: the bonus
# of the last has a drum of its own.
NUMBERS = {"lotto-649": (6, 7, 49, 6), "lotto-max": (7, 8, 52, 7), "daily-grand": (5, 6, 49, 5)}

# Monday is 0. Together some 74 bits: more than anybody could search through beforehand.
LOTTERIES: tuple[tuple[str, frozenset[int]], ...] = (
    ("lotto-649", frozenset({2, 5})),
    ("lotto-max", frozenset({1, 4})),
    ("daily-grand", frozenset({0, 3})),
)


def fallback_lines(draw_at: datetime) -> tuple[str, ...]:
    """Return the announced lines of the draws that apply when the beacon has been silent for 72 hours after ``draw_at``."""
    dead_on = (draw_at + DEAD_BEACON_AFTER).astimezone(UTC).date()
    return tuple(draws_line(name, _next(dead_on, weekdays)) for name, weekdays in LOTTERIES)


def may_fall_back(draw_at: datetime, at: datetime) -> bool:
    """Say whether the announced beacon may be called dead: it has been silent 72 hours."""
    return at >= draw_at + DEAD_BEACON_AFTER


def are_numbers_of(line: str, numbers: Sequence[int]) -> bool:
    """Say whether these can be the numbers of a fallback line's draw: as many, as different and as small as it has."""
    source = line.split(" ")[2]
    if source not in NUMBERS:
        return False
    fewest, most, largest, different = NUMBERS[source]
    return fewest <= len(numbers) <= most and len(set(numbers)) >= different and all(0 < one <= largest for one in numbers)


def drawn_by(line: str) -> datetime:
    """
    Return the first moment at which the numbers of a fallback line may be typed: its day is over on the lotteries' clocks.

    Numbers typed sooner could only be made up.
    """
    day = date.fromisoformat(line.rpartition(" ")[2])
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=EASTERN).astimezone(UTC)


def _next(after: date, weekdays: frozenset[int]) -> date:
    day = after + timedelta(days=1)
    while day.weekday() not in weekdays:
        day += timedelta(days=1)
    return day

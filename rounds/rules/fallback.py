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

# How many numbers each gives, the largest of them, and how many are different at least. There is one way to write a draw, or two
# officers could choose between two seeds: the first two without their bonus number, the last with its Grand Number, which comes
# from a drum of its own. So do the published vectors (docs/draw-vectors.json).
NUMBERS = {"lotto-649": (6, 49, 6), "lotto-max": (7, 52, 7), "daily-grand": (6, 49, 5)}

ASKED = {
    "lotto-649": (
        "the six numbers of the draw, without the bonus number",
        "les six numéros du tirage, sans le numéro complémentaire",
    ),
    "lotto-max": (
        "the seven numbers of the draw, without the bonus number",
        "les sept numéros du tirage, sans le numéro complémentaire",
    ),
    "daily-grand": (
        "the five numbers of the draw and the Grand Number",
        "les cinq numéros du tirage et le Grand Numéro",
    ),
}
"""Which numbers of each are typed, in English and in French."""

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
    if source_of(line) not in NUMBERS:
        return False
    number, largest, different = NUMBERS[source_of(line)]
    return len(numbers) == number and len(set(numbers)) >= different and all(0 < one <= largest for one in numbers)


def source_of(line: str) -> str:
    """Return the lottery of a fallback line."""
    return line.split(" ")[2]


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

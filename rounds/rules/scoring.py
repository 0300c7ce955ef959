"""
How good forecasts of a chance were, held against what happened.

The Brier score is the mean square of the difference between the chance told and what came (1 invited, 0 not), over people: 0 is
perfect, 0.25 is what "one in two" for everybody would get. Reliability: of those who were told a rating, how many were invited.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rounds.rules import odds

ALL = "all"
# From the best chance to the least.
ORDER = (odds.EXCELLENT, odds.VERY_GOOD, odds.FAIR, odds.LOW, odds.VERY_LOW, odds.UNDER_ONE)


@dataclass(frozen=True, slots=True)
class Held:
    """A chance that was told to so many people, and the share of them that were invited."""

    chance: float
    share: float
    people: int


@dataclass(frozen=True, slots=True)
class Score:
    """Forecasts of one rating (or `all`): how many, told to how many people, what they told on average and what came."""

    band: str
    forecasts: int
    people: int
    forecast_mean: float
    invited_share: float
    brier: float


def brier(held: Held) -> float:
    """The mean square difference of one forecast over the people to whom it was told."""
    return held.share * (1 - held.chance) ** 2 + (1 - held.share) * held.chance**2


def scores(told: Iterable[Held]) -> list[Score]:
    """The score of each rating that was told, from excellent down, and of all together last; [] for no forecast."""
    told = [one for one in told if one.people > 0]
    by_band = [(word, [one for one in told if odds.band(one.chance) == word]) for word in ORDER]
    return [_score(word, found) for word, found in [*by_band, (ALL, told)] if found]


def _score(word: str, told: list[Held]) -> Score:
    people = sum(one.people for one in told)
    return Score(
        band=word,
        forecasts=len(told),
        people=people,
        forecast_mean=sum(one.chance * one.people for one in told) / people,
        invited_share=sum(one.share * one.people for one in told) / people,
        brier=sum(brier(one) * one.people for one in told) / people,
    )

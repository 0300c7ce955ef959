"""
Odds: what a candidate's chance of an invitation is, exactly where it can be known and as a stated forecast where it cannot.

A draw gives everybody in a pool the same chance, whatever day they came; these functions count, they do not model people.
A chance is a float from 0 to 1; it is 0 or 1 only where that is certain. Method: the draw protocol's section on odds, read
2026-11-24; the official words and their bounds: WEB-ROUNDS, read 2026-11-23.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from random import Random

UNDER_ONE = "under_one"
VERY_LOW = "very_low"
LOW = "low"
FAIR = "fair"
VERY_GOOD = "very_good"
EXCELLENT = "excellent"
NOT_RATED = "not_rated"

# The official words with the lowest whole percentage of each; "under one" is ours, since 0 % would be untrue.
BANDS = ((80, EXCELLENT), (60, VERY_GOOD), (40, FAIR), (20, LOW), (1, VERY_LOW))

# The most that a forecast tells, the upper end of "excellent", and the least.
MOST_FORECAST, LEAST_FORECAST = 0.99, 0.0001


def next_round(invitations: int, candidates: int) -> float | None:
    """
    The chance of one candidate in a round that issues so many invitations to a pool; None when nobody waits in it.

    Exact where no pool that is drawn before takes people out of this one; `several_pools` counts what it is where one does. 1.0
    when there is an invitation for everybody.
    """
    if candidates <= 0:
        return None
    return min(1.0, invitations / candidates)


def expected(invitations: range | list[int], candidates: int) -> float | None:
    """The chance when the number of invitations is not fixed yet: the mean over the numbers that are as likely as each other."""
    if candidates <= 0 or not invitations:
        return None
    return sum(min(1.0, one / candidates) for one in invitations) / len(invitations)


def band(chance: float | None) -> str:
    """The official word for a chance, judged by the exact figure and not a rounded one: 0.799 is very good, not excellent."""
    if chance is None:
        return NOT_RATED
    # Fractions of the decimal form: 0.8 as a float is a hair over four fifths, and 0.6 a hair under three.
    exact = Fraction(repr(chance)) * 100
    return next((word for least, word in BANDS if exact >= least), UNDER_ONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weeks:
    """
    What a season outlook assumes of the weeks to come: invitations and arrivals in a week, and which share of those who wait
    leave by themselves in a week. `rounds` is the number of weekly rounds that are left, `most` how many invitations the places
    that are left allow in all; None where no number is set.
    """

    candidates: int
    invitations: float
    arrivals: float
    leaving: float
    rounds: int
    most: float | None = None


def season(weeks: Weeks) -> float | None:
    """
    The chance of an invitation by the season's end for someone who stays to the end, if every week went as assumed.

    In a week the invited go first, then those who leave, then the new ones come. None when nobody waits.
    """
    if weeks.candidates <= 0:
        return None
    return 1.0 - _missed(
        float(weeks.candidates),
        ((weeks.invitations, weeks.arrivals, weeks.leaving) for _ in range(weeks.rounds)),
        most=weeks.most,
    )


@dataclass(frozen=True, slots=True)
class Outlook:
    """A forecast as a range: one season in ten is below `low`, one in ten above `high`; `middle` is the median."""

    low: float
    middle: float
    high: float


def outlook(weeks: Weeks, *, seed: int, seasons: int = 400, spread: float = 0.35) -> Outlook | None:
    """
    The season's chance as a range, from seasons that are played with other arrivals, invitations and leaving.

    Each played season has its own level of arrivals, invitations and leaving, drawn once for the season with the relative
    `spread` (standard deviation), since weeks of one season go together; each week then scatters about that level.
    The same seed gives the same range, which ends in neither 0 nor 1. None when nobody waits, or no invitation is to come.
    """
    if weeks.candidates <= 0:
        return None
    random = Random(seed)  # noqa: S311 -- a forecast that anyone can repeat, no secret
    found = sorted(
        1.0 - _missed(float(weeks.candidates), _played(weeks, random, spread), most=weeks.most) for _ in range(seasons)
    )
    if found[-1] == 0:
        return None
    ends = (found[min(seasons - 1, seasons * tenth // 10)] for tenth in (1, 5, 9))
    return Outlook(*(min(max(one, LEAST_FORECAST), MOST_FORECAST) for one in ends))


def one_in(chance: float) -> int | None:
    """A chance as "one in so many", to two significant figures; None for 0 and for a half and more."""
    if not 0 < chance < 0.5:
        return None
    return _two_figures(1 / chance)


def of_a_thousand(chance: float) -> tuple[int, int]:
    """
    A chance as "about 7 in 1,000": of 100, or of the smallest power of ten above it that is off by a tenth at most.

    Never 0 of so many, nor all of them, unless the chance is 0 or 1.
    """
    for base in (100, 1_000, 10_000, 100_000, 1_000_000):
        count = round(chance * base)
        if abs(count / base - chance) <= chance / 10 and (0 < count < base or chance in (0, 1)):
            return count, base
    return min(max(round(chance * 1_000_000), 1), 999_999), 1_000_000


def of_a_hundred(chance: float | None) -> int | None:
    """A chance as so many of a hundred, 100 only for 1; None for less than one of them, which no picture of a hundred shows."""
    if chance is None or chance < 0.01:
        return None
    return 100 if chance >= 1 else min(round(100 * chance), 99)


def six_places(chance: float) -> float:
    """A chance to six places, as files tell it; 0 and 1 only where it is that."""
    return round(chance, 6) if chance in (0, 1) else min(max(round(chance, 6), 0.000001), 0.999999)


def _missed(waiting: float, weeks: Iterator[tuple[float, float, float]], *, most: float | None) -> float:
    missed = 1.0
    for wanted, arrivals, leaving in weeks:
        invited = wanted if most is None else min(wanted, most)
        most = None if most is None else most - invited
        if waiting < 1:
            waiting = 1.0
        missed *= 1.0 - min(1.0, invited / waiting)
        waiting = max(0.0, waiting - invited) * (1 - leaving) + arrivals
    return missed


def _played(weeks: Weeks, random: Random, spread: float) -> Iterator[tuple[float, float, float]]:
    level = [max(0.0, random.gauss(1.0, spread)) for _ in range(3)]
    for _ in range(weeks.rounds):
        week = [one * max(0.0, random.gauss(1.0, spread / 2)) for one in level]
        yield weeks.invitations * week[0], weeks.arrivals * week[1], min(1.0, weeks.leaving * week[2])


def _two_figures(value: float) -> int:
    scale: int = 10 ** max(0, len(str(int(value))) - 2)
    return round(value / scale) * scale

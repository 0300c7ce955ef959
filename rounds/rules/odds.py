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
from math import comb
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

# The most that a forecast tells: the upper end of "excellent".
MOST_FORECAST = 0.99


def next_round(invitations: int, candidates: int) -> float | None:
    """
    The chance of one candidate in a round that issues so many invitations to a pool; None when nobody waits in it.

    Exact: every candidate is as likely as every other. 1.0 when there is an invitation for everybody.
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


@dataclass(frozen=True, slots=True)
class TwoPools:
    """
    Chances in two pools of one round that are drawn one after the other.

    `first` and `second`: of an invitation from each for a person in both (never from both, so that they add up); `any`: of
    an invitation at all; `second_only`: for a person who is in the second pool alone.
    """

    first: float
    second: float
    any: float
    second_only: float


def two_pools(*, first: tuple[int, int], second: tuple[int, int], both: int) -> TwoPools:
    """
    The chances of a person in two pools, exactly: those whom the first pool invites leave the second before it is drawn.

    :param first: the pool that is drawn first, as (candidates, invitations)
    :param second: the pool that is drawn after, as (candidates, invitations)
    :param both: how many people are in both, the person themselves among them
    :raises ValueError: when more people are in both than in one of them, or nobody is in the first
    """
    (n1, k1), (n2, k2) = first, second
    if not n1 > 0 or not 0 <= both <= min(n1, n2):
        raise ValueError("the people in both pools must be among those in each")
    k1 = min(k1, n1)
    p1 = k1 / n1
    p2 = (1 - p1) * _after(others=n1 - 1, marked=both - 1, drawn=k1, n2=n2, k2=k2) if both and k1 < n1 else 0.0
    only = _after(others=n1, marked=both, drawn=k1, n2=n2, k2=k2)
    return TwoPools(first=p1, second=p2, any=p1 + p2, second_only=only)


def both_of_us(*, candidates: int, invitations: int) -> float | None:
    """
    The chance that two given people in one pool are both invited in one round, exactly; None with fewer than two candidates.

    For two people in different pools it is the product of their chances, since each pool is drawn by numbers of its own.
    """
    if candidates < 2:
        return None
    k = min(invitations, candidates)
    return (k * (k - 1)) / (candidates * (candidates - 1))


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
    The same seed gives the same range. None when nobody waits.
    """
    if weeks.candidates <= 0:
        return None
    random = Random(seed)  # noqa: S311 -- a forecast that anyone can repeat, no secret
    found = sorted(
        1.0 - _missed(float(weeks.candidates), _played(weeks, random, spread), most=weeks.most) for _ in range(seasons)
    )
    return Outlook(*(found[min(seasons - 1, seasons * tenth // 10)] for tenth in (1, 5, 9)))


def one_in(chance: float) -> int | None:
    """A chance as "one in so many", to two significant figures; None for 0 and for a half and more."""
    if not 0 < chance < 0.5:
        return None
    return _two_figures(1 / chance)


def of_a_thousand(chance: float) -> tuple[int, int]:
    """A chance as "about 7 in 1,000": of 100, or of the smallest power of ten above it that is off by a tenth at most."""
    for base in (100, 1_000, 10_000, 100_000, 1_000_000):
        count = round(chance * base)
        if count >= 1 and abs(count / base - chance) <= chance / 10:
            return count, base
    return round(chance * 1_000_000), 1_000_000


def _after(*, others: int, marked: int, drawn: int, n2: int, k2: int) -> float:
    """
    The mean of min(1, k2 / (n2 - D)), where D of the `marked` people are among the `drawn` of `others`.
    """
    total = comb(others, drawn)
    chance = Fraction(0)
    if others < drawn:
        return 0.0
    for gone in range(max(0, drawn - (others - marked)), min(marked, drawn) + 1):
        ways = comb(marked, gone) * comb(others - marked, drawn - gone)
        left = n2 - gone
        chance += Fraction(ways, total) * (1 if left <= k2 else Fraction(k2, left))
    return float(chance)


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

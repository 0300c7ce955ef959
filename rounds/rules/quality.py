"""
Does a selection look like chance? Two tests, fixed beforehand, for what went wrong in draws elsewhere.

In 2011 nine in ten of those selected for the United States' Diversity Visa had entered in the first two of thirty days.
Both tests ask for that: whether the order of registration has to do with who was selected. They judge a round after its draw
and before anybody is told; one that fails is stopped and looked at, and never drawn again. Source: the protocol IEC-DRAW/1,
sections 1.1, 2.2 and 7.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, lgamma, log

ALARM = 1e-6
"""A fair draw falls below this once in a million tests; then people look before anybody is notified."""

DECILES = 10

FEWEST_EXPECTED = 5
"""In each tenth; with fewer the chi-square distribution does not hold, and the test says nothing."""


@dataclass(frozen=True, slots=True)
class Found:
    """A statistic and how probable one at least as large is in a fair draw."""

    statistic: float
    p_value: float

    @property
    def passed(self) -> bool:
        """Whether it is one that chance gives."""
        return self.p_value >= ALARM


@dataclass(frozen=True, slots=True)
class Tenth:
    """One tenth of a pool's considered entries, in order of registration: how many there are and how many were selected."""

    considered: int
    selected: int


def kolmogorov_smirnov(positions: Sequence[float]) -> Found:
    """
    Test whether positions in the order of registration (from 0 to 1, one for each selected entry) are spread evenly.

    Each must be one that a fair draw puts anywhere with the same chance: of a pool in which everybody was selected there is none,
    and in the others an entry stands anywhere within its own share of the order.

    The p-value is never too small: it is the bound 2 exp(-2 n d²), which holds for every number n of positions that do not depend
    on one another and is their p-value to the second digit where that is small (P. Massart, The tight constant in the
    Dvoretzky-Kiefer-Wolfowitz inequality, 1990). Selecting without putting back only spreads more evenly. None selected:
    statistic 0, p-value 1.
    """
    ordered = sorted(positions)
    n = len(ordered)
    if not n:
        return Found(0.0, 1.0)
    largest = max(max((i + 1) / n - x, x - i / n) for i, x in enumerate(ordered))
    return Found(largest, min(1.0, 2 * exp(-2 * n * largest * largest)))


def chi_square(pools: Sequence[Sequence[Tenth]]) -> Found:
    """
    Test whether each tenth of the order of registration got its share of the selected, over all pools together.

    The expected number and the variance are those of selecting without putting back; a tenth of which nobody or everybody must
    be selected says nothing and counts as no degree of freedom. Too few selected to tell: statistic 0, p-value 1.
    """
    expected, variance, selected = [0.0] * DECILES, [0.0] * DECILES, [0] * DECILES
    for tenths in pools:
        n, k = sum(tenth.considered for tenth in tenths), sum(tenth.selected for tenth in tenths)
        if n < 2 or not 0 < k < n:
            continue
        for number, tenth in enumerate(tenths):
            expected[number] += k * tenth.considered / n
            variance[number] += k * (n - k) / (n - 1) * (tenth.considered / n)
            selected[number] += tenth.selected
    told = [number for number in range(DECILES) if variance[number] > 0]
    if len(told) < 2 or min(expected[number] for number in told) < FEWEST_EXPECTED:
        return Found(0.0, 1.0)
    statistic = sum((selected[i] - expected[i]) ** 2 / variance[i] for i in told)
    return Found(statistic, chi_square_tail(statistic, len(told) - 1))


def chi_square_tail(statistic: float, degrees: int) -> float:
    """Return the probability that a chi-square variable with so many degrees of freedom is at least ``statistic``."""
    if statistic <= 0:
        return 1.0
    a, x = degrees / 2, statistic / 2
    front = exp(-x + a * log(x) - lgamma(a))
    return 1.0 - front * _series(a, x) if x < a + 1 else front * _fraction(a, x)


def _series(a: float, x: float) -> float:
    term = total = 1 / a
    step = a
    while abs(term) > abs(total) * 1e-16:
        step += 1
        term *= x / step
        total += term
    return total


def _fraction(a: float, x: float) -> float:
    # Lentz's way to a continued fraction (Numerical Recipes, section 6.2).
    tiny = 1e-300
    b = x + 1 - a
    c, d = 1 / tiny, 1 / b
    total = d
    for i in range(1, 1000):
        an = -i * (i - a)
        b += 2
        d = 1 / (an * d + b or tiny)
        c = b + an / c or tiny
        total *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return total

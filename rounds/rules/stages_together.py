"""
The chance of too many approvals from people at several stages whose shares err together: all at the same quantile.

That is the worst case of the draw protocol's section on over-invitation (section 6, read 2026-11-24): if the season is better
than thought at one stage, it is as much better at all. With the share of each stage at a quantile the people are
independent, and the sum of their approvals is a normal curve, bent by its skewness (Cornish and Fisher); the chance is the mean
over the quantiles.

Held against the exact sum: at most a fifth above it from 50 places on and never below it by more than a hundredth. Under some
ten places the curve knows nothing of how few people there are, and says too much.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import erfc, exp, lgamma, log, log1p, pi, sqrt
from statistics import NormalDist

# The quantiles, as deviations of a normal distribution: from -6 to 6 in steps of a quarter, and each step in parts.
_STEP, _PARTS = 0.25, 5
_NODES = [-6 + _STEP * number for number in range(49)]
_SHARES = [NormalDist().cdf(node) for node in _NODES]
# A distribution is followed over so many strips; beyond so many deviations nothing happens.
_STRIPS, _FAR = 400, 9.0
# Beyond so many deviations the bend is no longer to be trusted.
_BENT = 6.0


def chance_of_more(stages: Sequence[tuple[int, float, float]], *, over: int) -> float:
    """
    The chance that more than `over` people end approved.

    :param stages: people at a stage, with the two counts of the Beta distribution of their share, both above 0
    """
    quantiles = [(people, _quantiles(approved, lost)) for people, approved, lost in stages]
    away = [_deviations(quantiles, number, over) for number in range(len(_NODES))]
    chance = 0.0
    for number in range(len(_NODES) - 1):
        first, last = away[number], away[number + 1]
        if min(first, last) > _FAR:
            continue
        for part in range(_PARTS):
            along = (part + 0.5) / _PARTS
            node, x = _NODES[number] + _STEP * along, first + (last - first) * along
            chance += _STEP / _PARTS * exp(-node * node / 2) / sqrt(2 * pi) * erfc(x / sqrt(2)) / 2
    return min(1.0, chance)


def _deviations(quantiles: Sequence[tuple[int, Sequence[float]]], number: int, over: int) -> float:
    """How many deviations of a normal curve lie between what is expected at a quantile and one person too many."""
    mean = variance = third = 0.0
    for people, shares in quantiles:
        share = shares[number]
        scatter = people * share * (1 - share)
        mean, variance, third = mean + people * share, variance + scatter, third + scatter * (1 - 2 * share)
    deviation = sqrt(max(variance, 1e-18))
    x = (over + 0.5 - mean) / deviation
    if abs(x) > _BENT:
        return x
    skewness = max(-1.0, min(1.0, third / deviation**3))
    return x - skewness / 6 * (x * x - 1)


@lru_cache(maxsize=4096)
def _quantiles(approved: float, lost: float) -> tuple[float, ...]:
    """The shares at the quantiles, from the area under the Beta distribution's curve over the logarithm of the odds."""
    peak, wide = log(approved / lost), sqrt(1 / approved + 1 / lost)
    # Towards 0 and 1 the curve falls off as slowly as the smaller count says.
    low = peak - max(12 * wide, 36 / approved)
    high = peak + max(12 * wide, 36 / lost)
    strip = (high - low) / _STRIPS
    scale = lgamma(approved) + lgamma(lost) - lgamma(approved + lost)
    area, areas, before = 0.0, [0.0], 0.0
    for number in range(1, _STRIPS + 1):
        odds = low + strip * number
        height = exp(-approved * log1p(exp(-odds)) - lost * log1p(exp(odds)) - scale) if abs(odds) < 700 else 0.0
        area += (before + height) / 2 * strip
        areas.append(area)
        before = height
    found, number = [], 0
    for share in _SHARES:
        while number + 1 < _STRIPS and areas[number + 1] < share * area:
            number += 1
        height = areas[number + 1] - areas[number]
        along = (share * area - areas[number]) / height if height > 0 else 0.0
        found.append(1 / (1 + exp(-(low + strip * (number + along)))))
    return tuple(found)

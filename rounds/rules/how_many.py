"""
How many to invite: as many as fill the quota, few enough never to exceed it.

Of the invited some decline, fall silent, do not send an application or are refused, and how many is only known afterwards.
Two rules, and the larger answer of the two is taken, since an invitation too few can be sent next week and one too many
cannot be taken back:

- strict: no more people under way than places. It cannot exceed, and takes many weeks to fill.
- chance: the most for which the chance that more people are approved than places are left is at most one in ten thousand,
  where the yields themselves are known no better than from fifty people of last season and those of this one.

Method and figures: the draw protocol's section on over-invitation, read 2026-11-24.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, inf, lgamma, log, sqrt
from statistics import NormalDist

# The accepted chance that a pool's approvals exceed its places.
RISK = 1e-4
# What last season's yield is worth in people of this one: cohorts drift, so no season teaches more than this.
PRIOR_WORTH = 50


@dataclass(frozen=True, slots=True)
class Yield:
    """
    The share of people at a stage who end approved, as far as it is known: a Beta distribution with these two counts.

    `approved` and `lost` need not be whole: they are a prior and what was seen, added up.
    """

    approved: float
    lost: float

    def __post_init__(self) -> None:
        if self.approved <= 0 or self.lost <= 0:
            raise ValueError("both counts of a yield must be above 0")

    @property
    def mean(self) -> float:
        """The expected share."""
        return self.approved / (self.approved + self.lost)

    @property
    def deviation(self) -> float:
        """How far the true share is expected to lie from the mean (standard deviation)."""
        worth = self.approved + self.lost
        return sqrt(self.mean * (1 - self.mean) / (worth + 1))

    def seen(self, *, approved: int, lost: int) -> Yield:
        """The yield after so many more people have been seen to the end."""
        return Yield(self.approved + approved, self.lost + lost)


def prior(share: float, *, worth: float = PRIOR_WORTH) -> Yield:
    """
    What last season's share says about this one, cut down to what it is worth in people.

    A share of 0 or 1 is taken as half a person short of it: nothing seen is not never.
    """
    approved = min(max(share * worth, 0.5), worth - 0.5)
    return Yield(approved, worth - approved)


def chain(steps: Sequence[Yield]) -> Yield:
    """
    The share of people who take several steps one after the other, each with a yield of its own.

    The Beta distribution with the mean and the deviation of their product. Steps are judged one by one because losses are
    known long before approvals: of people half-way, those whose end is known would be mostly those who were lost.
    """
    if len(steps) == 1:
        return steps[0]
    mean, square = 1.0, 1.0
    for step in steps:
        mean *= step.mean
        square *= step.mean**2 + step.deviation**2
    worth = max(mean * (1 - mean) / (square - mean**2) - 1, 1.0)
    return Yield(mean * worth, (1 - mean) * worth)


@dataclass(frozen=True, slots=True)
class UnderWay:
    """People of earlier rounds at one stage whose end is open, and the share of them who will be approved."""

    people: int
    share: Yield


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """
    What the two rules say and what is recommended: the larger, capped by the candidates.

    `strict` and `chance` may exceed the candidates. `reason` is a code: `strict` or `chance` where that rule decided,
    `candidates` where the pool is the limit, `no_places` where nothing can be given, `unlimited`, `to_be_announced`.
    """

    strict: int
    chance: int
    invite: int
    reason: str


def recommend(
    *, places: int | None, announced: bool, candidates: int, under_way: Sequence[UnderWay], share: Yield, risk: float = RISK
) -> Recommendation:
    """
    How many to invite from a pool in the next round.

    :param places: places that are left (quota less approvals); None where the agreement sets no number
    :param announced: False while the quota is to be announced: then nobody can be invited
    :param under_way: those of earlier rounds who may still be approved, by stage
    :param share: the yield of a new invitation
    """
    if not announced:
        return Recommendation(strict=0, chance=0, invite=0, reason="to_be_announced")
    if places is None:
        return Recommendation(strict=candidates, chance=candidates, invite=candidates, reason="unlimited")
    strict = max(0, places - sum(one.people for one in under_way))
    chance = most_by_chance(places=places, under_way=under_way, share=share, risk=risk)
    best = max(strict, chance)
    if not best:
        return Recommendation(strict=strict, chance=chance, invite=0, reason="no_places")
    if best >= candidates:
        return Recommendation(strict=strict, chance=chance, invite=candidates, reason="candidates")
    return Recommendation(strict=strict, chance=chance, invite=best, reason="chance" if chance > strict else "strict")


def most_by_chance(*, places: int, under_way: Sequence[UnderWay], share: Yield, risk: float = RISK) -> int:
    """The most new invitations for which the chance of more approvals than places is at most `risk`."""
    if places <= 0:
        return 0
    fits = 0
    # Doubling finds a number that is too many; halving then finds the last that is not.
    too_many = 1
    while risk_of_excess(too_many, places=places, under_way=under_way, share=share) <= risk:
        fits, too_many = too_many, too_many * 2
        if too_many > 100 * places + 1_000:
            return fits
    while too_many - fits > 1:
        middle = (fits + too_many) // 2
        if risk_of_excess(middle, places=places, under_way=under_way, share=share) <= risk:
            fits = middle
        else:
            too_many = middle
    return fits


def risk_of_excess(invite: int, *, places: int, under_way: Sequence[UnderWay], share: Yield) -> float:
    """
    The chance that more people are approved than places are left, if so many are invited now.

    Exact (beta-binomial) where nobody is under way; else by the normal form in which the yields of all stages err together,
    which is the cautious case. 0.0 where there are fewer people than places.
    """
    groups = [one for one in under_way if one.people]
    people = invite + sum(one.people for one in groups)
    if people <= places:
        return 0.0
    if not groups:
        return beta_binomial_tail(invite, share, over=places)
    return _normal_tail([*groups, UnderWay(invite, share)], places)


def expected_approvals(invite: int, *, under_way: Sequence[UnderWay], share: Yield) -> float:
    """How many people are expected to be approved in the end, of those under way and those invited now."""
    return invite * share.mean + sum(one.people * one.share.mean for one in under_way)


def beta_binomial_tail(n: int, share: Yield, *, over: int) -> float:
    """The chance that more than `over` of `n` people are approved when the share itself is only known as a Beta distribution."""
    if over >= n:
        return 0.0
    if over < 0:
        return 1.0
    a, b = share.approved, share.lost
    # The shorter side is summed: from `over` + 1 up, or from `over` down.
    upper = over + 1 > n * share.mean
    k = over + 1 if upper else over
    term = exp(_log_choose(n, k) + _log_beta(k + a, n - k + b) - _log_beta(a, b))
    total = 0.0
    while term > total * 1e-17:
        total += term
        if k == (n if upper else 0):
            break
        if upper:
            term *= (n - k) / (k + 1) * (k + a) / (n - k - 1 + b)
        else:
            term *= k / (n - k + 1) * (n - k + b) / (k - 1 + a)
        k += 1 if upper else -1
    return min(1.0, total) if upper else max(0.0, 1.0 - total)


def binomial_tail(n: int, p: float, *, over: int) -> float:
    """The chance that more than `over` of `n` people are approved when the share is known to be `p`."""
    if over >= n:
        return 0.0
    logs = (_log_choose(n, k) + k * _log(p) + (n - k) * _log(1 - p) for k in range(over + 1, n + 1))
    return min(1.0, sum(exp(one) for one in logs))


def _normal_tail(groups: Sequence[UnderWay], places: int) -> float:
    mean = sum(one.people * one.share.mean for one in groups)
    scatter = sum(one.people * one.share.mean * (1 - one.share.mean) for one in groups)
    unknown = sum(one.people * one.share.deviation for one in groups)
    deviation = sqrt(scatter + unknown * unknown)
    if not deviation:
        return float(mean > places)
    return NormalDist().cdf((mean - places) / deviation)


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def _log(value: float) -> float:
    return log(value) if value > 0 else -inf

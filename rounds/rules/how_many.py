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

from rounds.rules.stages_together import chance_of_more

# The accepted chance that a pool's approvals exceed its places.
RISK = 1e-4
# What last season's yield is worth in people of this one: cohorts drift, so no season teaches more than this.
PRIOR_WORTH = 50
# A distribution is wide when its deviation is above so many people; with many terms to the end it is then measured in strips
# instead of summed.
WIDE, MANY, STRIPS = 80, 1_000, 192
# After so many looks along the line the search halves.
MOST_BY_LINE = 12
# A share below this is lopsided: one beta-binomial for all stages says too little from so many places on.
LOW, FEW = 0.4, 10
_NORMAL = NormalDist()


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


# The share of those who are approved and wait for a place.
CERTAIN = Yield(1e6, 1.0)


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
    `candidates` where the pool is the limit, `no_places` where nothing can be given, `unlimited`, `to_be_announced`; `came_back`
    where only the places that came back after the final round are given.
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
    """
    The most new invitations for which the chance of more approvals than places is at most `risk`.

    Half a dozen looks at the chance, whatever the number of places: counted in deviations from the mean it is nearly a straight
    line in the number invited.
    """
    if places <= 0:
        return 0
    groups = [one for one in under_way if one.people]
    # Fewer people than places cannot be too many; for a yield of nearly 0 any number could be right, and the search has to end.
    fits, too_many = max(0, places - sum(one.people for one in groups)), 200 * places + 1_000
    if not fits and _tail(groups, places) > risk:
        return 0
    wanted, looked = -_NORMAL.inv_cdf(risk), list[tuple[int, float]]()
    open_places = max(0.0, places - expected_approvals(0, under_way=groups, share=share))
    guess = int(open_places / share.mean * 0.85)
    while too_many - fits > 1:
        guess = min(max(guess, fits + 1), too_many - 1)
        chance = _tail([*groups, UnderWay(guess, share)], places)
        if chance <= risk:
            fits = guess
        else:
            too_many = guess
        looked.append((guess, -_NORMAL.inv_cdf(min(max(chance, 1e-300), 1 - 1e-12))))
        guess = _next_guess(looked, wanted, fits, too_many)
    return fits


def _next_guess(looked: Sequence[tuple[int, float]], wanted: float, fits: int, too_many: int) -> int:
    """Where the line through the last two looks meets what is wanted; the middle when that does not close in."""
    last, deviations = looked[-1]
    if len(looked) == 1:
        return last + max(1, last // 30) if last == fits else last - max(1, last // 30)
    before, deviations_before = looked[-2]
    if len(looked) > MOST_BY_LINE or deviations == deviations_before:
        return (fits + too_many) // 2
    return int(last + (wanted - deviations) * (last - before) / (deviations - deviations_before))


def risk_of_excess(invite: int, *, places: int, under_way: Sequence[UnderWay], share: Yield) -> float:
    """
    The chance that more people are approved than places are left, if so many are invited now.

    Exact (beta-binomial) where nobody is under way. With people at several stages, whose yields are taken to err together, it is
    that of the one beta-binomial with the same mean and the same spread; where one of the yields is low, and so lopsided, it is
    the larger of that and of the mean over the quantiles (`stages_together`). Held against the exact sum it is not below it by
    more than a third (`docs/adr`). 0.0 where there are fewer people than places.
    """
    return _tail([one for one in (*under_way, UnderWay(invite, share)) if one.people], places)


def expected_approvals(invite: int, *, under_way: Sequence[UnderWay], share: Yield) -> float:
    """How many people are expected to be approved in the end, of those under way and those invited now."""
    return invite * share.mean + sum(one.people * one.share.mean for one in under_way)


def together(groups: Sequence[UnderWay]) -> UnderWay:
    """
    People of several stages as one group: as many people, with the mean and the spread of the sum of their approvals.

    :param groups: at least one, each with somebody in it
    """
    if len(groups) == 1:
        return groups[0]
    people = sum(one.people for one in groups)
    expected = sum(one.people * one.share.mean for one in groups)
    scatter = sum(one.people * one.share.mean * (1 - one.share.mean) for one in groups)
    # What is wrong about one yield is wrong about all of them: deviations add up, not their squares. The cautious case.
    unknown = sum(one.people * one.share.deviation for one in groups)
    mean = expected / people
    alone = people * mean * (1 - mean)
    # The part of the variance that people share; below what any two people have in common it is as good as none.
    common = max(((scatter + unknown * unknown) / alone - 1) / (people - 1), 1e-9)
    worth = max(1 / common - 1, 1e-3)
    return UnderWay(people, Yield(mean * worth, (1 - mean) * worth))


def beta_binomial_tail(n: int, share: Yield, *, over: int) -> float:
    """The chance that more than `over` of `n` people are approved when the share itself is only known as a Beta distribution."""
    if over >= n:
        return 0.0
    if over < 0:
        return 1.0
    # The shorter side is summed: from `over` + 1 up, or from `over` down.
    if over + 1 > n * share.mean:
        return min(1.0, _side(n, share, over + 1, up=True))
    return max(0.0, 1.0 - _side(n, share, over, up=False))


def _side(n: int, share: Yield, k: int, *, up: bool) -> float:
    """The chance of `k` or more approved (`up`), or of `k` or fewer."""
    a, b = share.approved, share.lost
    deviation = sqrt(n * share.mean * (1 - share.mean) * (1 + (n - 1) / (a + b + 1)))
    end = n if up else 0
    if deviation > WIDE and abs(end - k) > MANY and min(a, b) > 1:
        return _area(n, share, k, deviation, up=up)
    term = exp(_log_chance(n, a, b, k))
    total = 0.0
    while term > total * 1e-13:
        total += term
        if k == end:
            break
        if up:
            term *= (n - k) / (k + 1) * (k + a) / (n - k - 1 + b)
        else:
            term *= k / (n - k + 1) * (n - k + b) / (k - 1 + a)
        k += 1 if up else -1
    return total


def _area(n: int, share: Yield, k: int, deviation: float, *, up: bool) -> float:
    """
    The same for a wide distribution, as the area under its curve (Simpson), since a sum would have thousands of terms.

    A sum from `k` is the area from half a step before it, and a 24th of the slope there.
    """
    a, b, way = share.approved, share.lost, 1 if up else -1
    begin, end = k - way / 2, min(n + 0.5, k + 9 * deviation) if up else max(-0.5, k - 9 * deviation)
    width = (end - begin) / STRIPS
    # The curve is followed no further than to the last person, who is half a step before the end.
    points = (min(max(begin + width * i, 0.0), float(n)) for i in range(STRIPS + 1))
    heights = [exp(_log_chance(n, a, b, x)) for x in points]
    area = abs(width) / 3 * (heights[0] + heights[-1] + 4 * sum(heights[1:-1:2]) + 2 * sum(heights[2:-1:2]))
    return max(0.0, area + (exp(_log_chance(n, a, b, k)) - exp(_log_chance(n, a, b, k - way))) / 24)


def _log_chance(n: int, a: float, b: float, k: float) -> float:
    """The logarithm of the chance that just `k` of `n` are approved."""
    return _log_choose(n, k) + _log_beta(k + a, n - k + b) - _log_beta(a, b)


def binomial_tail(n: int, p: float, *, over: int) -> float:
    """The chance that more than `over` of `n` people are approved when the share is known to be `p`."""
    if over >= n:
        return 0.0
    logs = (_log_choose(n, k) + k * _log(p) + (n - k) * _log(1 - p) for k in range(over + 1, n + 1))
    return min(1.0, sum(exp(one) for one in logs))


def _tail(groups: Sequence[UnderWay], places: int) -> float:
    # Whoever is as good as approved takes a place: there is nothing to scatter.
    left = places - sum(one.people for one in groups if one.share.mean >= CERTAIN.mean)
    others = [one for one in groups if one.share.mean < CERTAIN.mean]
    if left < 0:
        return 1.0
    if sum(one.people for one in others) <= left:
        return 0.0
    whole = together(others)
    chance = beta_binomial_tail(whole.people, whole.share, over=left)
    if len(others) > 1 and left > FEW and min(one.share.mean for one in others) < LOW:
        chance = max(chance, chance_of_more([(one.people, one.share.approved, one.share.lost) for one in others], over=left))
    return chance


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def _log_choose(n: int, k: float) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def _log(value: float) -> float:
    return log(value) if value > 0 else -inf

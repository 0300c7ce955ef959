"""How many to invite: fill the quota, never exceed it, and be modest about what is known."""

import json
from bisect import bisect
from itertools import pairwise
from math import comb, exp, fsum, log, log1p, pi, sin
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rounds.rules import how_many
from rounds.rules.how_many import UnderWay, Yield

VECTORS = json.loads((Path(__file__).parents[3] / "docs" / "draw-vectors.json").read_text())["odds"]
NEW = how_many.prior(0.64)


@pytest.mark.parametrize("case", VECTORS["binomial_tail"])
def test_binomial_tail(case):
    assert how_many.binomial_tail(case["n"], case["p"], over=case["r"]) == pytest.approx(case["P_more_than_r"], rel=1e-6)


@pytest.mark.parametrize("case", VECTORS["max_invites_beta"]["cases"])
def test_most_by_chance_when_nobody_is_under_way(case):
    found = how_many.most_by_chance(places=case["room"], under_way=[], share=Yield(case["a"], case["b"]), risk=case["eps"])

    assert abs(found - case["max_invites"]) <= case["tolerance"]


def test_most_by_chance_with_six_hundred_accepted():
    accepted = UnderWay(600, Yield(328, 72))

    found = how_many.most_by_chance(places=1000, under_way=[accepted], share=Yield(256, 144))

    # The worst case by quantiles gives 627 (the draw protocol, section 6).
    assert abs(found - 627) <= 10


@pytest.mark.parametrize("places", [0, 1, 3, 10, 77, 500, 20_000])
@pytest.mark.parametrize("share", [0.01, 0.2, 0.64, 0.97])
def test_the_most_is_the_last_that_stays_within_the_risk(places, share):
    share = how_many.prior(share)
    under_way = [UnderWay(places // 5, how_many.prior(0.8)), UnderWay(places // 10, how_many.prior(0.9)), UnderWay(0, share)]

    most = how_many.most_by_chance(places=places, under_way=under_way, share=share)

    assert how_many.risk_of_excess(most, places=places, under_way=under_way, share=share) <= how_many.RISK
    assert not places or how_many.risk_of_excess(most + 1, places=places, under_way=under_way, share=share) > how_many.RISK


@pytest.mark.parametrize("numbers", [(5, 12, 9, 14), (40, 60, 30, 70), (120, 90, 200, 240), (9, 9, 9, 9)])
def test_several_stages_with_known_yields_against_the_exact_sum(numbers):
    """With yields that are as good as known, the chances of the stages are binomial and can be added up exactly."""
    groups = [UnderWay(n, Yield(p * 1e7, (1 - p) * 1e7)) for n, p in zip(numbers, (0.64, 0.82, 0.91, 0.30), strict=True)]
    exact = [1.0]
    for one in groups:
        p = one.share.mean
        alone = [comb(one.people, k) * p**k * (1 - p) ** (one.people - k) for k in range(one.people + 1)]
        exact = [
            sum(exact[i] * alone[k - i] for i in range(max(0, k - one.people), min(k + 1, len(exact))))
            for k in range(len(exact) + one.people)
        ]

    for wanted in (1e-4, 1e-3, 1e-2, 0.2):
        places = next(k for k in range(len(exact)) if sum(exact[k + 1 :]) <= wanted)
        found = how_many.risk_of_excess(groups[3].people, places=places, under_way=groups[:3], share=groups[3].share)
        # As careful or more, since a beta-binomial cannot scatter less than its people would with one share.
        assert 0.9 <= found / sum(exact[places + 1 :]) <= 30


def beta_quantiles(share: Yield, at: list[float]) -> list[float]:
    """By the area under the curve over the angle whose squared sine is the share: slow, simple, and by another road."""
    strips, scale = 20_000, how_many._log_beta(share.approved, share.lost)
    area, areas, shares = 0.0, [0.0], [sin(pi / 2 * number / strips) ** 2 for number in range(strips + 1)]
    for x in shares[1:-1]:
        area += exp((share.approved - 0.5) * log(x) + (share.lost - 0.5) * log1p(-x) - scale) * pi / strips
        areas.append(area)
    return [shares[min(bisect(areas, u * area), strips - 1)] for u in at]


def exact_chance(groups: list[UnderWay], over: int) -> float:
    """All yields at one quantile, the approvals of each stage added up exactly, the mean over narrow strips of quantiles."""
    edges = [1 - 10 ** (-number / 8) for number in range(49)] + [1.0]
    found = [beta_quantiles(one.share, [(low + high) / 2 for low, high in pairwise(edges)]) for one in groups]
    chance = 0.0
    for strip, (low, high) in enumerate(pairwise(edges)):
        sums = [1.0]
        for one, shares in zip(groups, found, strict=True):
            p = shares[strip]
            alone = [
                exp(how_many._log_choose(one.people, k) + k * log(p) + (one.people - k) * log1p(-p))
                for k in range(one.people + 1)
            ]
            alone = alone[: over + 1]
            sums = [
                fsum(sums[i] * alone[k - i] for i in range(max(0, k - len(alone) + 1), min(k + 1, len(sums))))
                for k in range(min(over + 1, len(sums) + len(alone) - 1))
            ]
        chance += (high - low) * max(0.0, 1 - fsum(sums))
    return chance


@pytest.mark.parametrize(("accept", "places"), [(0.03, 50), (0.05, 20), (0.05, 60), (0.1, 14), (0.2, 40), (0.3, 50), (0.64, 60)])
def test_the_promise_holds_for_low_yields_at_several_stages(accept, places):
    """One in ten thousand by the exact sum, within a third: a yield near 5 % is lopsided, and its good seasons are far out."""
    steps = [how_many.prior(accept), how_many.prior(0.8), how_many.prior(0.9)]
    new, said, sent = how_many.chain(steps), how_many.chain(steps[1:]), steps[2]
    under_way = [UnderWay(int(places / 15 / new.mean), new), UnderWay(places // 5, said), UnderWay(places // 5, sent)]

    most = how_many.most_by_chance(places=places, under_way=under_way, share=new)
    exact = exact_chance([UnderWay(under_way[0].people + most, new), *under_way[1:]], places)

    assert exact <= how_many.RISK * 4 / 3
    assert exact >= how_many.RISK / 4, "nor is it so careful that places stay empty"


@pytest.mark.parametrize(("accept", "places"), [(0.3, 60), (0.78, 200), (0.5, 1000)])
def test_several_stages_against_played_seasons(accept, places):
    """The true shares of a season are drawn, then the fates of people; the later steps are the same for all of them."""
    dice, steps = Random(7), [how_many.prior(accept), how_many.prior(0.8), how_many.prior(0.9)]
    shares = [how_many.chain(steps), how_many.chain(steps[1:]), steps[2]]
    under_way = [UnderWay(places // 5, share) for share in shares]
    invite = how_many.most_by_chance(places=places, under_way=under_way, share=shares[0], risk=0.02)

    over = 0
    for _season in range(4_000):
        said, sent, approved = (dice.betavariate(one.approved, one.lost) for one in steps)
        true = ((under_way[0].people + invite, said * sent * approved), (places // 5, sent * approved), (places // 5, approved))
        mean, spread = sum(n * p for n, p in true), sum(n * p * (1 - p) for n, p in true) ** 0.5
        over += dice.gauss(mean, spread) > places + 0.5

    assert 0 < over / 4_000 <= 0.03


def test_who_waits_for_a_place_takes_one_for_certain():
    waits = UnderWay(30, how_many.CERTAIN)

    assert how_many.most_by_chance(places=100, under_way=[waits], share=NEW) == how_many.most_by_chance(
        places=70, under_way=[], share=NEW
    )
    assert how_many.risk_of_excess(5, places=20, under_way=[waits], share=NEW) == 1.0


def test_a_wide_distribution_is_measured_as_it_would_be_summed():
    for n, a, b in [(20_000, 32.0, 18.0), (30_000, 5.0, 45.0), (12_000, 47.0, 3.0), (9_000, 400.0, 200.0)]:
        share = Yield(a, b)
        mean = n * share.mean
        for over in (int(mean * 0.9), int(mean * 1.05), int(min(n - 2_000, mean * 1.3))):
            term = [exp(how_many._log_chance(n, a, b, k)) for k in range(over + 1, n + 1)]
            assert how_many.beta_binomial_tail(n, share, over=over) == pytest.approx(fsum(term), rel=1e-4, abs=1e-9)


@pytest.mark.parametrize(
    ("places", "announced", "candidates", "under_way", "invite", "reason"),
    [
        (1000, True, 5000, 0, 1164, "chance"),
        (10, True, 5000, 0, 10, "strict"),
        (1000, True, 800, 0, 800, "candidates"),
        (0, True, 800, 0, 0, "no_places"),
        (5, True, 800, 40, 0, "no_places"),
        (None, True, 800, 40, 800, "unlimited"),
        (None, False, 800, 0, 0, "to_be_announced"),
    ],
)
def test_recommendation(places, announced, candidates, under_way, invite, reason):
    found = how_many.recommend(
        places=places, announced=announced, candidates=candidates, under_way=[UnderWay(under_way, NEW)], share=NEW
    )

    assert abs(found.invite - invite) <= 1
    assert found.reason == reason


@given(st.integers(0, 400), st.integers(0, 300), st.floats(0.05, 0.95))
def test_recommendation_never_less_than_what_cannot_exceed(places, people, share):
    share = how_many.prior(share)

    found = how_many.recommend(places=places, announced=True, candidates=10_000, under_way=[UnderWay(people, share)], share=share)

    assert found.invite >= max(0, places - people)
    if found.invite > found.strict:
        risk = how_many.risk_of_excess(found.invite, places=places, under_way=[UnderWay(people, share)], share=share)
        assert risk <= how_many.RISK


@given(st.integers(1, 60), st.floats(0.5, 40), st.floats(0.5, 40), st.integers(0, 60))
def test_tail_against_the_sum_of_both_sides(n, a, b, over):
    share = Yield(a, b)
    whole = [
        how_many.beta_binomial_tail(n, share, over=k - 1) - how_many.beta_binomial_tail(n, share, over=k) for k in range(n + 1)
    ]

    assert sum(whole) == pytest.approx(1.0)
    assert how_many.beta_binomial_tail(n, share, over=over) == pytest.approx(sum(whole[over + 1 :]), abs=1e-9)


def test_a_yield_learns():
    share = how_many.prior(0.64).seen(approved=90, lost=10)

    assert share.mean == pytest.approx((32 + 90) / 150)
    assert share.deviation < how_many.prior(0.64).deviation
    assert how_many.prior(0.0).mean > 0
    assert how_many.prior(1.0).mean < 1


def test_tail_against_played_draws():
    random, share = Random(5), Yield(32, 18)
    over = sum(sum(random.random() < p for _ in range(100)) > 75 for p in (random.betavariate(32, 18) for _ in range(4000)))

    assert how_many.beta_binomial_tail(100, share, over=75) == pytest.approx(over / 4000, abs=0.02)

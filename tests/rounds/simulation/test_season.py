"""A season by the rules: places balance every week, nobody goes over, the same seed gives the same season."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rounds.queries.simulation_files import read_behaviour, spread
from rounds.rules.how_many import Yield, chain
from rounds.rules.simulation.behaviour import Behaviour, behaviour_of
from rounds.rules.simulation.pool import UNLIMITED, PoolPlan
from rounds.rules.simulation.report import report
from rounds.rules.simulation.season import play
from rounds.rules.simulation.waiting import Waiting

STATED = behaviour_of(read_behaviour(), "", "working_holiday")


def plan(code="FR-WH", *, quotas=None, arrivals=(50,) * 5, category="working_holiday", behaviour=STATED, order="2 FR-WH"):
    return PoolPlan(
        code=code,
        country=code[:2],
        category=category,
        stream="",
        order=order,
        behaviour=behaviour,
        quotas={1: 40} if quotas is None else quotas,
        arrivals=tuple(arrivals),
    )


BEHAVIOURS = st.builds(
    Behaviour,
    accept=st.floats(0.05, 0.9),
    decline=st.floats(0, 0.1),
    submit=st.floats(0.05, 1),
    approve=st.floats(0.05, 1),
    leave_each_week=st.floats(0, 0.2),
    answer_weeks=st.integers(1, 3),
    submit_weeks=st.integers(1, 3),
    decide_weeks=st.integers(1, 9),
    drift_worth=st.integers(5, 500),
    entrants_per_place=st.just(1.0),
    entrants_if_unlimited=st.just(10),
    also_in_working_holiday=st.floats(0, 1),
)
QUOTAS = st.dictionaries(st.integers(1, 20), st.integers(0, 120) | st.just(UNLIMITED), max_size=3)


@settings(max_examples=60, deadline=None)
@given(
    behaviour=BEHAVIOURS,
    first=QUOTAS,
    second=QUOTAS,
    arrivals=st.lists(st.integers(0, 60), min_size=1, max_size=20),
    seed=st.integers(0, 10_000),
)
def test_places_balance_every_week_and_approvals_never_pass_the_gate(behaviour, first, second, arrivals, seed):
    plans = [
        plan(quotas=first, arrivals=arrivals, behaviour=behaviour),
        plan("FR-IC", quotas=second, arrivals=arrivals, behaviour=behaviour, category="coop", order="0 FR-IC"),
    ]

    def holds(week, played):
        for pool in played.pools:
            assert pool.balance() == 0
            approved_before = pool.weeks[-2].approved if len(pool.weeks) > 1 else 0
            quota = pool.plan.quota_in(week)
            if quota is None:
                assert pool.invitations == 0 or min(pool.plan.quotas) <= week
            elif quota != UNLIMITED and pool.approved > approved_before:
                assert pool.approved <= quota
        invited = Counter(
            person
            for pool in played.pools
            for stage in (pool.invited, pool.accepted, pool.applied)
            for _due, people in stage
            for person in people
        )
        assert max(invited.values(), default=1) == 1

    played = play(plans, seed=seed, weeks=25, on_week=holds)

    for pool in played.pools:
        assert len(pool.weeks) == 25
        assert pool.entered - pool.left >= len(pool.waiting)


def test_the_same_seed_gives_the_same_season_and_another_one_another():
    told = [report(play([plan()], seed=seed, weeks=30), season=2026, seed=1, weeks=30) for seed in (1, 1, 2)]

    assert told[0] == told[1] != told[2]


def test_a_pool_to_be_announced_invites_nobody_until_it_is():
    pool = play([plan(quotas={10: 40})], seed=3, weeks=30).pools[0]

    assert [week.invited > 0 for week in pool.weeks[8:10]] == [False, True]
    assert (pool.weeks[8].spots, pool.weeks[9].spots) == (None, 40)


def test_where_no_number_is_set_everybody_is_invited():
    pool = play([plan(quotas={1: UNLIMITED})], seed=3, weeks=12).pools[0]

    assert pool.weeks[4].candidates == 0
    assert pool.weeks[4].spots is None


def test_who_says_no_is_drawn_again_and_who_is_silent_is_not():
    no = replace(STATED, accept=0.0, decline=1.0, leave_each_week=0.0)
    silent = replace(STATED, accept=0.0, decline=0.0, leave_each_week=0.0)
    declining, silenced = (play([plan(arrivals=(10,), behaviour=one)], seed=1, weeks=20).pools[0] for one in (no, silent))

    assert declining.invitations > 50
    assert (silenced.invitations, silenced.silent) == (10, 10)


def test_a_person_in_two_pools_is_invited_from_the_one_drawn_first():
    both = replace(STATED, also_in_working_holiday=1.0, leave_each_week=0.0)
    plans = [
        plan("FR-IC", arrivals=(20,), behaviour=both, category="coop", order="0 FR-IC", quotas={1: 100}),
        plan(arrivals=(20,), behaviour=both, quotas={1: 100}),
    ]

    coop, holiday = play(plans, seed=1, weeks=1).pools

    assert (coop.entered, holiday.entered) == (20, 20)
    assert (coop.invitations, holiday.invitations, len(holiday.waiting)) == (20, 0, 0)


@pytest.mark.parametrize(("places", "least"), [(20, 0.98), (200, 0.995), (1000, 0.995)])
def test_seasons_fill_their_quota_and_none_goes_over(places, least):
    ended = [
        play([plan(quotas={1: places}, arrivals=spread(places * 3, 40))], seed=seed, weeks=40).pools[0] for seed in range(40)
    ]

    assert max(pool.approved for pool in ended) <= places
    assert sum(pool.approved for pool in ended) / (places * len(ended)) >= least
    assert sum(pool.gate_met for pool in ended) <= 1


def test_after_the_last_round_nobody_enters_and_what_is_under_way_comes_to_its_end():
    ten, through = (
        play([plan(arrivals=(30,) * 20, quotas={1: 400})], seed=4, weeks=10, afterwards=more).pools[0] for more in (0, 10)
    )

    assert (through.entered, through.invitations) == (ten.entered, ten.invitations)
    assert ten.open_at("invited") + ten.open_at("accepted") + ten.open_at("applied") > 0
    assert through.open_at("invited") + through.open_at("accepted") + through.open_at("applied") == 0
    assert through.approved > ten.approved
    assert through.balance() == 0


def test_what_would_have_been_approved_without_the_gate_is_counted():
    believed, truth = replace(STATED, accept=0.1), replace(STATED, accept=1.0, decline=0.0, submit=1.0, approve=1.0)
    pool = play([replace(plan(arrivals=(200,), behaviour=believed), truth=truth)], seed=1, weeks=20, afterwards=10).pools[0]

    assert pool.approved == 40
    assert pool.approved_without_gate == 40 + pool.gate_met > 40


def test_a_quota_that_rises_is_filled_up_and_its_first_week_of_99_percent_is_told_anew():
    pool = play([plan(quotas={1: 50, 25: 80}, arrivals=(300,))], seed=2, weeks=60).pools[0]

    assert pool.approved == 80
    assert pool.week_99 > 25


def test_losses_that_are_known_early_do_not_make_the_yield_look_low():
    steps = [Yield(39, 11), Yield(45, 5), Yield(45.5, 4.5)]
    whole = chain(steps)

    assert whole.mean == pytest.approx(0.78 * 0.9 * 0.91)
    assert 40 < whole.approved + whole.lost < 80
    assert chain(steps[:1]) == steps[0]


@given(st.integers(0, 100_000), st.integers(1, 60))
def test_the_entrants_of_a_season_are_all_spread_over_its_weeks(entrants, weeks):
    found = spread(entrants, weeks)

    assert (sum(found), len(found)) == (entrants, weeks)
    assert min(found) >= 0


@given(st.lists(st.integers(0, 30)), st.integers(0, 40), st.randoms(use_true_random=False))
def test_a_bag_gives_out_everybody_once(people, number, dice):
    bag = Waiting()
    for person in set(people):
        bag.add(person)
    gone = {person for person in set(people) if person % 3 == 0 and bag.take(person)}

    drawn = bag.draw(number, dice)

    assert len(drawn) == len(set(drawn)) == min(number, len(set(people)) - len(gone))
    assert set(drawn).isdisjoint(gone)
    assert len(bag) == len(set(people)) - len(gone) - len(drawn)

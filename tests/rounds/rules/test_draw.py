"""What is true of every draw, whoever is in it."""

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rounds.rules.draw import rank_key, select, winners_of
from rounds.rules.names import NotAName, processing_order

POOLS = ("AT-IC", "FR-IC", "FR-YP", "FR-YP-VIE", "AU-WH", "FR-WH")
SEED = "5e" * 32

tickets = st.integers(0, 40).map(lambda number: f"{number:032x}")
pools = st.dictionaries(st.sampled_from(POOLS), st.lists(tickets, unique=True, max_size=20))
places = st.fixed_dictionaries({pool: st.integers(0, 12) for pool in POOLS})
seeds = st.binary(min_size=32, max_size=32).map(bytes.hex)


@given(st.lists(tickets, unique=True), st.integers(0, 49), seeds)
def test_one_more_place_only_adds_a_name(names, invite, seed):
    fewer = winners_of(select({"FR-WH": names}, {"FR-WH": invite}, seed))
    more = winners_of(select({"FR-WH": names}, {"FR-WH": invite + 1}, seed))

    assert more[: len(fewer)] == fewer
    assert len(more) == min(len(names), invite + 1)


@given(pools, places, seeds, st.randoms(use_true_random=False))
def test_threat_20_the_order_of_entries_makes_no_difference(entries, invite, seed, chance):
    shuffled = {pool: chance.sample(entries[pool], len(entries[pool])) for pool in chance.sample([*entries], len(entries))}

    assert select(shuffled, invite, seed) == select(entries, invite, seed)


@given(pools, places, seeds)
def test_a_round_invites_nobody_twice_and_no_more_than_planned(entries, invite, seed):
    drawn = select(entries, invite, seed)

    invited = [winner.ticket for winner in winners_of(drawn)]
    assert len(invited) == len(set(invited))
    for pool in drawn:
        assert pool.invited == min(pool.considered, pool.invite)
        assert {winner.ticket for winner in pool.winners} <= set(entries.get(pool.pool, ()))


@given(pools, places, seeds)
def test_nobody_passed_over_has_a_lower_number_than_the_last_invited(entries, invite, seed):
    earlier: set[str] = set()
    for pool in select(entries, invite, seed):
        invited = {winner.ticket for winner in pool.winners}
        others = set(entries.get(pool.pool, ())) - invited - earlier
        assert pool.considered == len(invited) + len(others)
        assert [winner.key for winner in pool.winners] == sorted(winner.key for winner in pool.winners)
        assert all(rank_key(seed, pool.pool, name) > pool.cutoff_key for name in others if pool.winners and pool.cutoff_key)
        earlier |= invited


@given(pools, places, seeds, tickets)
def test_one_entry_less_moves_nobody_elses_number(entries, invite, seed, gone):
    left = {pool: [name for name in names if name != gone] for pool, names in entries.items()}

    before = {(winner.pool, winner.ticket): winner.key for winner in winners_of(select(entries, invite, seed))}
    after = {(winner.pool, winner.ticket): winner.key for winner in winners_of(select(left, invite, seed))}
    assert all(before[entry] == after[entry] for entry in before.keys() & after.keys())


@given(st.sets(st.sampled_from(POOLS)))
def test_coop_is_drawn_before_young_professionals_before_working_holiday(names):
    assert processing_order(names) == [pool for pool in POOLS if pool in names]


def test_every_entry_is_invited_as_often_as_every_other():
    # 60 entries, 9 places, 4,000 fixed seeds: the sum of squares has 59 as its mean and 10.9 as its deviation.
    names = [f"{number:032x}" for number in range(60)]
    draws, invite = 4_000, 9
    chance = random.Random(20261123)
    counts = Counter(
        winner.ticket
        for _ in range(draws)
        for winner in winners_of(select({"GB-WH": names}, {"GB-WH": invite}, chance.randbytes(32).hex()))
    )

    expected = draws * invite / len(names)
    # Places are drawn without replacement, which makes the counts vary less than independent ones would.
    variance = draws * (invite / len(names)) * (1 - invite / len(names)) * len(names) / (len(names) - 1)
    odd = sum((counts[name] - expected) ** 2 for name in names) / variance
    assert 59 - 4 * 10.9 < odd < 59 + 4 * 10.9


def test_bad_luck_in_one_pool_is_not_carried_into_the_next():
    both = [f"{number:032x}" for number in range(100)]
    others = [f"{number:032x}" for number in range(100, 1000)]
    chance = random.Random(7)
    invited, seen = Counter[bool](), Counter[bool]()
    for _ in range(150):
        coop, holiday = select({"FR-IC": both, "FR-WH": both + others}, {"FR-IC": 50, "FR-WH": 100}, chance.randbytes(32).hex())
        lucky = {winner.ticket for winner in coop.winners}
        for name in {winner.ticket for winner in holiday.winners}:
            invited[name in both] += 1
        seen[True] += len(both) - len(lucky)
        seen[False] += len(others)

    losers, strangers = invited[True] / seen[True], invited[False] / seen[False]
    assert losers == pytest.approx(0.1053, abs=0.015)
    assert strangers == pytest.approx(0.1053, abs=0.005)


@pytest.mark.parametrize(
    ("entries", "invite", "seed"),
    [({"FR-XX": []}, {}, SEED), ({}, {"fr-wh": 1}, SEED), ({"FR-WH": []}, {"FR-WH": 1}, "5E" * 32)],
)
def test_a_name_written_otherwise_is_refused(entries, invite, seed):
    with pytest.raises(NotAName):
        select(entries, invite, seed)


def test_a_negative_number_of_places_is_refused():
    with pytest.raises(ValueError, match="-1 invitations"):
        select({"FR-WH": []}, {"FR-WH": -1}, SEED)

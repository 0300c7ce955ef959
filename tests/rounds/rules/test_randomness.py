"""Fallback days, the staff's chain, typed values, receipts from a branch, the completeness report."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rounds.rules import fallback, seeds, staff_chain, typed_values
from rounds.rules.beacon import is_genuine, number_of
from rounds.rules.completeness import REASONS, Completeness, completeness_file, entries_of, left_out_of
from rounds.rules.manifest import DEAD_BEACON_AFTER
from rounds.rules.merkle import BRANCH_LINES, Tree, is_included, path_through_branch
from rounds.rules.typed_values import STAFF, ValueRefused
from tests.factories.draws import BEACON, BEACON_NUMBER

DRAW = datetime(2026, 4, 20, 16, tzinfo=UTC)
LINE = seeds.drand_line(BEACON_NUMBER)
# Drawn on a Saturday evening; typed from midnight in Ottawa on.
FALLBACK = "beacon draws lotto-649 2026-04-25"
FALLBACK_KNOWN = datetime(2026, 4, 26, 4, tzinfo=UTC) - DRAW
SECOND = timedelta(seconds=1)


def test_fallback_is_three_draws_after_the_beacon_may_be_called_dead():
    # Monday noon; dead from Thursday 23 April.
    assert fallback.fallback_lines(DRAW) == (
        "beacon draws lotto-649 2026-04-25",
        "beacon draws lotto-max 2026-04-24",
        "beacon draws daily-grand 2026-04-27",
    )


@given(st.datetimes(datetime(2024, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)))
def test_every_fallback_lies_after_its_deadline_and_within_a_week(draw_at):
    deadline = (draw_at + DEAD_BEACON_AFTER).date()
    for line, (name, weekdays) in zip(fallback.fallback_lines(draw_at), fallback.LOTTERIES, strict=True):
        on = date.fromisoformat(line.rpartition(" ")[2])
        assert f" {name} " in line
        assert on.weekday() in weekdays
        assert timedelta(0) < on - deadline <= timedelta(days=7)


def test_beacon_is_dead_after_72_hours_and_not_a_second_before():
    assert not fallback.may_fall_back(DRAW, DRAW + timedelta(hours=72) - timedelta(seconds=1))
    assert fallback.may_fall_back(DRAW, DRAW + timedelta(hours=72))


@given(st.binary(min_size=32, max_size=32), st.lists(st.text(max_size=20), max_size=3), st.integers(1, 20))
@settings(max_examples=40)
def test_every_link_of_a_chain_follows_the_one_before(chance, words, length):
    last = staff_chain.last_link(chance, words)
    links = [staff_chain.link_at(last, length=length, number=number) for number in range(length + 1)]
    assert links == seeds.staff_chain(last, length)
    assert all(staff_chain.follows(after, before) for before, after in pairwise(links))
    assert staff_chain.last_link(chance, [*words, "more"]) != last


def test_a_chain_begins_with_enough_chance():
    with pytest.raises(ValueError, match="32 random bytes"):
        staff_chain.last_link(b"short", [])
    with pytest.raises(ValueError, match="none numbered 4"):
        staff_chain.link_at("0" * 64, length=3, number=4)


def test_the_real_value_is_genuine_and_nothing_near_it():
    assert is_genuine(BEACON_NUMBER, BEACON)
    assert not is_genuine(BEACON_NUMBER + 1, BEACON)
    assert not is_genuine(BEACON_NUMBER, BEACON[:-1] + "c")
    assert not is_genuine(BEACON_NUMBER, BEACON.upper())
    assert number_of(LINE) == BEACON_NUMBER


@pytest.mark.parametrize("typed", [BEACON, BEACON.upper(), f" {BEACON[:48]}\n{BEACON[48:]} ", " ".join(BEACON)])
def test_a_value_may_be_typed_as_it_is_read_aloud(typed):
    assert typed_values.checked_value(LINE, typed, anchor=None) == BEACON


@pytest.mark.parametrize(
    ("line", "typed", "reason"),
    [
        (LINE, BEACON[:-1], "96 digits, and 95"),
        (LINE, BEACON[:-1] + "g", "“g” at place 96"),
        (LINE, BEACON[:-1] + "c", "at least one digit is wrong"),
        (LINE, "", "and 0 were typed"),
        (STAFF, "0" * 64, "not the link"),
        ("beacon draws lotto-649 2026-04-25", "", "with spaces"),
        ("beacon draws lotto-649 2026-04-25", "3 3 8 19 22 41", "different numbers"),
        ("beacon draws lotto-649 2026-04-25", "3 7 8 19 22", "their count"),
        ("beacon draws lotto-649 2026-04-25", "3 7 8 19 22 50", "the largest"),
        ("beacon draws lotto-649 2026-04-25", "3 7 8 19 22 41 44", "their count .* without the bonus number"),
        ("beacon draws lotto-max 2026-04-24", "1 9 12 27 33 40", "their count"),
        ("beacon draws lotto-max 2026-04-24", "1 9 12 27 33 40 50 51", "their count .* without the bonus number"),
        ("beacon draws daily-grand 2026-04-27", "2 5 6 14 30", "their count .* the Grand Number"),
        ("beacon draws daily-grand 2026-04-27", "5 5 5 6 14 30", "different numbers"),
        ("beacon draws another 2026-04-27", "2 5 6 14 30 49", "different numbers"),
        ("beacon draws lotto-649 2026-04-25", "0 7 8 19 22 41", "with spaces"),
    ],
)
def test_what_is_not_the_value_is_refused_in_both_languages(line, typed, reason):
    with pytest.raises(ValueRefused, match=reason) as refused:
        typed_values.checked_value(line, typed, anchor="0" * 64)
    assert refused.value.fr != refused.value.en


def test_numbers_of_a_lottery_are_written_as_the_protocol_writes_them():
    assert typed_values.checked_value("beacon draws lotto-649 2026-04-25", "07, 41 3 19 22 8", anchor=None) == "3.7.8.19.22.41"


@pytest.mark.parametrize(
    ("after", "known", "expected"),
    [
        (timedelta(seconds=-1), [], []),
        (timedelta(0), [], [LINE, STAFF]),
        (timedelta(0), [LINE], [STAFF]),
        (timedelta(hours=72), [], [LINE, STAFF]),
        (FALLBACK_KNOWN - SECOND, [], [LINE, STAFF]),
        (FALLBACK_KNOWN, [], [LINE, FALLBACK, STAFF]),
        (FALLBACK_KNOWN, [FALLBACK], [LINE, STAFF]),
        (timedelta(hours=72), [LINE, STAFF], []),
    ],
)
def test_which_values_may_be_typed(after, known, expected):
    found = typed_values.expected_lines(
        beacons=[LINE], fallbacks=[FALLBACK], known=known, anchor="0" * 64, draw_at=DRAW, at=DRAW + after
    )
    assert found == expected


@given(st.integers(1, 3 * BRANCH_LINES + 5), st.data())
@settings(max_examples=30, deadline=None)
def test_a_proof_through_a_branch_is_the_proof_through_the_tree(size, data):
    lines = [f"FR-WH|{number:032x}".encode() for number in range(size)]
    tree = Tree(lines)
    index = data.draw(st.integers(0, size - 1))
    first = index - index % BRANCH_LINES
    path = path_through_branch(lines[first : first + BRANCH_LINES], index=index, branches=tree.branches())

    assert path == tree.path(index)
    assert is_included(lines[index], index=index, size=size, path=path, root=tree.root)


def test_lines_of_another_branch_prove_nothing():
    tree = Tree([b"a", b"b"])
    with pytest.raises(ValueError, match="not branch 0"):
        path_through_branch([b"a", b"c"], index=0, branches=tree.branches())


HEADER = (
    "country,category,pool,waiting,left_out,left_out_profile,left_out_invited,left_out_agreement,left_out_age_low,left_out_age_high,"
    "left_out_passport,left_out_duplicate,left_out_not_concerned,left_out_suspended,left_out_later,left_out_diploma,entries"
)


def report(*left_out, entries=5):
    """The lines of a report of several pools, and the line of all of them."""
    codes = [f"FR-WH-{number}" for number in range(len(left_out))]
    pools = [Completeness("FR", "working_holiday", code, entries, why) for code, why in zip(codes, left_out, strict=True)]
    content = completeness_file(pools, under=10)
    assert entries_of(content) == dict.fromkeys(codes, entries)
    assert left_out_of(content) == {one.pool: one.reasons.total() for one in pools}
    header, *lines = content.decode().splitlines()
    assert header == HEADER
    return [line.split(",", 3)[3] for line in lines]


def test_completeness_report_says_of_everybody_who_waits_where_they_are():
    assert report({"age_high": 22, "passport": 10}) == ["37,32,0,0,0,0,22,10,0,0,0,0,0,5"] * 2


def test_completeness_report_tells_nobody_why_one_of_few_was_left_out():
    assert report({"passport": 1}) == ["6,1,,,,,,,,0,,,,5"] * 2


def test_completeness_report_leaves_no_reason_to_be_worked_out_from_the_others():
    assert report({"age_high": 40, "passport": 1}) == ["46,41,,,,,,,,0,,,,5"] * 2


@pytest.mark.parametrize(
    ("left_out", "line"),
    [
        ([{"passport": 10}, {}], "20,10,0,0,0,0,0,10,0,0,0,0,0,10"),
        ([{"passport": 10}, {"passport": 9}], "29,19,,,,,,,,0,,,,10"),
        ([{"age_high": 1}, {"passport": 9, "age_high": 30}], "50,40,,,,,,,,0,,,,10"),
    ],
    ids=["no pool's are kept back", "one pool's are", "two pools' are, and the sum is of many"],
)
def test_completeness_report_tells_the_reasons_of_all_pools_where_each_pool_tells_its_own(left_out, line):
    assert report(*left_out)[-1] == line


def test_completeness_report_counts_nobody_as_left_out_whom_a_remedial_round_does_not_concern():
    assert report({"not_concerned": 3, "passport": 1}) == ["9,1,,,,,,,,3,,,,5"] * 2


def test_completeness_report_of_before_the_limit_is_read_as_it_stands():
    content = b"pool,waiting,left_out_invited,left_out_passport,left_out_not_concerned,entries\nFR-WH,9,2,1,1,5\n"
    assert (entries_of(content), left_out_of(content)) == ({"FR-WH": 5}, {"FR-WH": 3})


def test_completeness_report_refuses_a_reason_that_has_no_column():
    assert len(REASONS) == 11
    with pytest.raises(KeyError):
        completeness_file([Completeness("FR", "coop", "FR-IC", 0, {"unheard_of": 1})], under=10)

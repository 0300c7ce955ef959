"""What is held back of the outcomes of a pool's rounds cannot be worked out from what is told, here or elsewhere."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rounds.rules.outcomes import ACCEPTED, AFTER_YES, APPROVED, LEAST, NOT_ACCEPTED, NUMBERS, invited_of, limit, untold


def line(*, declined=0, expired=0, cancelled=0, unanswered=0, **after_yes):
    """The numbers of one round and pool; the accepted are the sum of what came after their yes."""
    after = dict.fromkeys(AFTER_YES, 0) | after_yes
    answers = {"declined": declined, "expired": expired, "cancelled": cancelled, "unanswered": unanswered}
    return {ACCEPTED: sum(after.values()), **answers, **after}


def told(lines, *, under):
    """What stands in the file: name -> number, those held back left out."""
    return [
        {name: one[name] for name in NUMBERS if name not in held}
        for one, held in zip(lines, untold(lines, under=under), strict=True)
    ]


class Reader:
    """Somebody who knows what is told, how many were invited, and the pool's totals, and tries every other number."""

    def __init__(self, lines, shown):
        self.invited, self.shown = [invited_of(one) for one in lines], shown
        self.accepted = sum(one[ACCEPTED] for one in lines)
        self.approved = sum(one[APPROVED] for one in lines)

    def possible(self, place, name):
        """Every number that may stand for a name in a line."""
        others = [self.pairs(self.shown[at], self.invited[at]) for at in range(len(self.shown)) if at != place]
        sums = {0: 1}
        for one in others:
            sums = self.added(sums, one)
        known = self.shown[place]
        values = [known[name]] if name in known else range(self.invited[place] + 1)
        return [
            value
            for value in values
            if any(
                sums.get(self.accepted - accepted, 0) >> (self.approved - approved) & 1
                for accepted, (least, most) in self.pairs(known | {name: value}, self.invited[place])
                for approved in range(least, min(most, self.approved) + 1)
            )
        ]

    def added(self, sums, pairs):
        """Sums of accepted -> sums of approved (as bits) that can be had with one more line."""
        found = {}
        for total, bits in sums.items():
            for accepted, (least, most) in pairs:
                if total + accepted <= self.accepted:
                    for approved in range(least, most + 1):
                        found[total + accepted] = found.get(total + accepted, 0) | bits << approved
        return found

    @staticmethod
    def pairs(known, invited):
        """Each number of accepted that a line may have, with the least and the most of them that may be approved."""
        found = []
        for accepted in [known[ACCEPTED]] if ACCEPTED in known else range(invited + 1):
            rest = invited - accepted - sum(known.get(name, 0) for name in NOT_ACCEPTED)
            if rest < 0 or (rest and all(name in known for name in NOT_ACCEPTED)):
                continue
            others = AFTER_YES[1:]
            most = accepted - sum(known.get(name, 0) for name in others)
            least = most if all(name in known for name in others) else 0
            if APPROVED in known:
                least, most = max(least, known[APPROVED]), min(most, known[APPROVED])
            if least <= most:
                found.append((accepted, (least, most)))
        return found


def width(values):
    return max(values) - min(values)


few = st.one_of(st.integers(0, 2), st.integers(0, 9))
some_lines = st.lists(
    st.fixed_dictionaries(dict.fromkeys((*NOT_ACCEPTED, *AFTER_YES), few)).map(lambda numbers: line(**numbers)),
    min_size=1,
    max_size=3,
)


@settings(max_examples=40, deadline=None)
@given(lines=some_lines, under=st.integers(LEAST, 9))
def test_no_number_held_back_can_be_worked_out_from_what_is_told(lines, under):
    shown = told(lines, under=under)
    reader, without = Reader(lines, shown), Reader(lines, [{} for _line in lines])
    for place, one in enumerate(lines):
        assert all(number >= under for number in shown[place].values())
        for name in NUMBERS:
            if name not in shown[place]:
                range_ = reader.possible(place, name)
                assert one[name] in range_, "the reader reads right"
                expected = min(LEAST, invited_of(one), width(without.possible(place, name)))
                assert width(range_) >= expected, (place, name, range_)


def test_numbers_that_are_large_enough_are_told():
    whole = line(
        declined=20, expired=12, cancelled=10, unanswered=11, approved=60, refused=10, withdrawn=10, lapsed=13, under_way=14
    )
    assert untold([whole], under=10) == [frozenset()]


def test_a_small_number_takes_the_next_smallest_of_its_sum_along():
    """A line of a usual week: nobody unanswered, a few cancelled; the sum of what is held back is known and says little."""
    week = line(declined=20, expired=30, cancelled=3, approved=70, refused=11, withdrawn=12, lapsed=13, under_way=14)
    assert untold([week], under=10) == [frozenset({"cancelled", "unanswered", "declined"})]


def test_the_total_of_the_season_gives_no_single_round_away():
    """Approved of one round alone would be the pool's total less the others: another round holds its own back."""
    after = {"refused": 11, "withdrawn": 12, "lapsed": 13, "under_way": 14}
    rounds = [line(declined=20, expired=20, cancelled=20, unanswered=20, approved=number, **after) for number in (3, 50, 40, 60)]
    held = untold(rounds, under=10)
    assert [APPROVED in names for names in held] == [True, False, True, False]
    assert not any(ACCEPTED in names for names in held)


def test_the_only_round_of_a_pool_whose_accepted_are_few_tells_nothing():
    assert untold([line(declined=20, expired=20, cancelled=20, unanswered=20, approved=4)], under=10) == [frozenset(NUMBERS)]


@pytest.mark.parametrize(("setting", "under"), [(0, 5), (5, 5), (10, 10), (20, 20)])
def test_the_limit_of_the_day_holds_and_is_never_under_five(setting, under):
    assert limit(setting) == under

"""Small numbers of persons, one by one and in totals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rounds.rules.banding import banded, told_total

UNDER = 10


@pytest.mark.parametrize(("number", "told"), [(0, "<10"), (9, "<10"), (10, "10"), (12_345, "12345")])
def test_a_number_under_the_limit_is_told_as_a_band(number, told):
    assert banded(number, under=UNDER) == told


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ([], (0, True)),
        ([40, 12], (52, True)),
        ([40, 3], (40, False)),
        ([40, 3, 4], (40, False)),
        ([40, 6, 4], (40, False)),
        ([40, 9, 9], (40, False)),
        ([40, 6, 4, 1], (51, True)),
        ([40, 9, 9, 8], (40, False)),
        ([40, 0, 0], (40, False)),
        ([9], (0, False)),
    ],
)
def test_a_total_is_exact_only_where_no_few_people_are_known_by_it(parts, told):
    assert told_total(parts, under=UNDER) == told


def splits(people, parts):
    """Into which numbers under the limit so many people may fall."""
    if parts == 1:
        return [(people,)] if 0 <= people < UNDER else []
    return [(one, *others) for one in range(min(UNDER, people + 1)) for others in splits(people - one, parts - 1)]


@given(st.lists(st.integers(0, 40), max_size=5))
def test_by_an_exact_total_no_small_part_is_known_to_less_than_its_whole_range(parts):
    total, exact = told_total(parts, under=UNDER)
    told = [number for number in parts if number >= UNDER]
    few = len(parts) - len(told)

    assert total == (sum(parts) if exact else sum(told))
    if exact and few:
        possible = splits(total - sum(told), few)
        assert all(len({split[place] for split in possible}) == UNDER for place in range(few))

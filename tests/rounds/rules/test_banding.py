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
        ([40, 6, 4], (50, True)),
        ([40, 0, 0], (40, False)),
        ([9], (0, False)),
    ],
)
def test_a_total_is_exact_only_where_no_few_people_are_known_by_it(parts, told):
    assert told_total(parts, under=UNDER) == told


@given(st.lists(st.integers(0, 40), max_size=12))
def test_what_a_total_adds_to_the_parts_that_are_told_is_nobody_or_many_people_of_several_parts(parts):
    total, exact = told_total(parts, under=UNDER)
    told = [number for number in parts if number >= UNDER]
    added = total - sum(told)

    assert total <= sum(parts)
    assert exact == (total == sum(parts) and (added >= UNDER or len(told) == len(parts)))
    assert added == 0 or (added >= UNDER and len(parts) - len(told) > 1)

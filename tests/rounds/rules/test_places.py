"""How many places a quota leaves."""

import pytest

from rounds.rules.places import Places


@pytest.mark.parametrize(
    ("quota", "unlimited", "approved", "left", "has_one"),
    [
        (None, False, 0, 0, False),
        (None, True, 0, None, True),
        (None, True, 9_000, None, True),
        (1, False, 0, 1, True),
        (1, False, 1, 0, False),
        (3, False, 1, 2, True),
        (0, False, 0, 0, False),
    ],
)
def test_places_left_of_a_quota(quota, unlimited, approved, left, has_one):
    places = Places(quota=quota, unlimited=unlimited, approved=approved)

    assert places.left() == left
    assert places.has_one() is has_one

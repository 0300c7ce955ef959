"""Numbers of passports as they are compared."""

import pytest

from profiles.rules.passport_numbers import passport_key


@pytest.mark.parametrize("typed", ["123A", "１２３Ａ", "123-a", "1 2 3 A"])
def test_a_number_is_the_same_in_signs_of_full_width(typed):
    assert passport_key(typed) == "123A"

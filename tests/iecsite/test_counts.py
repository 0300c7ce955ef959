"""Counts as each language writes them."""

import pytest

from iecsite import counts


@pytest.mark.parametrize(("count", "english", "french"), [(0, "0", "0"), (999, "999", "999"), (1234, "1,234", "1\u00a0234")])
def test_thousands_are_parted_as_the_language_does(count, english, french):
    assert (counts.number(count, "en"), counts.number(count, "fr")) == (english, french)


@pytest.mark.parametrize(("count", "english", "french"), [(0, "many", "one"), (1, "one", "one"), (2, "many", "many")])
def test_none_is_many_in_english_and_one_in_french(count, english, french):
    assert (counts.form(count, "en", "one", "many"), counts.form(count, "fr", "one", "many")) == (english, french)

"""Which typed domains look like a slip of one that many people use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.rules.mail_domains import NO_SLIP, WELL_USED, meant, slips

USED = {"mail.example.org": 900, "post.example.org": WELL_USED, "q.example": 400, "mail.example.com": NO_SLIP, "few.example": 49}


@pytest.mark.parametrize(("typed", "other"), [
    ("mail.exmaple.org", "mail.example.org"),
    ("mail.example.or", "mail.example.org"),
    ("mial.example.ogr", "mail.example.org"),
    ("mail.example.orgg", "mail.example.org"),
    ("post.exanple.org", "post.example.org"),
])  # fmt: skip
def test_a_slip_of_one_or_two_letters_is_noticed(typed, other):
    assert meant(typed, USED) == other


@pytest.mark.parametrize("typed", [
    "mail.example.org",  # used by many
    "mail.example.com",  # near another, and used by enough to be no slip
    "mial.exmaple.ogr",  # three slips
    "few.exampel",  # near one that too few use
    "elsewhere.example.net",
    "",
])  # fmt: skip
def test_what_is_no_slip_is_left_alone(typed):
    assert meant(typed, USED) is None


def test_in_short_names_two_other_letters_are_another_name():
    assert meant("qq.io", {"qx.io": 100}) == "qx.io"
    assert meant("qq.io", {"zx.io": 100}) is None


def test_the_nearest_is_suggested_and_of_two_as_near_the_one_that_more_use():
    assert meant("mail.example.oorg", {"mail.example.orgs": 900, "mail.example.org": 60}) == "mail.example.org"
    assert meant("bail.example.org", {"mail.example.org": 60, "hail.example.org": 70}) == "hail.example.org"


LETTERS = st.text(alphabet="abc.", max_size=8)


@given(LETTERS, LETTERS)
def test_slips_are_counted_alike_in_both_directions_and_cut_off_where_too_many(one, other):
    whole = slips(one, other, most=20)
    assert whole == slips(other, one, most=20)
    assert (whole == 0) == (one == other)
    for most in (0, 1, 2):
        cut = slips(one, other, most=most)
        assert cut == whole if whole <= most else cut > most

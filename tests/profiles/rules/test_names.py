"""What may stand in a name."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.rules import names
from profiles.rules.names import Fault

WORDS = st.text(st.characters(categories=["Lu", "Ll", "Lo", "Lt", "Lm"]), min_size=1, max_size=40)


@pytest.mark.parametrize(
    "name",
    [
        "Dvořák",
        "O'Brien",
        "O’Brien",
        "Jean-Luc",
        "María José",
        "Müller-Łoś",
        "王小明",
        "김 철수",
        "Þórr",
        "N. K.",
        "محمد",
        "می\u200cخواهم",
        "D'Souza (Rao)",
    ],
)
def test_names_as_people_write_them_pass(name):
    assert names.fault(names.tidy(name)) is None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a\x00b", Fault.HIDDEN),
        ("a\nb", Fault.HIDDEN),
        ("a\u202eb", Fault.HIDDEN),
        ("a\u2066b", Fault.HIDDEN),
        ("a\u200bb", Fault.HIDDEN),
        ("a\ufeffb", Fault.HIDDEN),
        ("a\ue000b", Fault.HIDDEN),
        ("R2D2", Fault.NOT_A_NAME_MARK),
        ("=cmd", Fault.NOT_A_NAME_MARK),
        ("a@b", Fault.NOT_A_NAME_MARK),
        ("😀", Fault.NOT_A_NAME_MARK),
        ("- -", Fault.NO_LETTER),
        ("a" * 121, Fault.TOO_LONG),
    ],
)
def test_what_is_no_name_says_why(text, fault):
    assert names.fault(text) == fault


@given(WORDS)
def test_letters_of_every_script_make_a_name(word):
    assert names.fault(unicodedata.normalize("NFC", word)) in {None, Fault.TOO_LONG}


@given(st.text(max_size=60))
def test_tidy_name_is_composed_and_stays_so(text):
    once = names.tidy(text)

    assert unicodedata.is_normalized("NFC", once)
    assert names.tidy(once) == once

"""Names and births of one person, as two passports of theirs may have them; and of two persons."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.rules.likeness import Keys, keys, same_name

BORN = date(2000, 5, 4)


def alike(one, other):
    """Which keys two names share."""
    first, second = keys(*one, BORN), keys(*other, BORN)
    return {name for name in Keys._fields if getattr(first, name) == getattr(second, name)}


@pytest.mark.parametrize(
    ("told", "lines", "cut", "same"),
    [
        ("Dvořák", "DVORAK", False, True),
        ("Sørensen", "SORENSEN", False, True),
        ("Suharto", "SUHARTO", False, True),
        ("Dvořák", "DVORAKOVA", False, False),
        ("Wolfeschlegelsteinhausenbergerdorff", "WOLFESCHLEGELSTEIN", True, True),
        ("Wolfe", "WOLFESCHLEGELSTEIN", True, False),
        ("Zoë", "", False, False),
        ("Παπαδόπουλος", "PAPADOPOULOS", False, True),
        ("王", "李", False, False),
        ("王", "王", False, True),
        ("", "", False, False),
    ],
)
def test_a_name_and_the_one_of_the_lines_are_one_in_the_letters_of_the_lines(told, lines, cut, same):
    assert same_name(told, lines, cut=cut) is same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(("Müller", "Zoé"), ("MUELLER", "ZOE"), id="diacritics"),
        pytest.param(("Müller", "Zoé"), ("Muller", "Zoe"), id="diacritics-left-out"),
        pytest.param(("Müller", "Zoé"), ("MUXXLLER", "ZOE"), id="diacritics-by-the-other-table"),
        pytest.param(("Sørensen", "Åse"), ("Soerensen", "Aase"), id="danish"),
        pytest.param(("Ibáñez", "Íñigo"), ("IBANXXEZ", "INXXIGO"), id="spanish"),
        pytest.param(("Strauß", "Jörg"), ("STRAUSS", "JOERG"), id="sharp-s"),
        pytest.param(("Łukasiewicz", "Þóra"), ("Lukasiewicz", "Thora"), id="letters-of-their-own"),
        pytest.param(("Шевченко", "Тарас"), ("Shevchenko", "Taras"), id="cyrillic"),
        pytest.param(("Παπαδόπουλος", "Γιώργος"), ("Papadopoulos", "Giorgos"), id="greek"),
        pytest.param(("王", "小明"), ("王", "小明"), id="without-a-rule"),
        pytest.param(("Nagy", "Anna"), ("Anna", "Nagy"), id="order"),
        pytest.param(("Kim", "Min-ji"), ("KIM", "MINJI"), id="parted-elsewhere"),
        pytest.param(("Maria Schmidt", "Anna"), ("Schmidt", "Anna Maria"), id="moved-to-the-other-field"),
        pytest.param(("O'Brien", "Seán"), ("OBRIEN", "SEAN"), id="apostrophe"),
        pytest.param(("Suharto", ""), ("SUHARTO", ""), id="one-name"),
        pytest.param(("Anna", "Anna"), ("ANNA", "ANNA"), id="the-same-twice"),
    ],
)
def test_one_person_written_in_two_ways_is_alike_by_all_letters(one, other):
    assert "whole" in alike(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(("Schmidt", "Anna Maria"), ("Schmidt", "Anna"), id="second-given-name"),
        pytest.param(("García López", "José"), ("Garcia", "Jose"), id="second-family-name"),
        pytest.param(("van der Berg", "Jan"), ("Berg", "Jan"), id="particles"),
        pytest.param(("Schmidt", "Anna Maria"), ("Anna", "Schmidt"), id="order-too"),
    ],
)
def test_a_name_left_out_is_alike_by_the_first_ones(one, other):
    assert alike(one, other) == {"short"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Exemple", "Camille"), ("Exemple", "Camila")),
        (("Exemple", "Camille"), ("Autre", "Camille")),
        (("Suharto", ""), ("Suharto", "Budi")),
        (("王", "小明"), ("李", "大文")),
    ],
)
def test_other_names_are_not_alike(one, other):
    assert alike(one, other) == set()


def test_another_birth_is_another_person_and_what_is_missing_is_like_nobody():
    assert keys("Exemple", "Camille", BORN).whole != keys("Exemple", "Camille", date(2000, 5, 5)).whole
    assert keys("Exemple", "Camille", None) == keys("", "Camille", BORN) == keys("-", "", BORN) == Keys("", "")


NAMES = st.text("abcdefghijklmnopqrstuvwxyzäåöøüñéłß' -", min_size=1, max_size=12)


@given(NAMES, NAMES)
def test_the_order_of_the_fields_changes_nothing(one, other):
    first, second = keys(one, other, BORN), keys(other, one, BORN)
    if first.whole and second.whole:
        assert first == second


@given(NAMES, NAMES, st.randoms())
def test_the_order_of_the_words_leaves_the_whole_key(one, other, chance):
    words = f"{one} {other}".split()
    chance.shuffle(words)
    shuffled = keys(words[0], " ".join(words[1:]), BORN).whole if words else ""
    straight = keys(one, other, BORN).whole
    if straight and shuffled:
        assert shuffled == straight

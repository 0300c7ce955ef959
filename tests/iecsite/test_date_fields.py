"""A day in three boxes."""

from datetime import date

import pytest
from django import forms
from django.utils import translation

from iecsite.date_fields import MONTHS, DayField, month_number


class Form(forms.Form):
    born = DayField(label="Born")


def form(day: str, month: str, year: str) -> Form:
    return Form({"born_0": day, "born_1": month, "born_2": year})


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3", 3),
        ("03", 3),
        ("March", 3),
        ("mars", 3),
        ("MAR", 3),
        ("févr.", 2),
        ("fev", 2),
        ("Août", 8),
        ("août".replace("û", "u\u0302"), 8),
        ("dec", 12),
        ("juin", 6),
        ("juil", 7),
        ("jui", None),
        ("ma", None),
        ("0", None),
        ("13", None),
        ("٣", None),
        ("marble", None),
        ("", None),
    ],
)
def test_month_may_be_a_number_or_a_word(text, number):
    assert month_number(text) == number


def test_every_month_is_known_by_its_three_letters_save_june_and_july():
    for number, names in enumerate(MONTHS, 1):
        assert {month_number(name) for name in names} == {number}


@pytest.mark.parametrize(
    ("boxes", "day"),
    [
        (("27", "3", "1999"), date(1999, 3, 27)),
        ((" 1 ", "janvier", "2000"), date(2000, 1, 1)),
        (("29", "2", "2004"), date(2004, 2, 29)),
    ],
)
def test_day_is_read(boxes, day):
    filled = form(*boxes)

    assert filled.is_valid(), filled.errors
    assert filled.cleaned_data["born"] == day


@pytest.mark.parametrize(
    ("boxes", "word"),
    [
        (("", "", ""), "day, month and year"),
        (("3", "", "1999"), "all three"),
        (("31", "2", "1999"), "calendar"),
        (("1", "13", "1999"), "month"),
        (("1", "1", "99"), "four digits"),
        (("x", "1", "1999"), "day"),
        (("1", "1", "1899"), "1900"),
        (("1\x00", "1", "1999"), "day"),
    ],
)
def test_wrong_day_is_told_which_box_and_keeps_what_was_typed(boxes, word):
    refused = form(*boxes)

    assert word in str(refused.errors["born"])
    assert all(f'value="{box.strip()}"' in str(refused["born"]) for box in boxes if box.isalnum())


def test_boxes_have_labels_in_the_language_of_the_page():
    with translation.override("fr"):
        shown = str(form("1", "1", "1999")["born"])

    assert shown.count("<label for=") == 3
    assert "id_born_0" in shown


def test_optional_day_may_be_empty():
    class Optional(forms.Form):
        left = DayField(required=False)

    empty = Optional({"left_0": "", "left_1": "", "left_2": ""})

    assert empty.is_valid()
    assert empty.cleaned_data["left"] is None

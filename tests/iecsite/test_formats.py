"""What Django itself prints and reads: forms, the admin, numbers in templates."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template
from django.utils import formats
from django.utils.translation import override

from iecsite import catalogue

NB = "\xa0"


@pytest.fixture(autouse=True)
def compiled():
    catalogue.compile_stale()


@pytest.mark.parametrize(
    ("language", "name", "expected"),
    [
        ("fr", "TIME_FORMAT", f"23{NB}h{NB}59"),
        ("en", "TIME_FORMAT", f"11:59{NB}pm"),
        ("fr", "DATETIME_FORMAT", f"3 mars 2027 à 23{NB}h{NB}59"),
        ("en", "DATETIME_FORMAT", f"March 3, 2027 at 11:59{NB}pm"),
        ("fr", "DATE_FORMAT", "3 mars 2027"),
        ("en", "DATE_FORMAT", "March 3, 2027"),
        ("fr", "SHORT_DATE_FORMAT", "2027-03-03"),
        ("en", "SHORT_DATE_FORMAT", "2027-03-03"),
    ],
)
def test_the_last_minute_of_a_day_prints_right(language, name, expected):
    with override(language):
        assert formats.date_format(datetime(2027, 3, 3, 23, 59), name) == expected


def test_french_time_does_not_print_the_hour_twice():
    with override("fr"):
        assert formats.time_format(time(23, 59)) == f"23{NB}h{NB}59"


@pytest.mark.parametrize(("language", "expected"), [("en", "12,345.6"), ("fr", f"12{NB}345,6")])
def test_numbers_are_grouped_as_each_language_does(language, expected):
    with override(language):
        assert formats.localize(12345.6) == expected


@pytest.mark.parametrize("language", ["en", "fr"])
def test_dates_are_read_in_one_order_only(language):
    with override(language):
        field = forms.DateField()
        assert field.clean("2027-03-04") == date(2027, 3, 4)
        with pytest.raises(forms.ValidationError):
            field.clean("03/04/2027")


@pytest.mark.parametrize(
    ("language", "expected"), [("en", "March 1, 2027 · $1,369.75"), ("fr", f"1er mars 2027 · 1{NB}369,75{NB}$")]
)
def test_filters_follow_the_language_of_the_page(language, expected):
    page = Template("{{ on|day }} · {{ fee|money }}")
    with override(language):
        assert page.render(Context({"on": date(2027, 3, 1), "fee": Decimal("1369.75")})) == expected

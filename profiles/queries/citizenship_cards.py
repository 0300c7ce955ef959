"""What each citizenship of a person opens: the terms of its agreement, beside what they used of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from profiles.models import Profile
from profiles.queries import agreements, profiles
from profiles.rules import participations
from profiles.rules.sentences import CATEGORY_NAMES
from profiles.rules.terms import Terms


@dataclass(frozen=True, kw_only=True)
class Row:
    """
    One category of an agreement. Ages in years, both ends inclusive, `months` the stay of the next participation; None: unknown.
    """

    category: str
    min_age: int | None
    max_age: int | None
    months: int | None
    once: bool


@dataclass(frozen=True, kw_only=True)
class Card:
    """
    One citizenship. `rows`: empty where there is no agreement in force; `allowed`: participations in all, None when unknown or
    not one number; `used`: None while the date of birth is not told.
    """

    code: str
    name: str
    rows: Sequence[Row]
    allowed: int | None
    used: int | None


def cards(profile: Profile, names: Mapping[str, str], *, on: date, language: str) -> list[Card]:
    """
    A card for each citizenship of a profile, in the order in which they were told. At most two queries besides the profile's.

    :param names: country code -> name as the page shows it
    :param language: `en` or `fr`
    """
    held = [one.country_id for one in profile.citizenships.all()]
    terms = agreements.terms_in_force(on) if held else ()
    facts = profiles.facts_of(profile)
    found = []
    for code in held:
        own = [one for one in terms if one.country == code and not one.stream]
        standings = [participations.standing(facts, one, on=on) if facts else None for one in own]
        allowed = {one.participations_on(on) for one in own}
        found.append(
            Card(
                code=code,
                name=names.get(code, code),
                rows=[_row(one, left, language) for one, left in zip(own, standings, strict=True)],
                allowed=allowed.pop() if len(allowed) == 1 else None,
                used=standings[0].used if standings and standings[0] is not None else None,
            )
        )
    return found


def _row(terms: Terms, left: participations.Standing | None, language: str) -> Row:
    return Row(
        category=CATEGORY_NAMES[language][terms.category],
        min_age=terms.min_age,
        max_age=terms.max_age,
        months=terms.max_stay_months if left is None else left.months,
        once=terms.repeat_category is False,
    )

"""Which terms changed between the day on which somebody answered the check and the day on which they read what it says."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from profiles.queries import agreements, organizations
from profiles.queries.row_names import Row
from profiles.rules import check_letter
from profiles.rules.terms import NOT_A_COUNTRY, Terms


def since(told: dict[str, Any], given_on: date, terms: Iterable[Terms], *, on: date) -> list[Row]:
    """
    The agreement rows of the person whose terms are others than they were, that are new or that ended, by country and category;
    with the letter of an organization its rows too. Nothing is asked of the database on the day itself.

    :param told: the answers of the check
    :param given_on: the day on which they were given
    :param terms: as they hold on the day, with those of organizations
    """
    if given_on >= on:
        return []
    held = told.get("citizenships", ())
    letter = bool(told.get("recognized_organization"))
    then = organizations.with_organizations(agreements.terms_in_force(given_on), on=given_on)
    before, now = _theirs(held, then, letter=letter), _theirs(held, terms, letter=letter)
    return sorted(row for row in before.keys() | now.keys() if before.get(row) != now.get(row))


def _theirs(held: Collection[str], terms: Iterable[Terms], *, letter: bool) -> dict[Row, Terms]:
    terms = tuple(terms)
    own = [one for one in terms if one.country in held and one.country not in NOT_A_COUNTRY]
    through = check_letter.routes(held, terms) if letter else ()
    # What organizations ask of the citizens of other countries is nothing to this person.
    narrowed = [replace(one, partners=tuple(each for each in one.partners if each.country in held)) for one in through]
    return {(one.country, one.category, one.stream): one for one in (*own, *narrowed)}

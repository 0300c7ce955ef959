"""What other answers would do to a person's pools, shown before they are saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from profiles.models import Profile
from profiles.queries import agreements, profiles, seasons
from profiles.rules.changed_facts import with_answers
from profiles.rules.facts import Facts
from profiles.rules.sections import Section
from profiles.rules.terms import Terms

# Country, category, stream.
Row = tuple[str, str, str]


@dataclass(frozen=True)
class Effect:
    """
    Pools that the person stays in, those that they leave, and agreement rows that open to them, each by country, category and
    stream.
    """

    stays: tuple[Row, ...] = ()
    leaves: tuple[Row, ...] = ()
    opens: tuple[Row, ...] = ()


def effect_of(profile: Profile, section: Section, values: dict[str, Any], *, on: date) -> Effect:
    """The effect of new answers of one section, invited on a day. Three queries."""
    told = profiles.facts_of(profile)
    if told is None:
        return Effect()
    season = seasons.calendar()(on)
    terms = agreements.terms_in_force(on)
    before = _open(told, terms, on=on, season=season)
    after = _open(with_answers(told, section, values), terms, on=on, season=season)
    held = pools_held(profile.pk)
    leaves = held & (before - after)
    return Effect(tuple(sorted(held - leaves)), tuple(sorted(leaves)), tuple(sorted(after - before)))


def pools_held(profile_id: int) -> set[Row]:
    """The agreement rows of the pools in which a profile waits, as the app above keeps them."""
    return set(import_string(settings.POOLS_HELD)(profile_id=profile_id))


def _open(facts: Facts, terms: Sequence[Terms], *, on: date, season: int | None) -> set[Row]:
    if not facts.citizenships:
        return set()
    found = profiles.verdicts_of_facts(facts, on=on, season=season, terms=terms)
    return {(one.country, one.category, one.stream) for one in found if one.eligible}

"""What other answers would do to a person's pools, shown before they are saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from profiles.models import Profile
from profiles.queries import agreements, organizations, profiles, seasons
from profiles.rules import eligibility
from profiles.rules.changed_facts import with_answers
from profiles.rules.facts import Facts
from profiles.rules.sections import Section
from profiles.rules.terms import Terms
from profiles.states import ProfileState

# Country, category, stream.
Row = tuple[str, str, str]

# Who holds an invitation, or has said yes to one.
DRAWN = frozenset({ProfileState.INVITED, ProfileState.APPLICANT})


@dataclass(frozen=True)
class Effect:
    """
    Pools that the person stays in, those that they leave, and agreement rows that open to them, each by country, category and
    stream. `drawn`: the pool that whoever is invited or an applicant was drawn from; `drawn_closes`: whether the answers that the
    person told so far take them there and the new ones do not.
    """

    stays: tuple[Row, ...] = ()
    leaves: tuple[Row, ...] = ()
    opens: tuple[Row, ...] = ()
    drawn: tuple[Row, ...] = ()
    drawn_closes: bool = False


def effect_of(profile: Profile, section: Section, values: dict[str, Any], *, on: date) -> Effect:
    """The effect of new answers of one section, invited on a day. Three queries, and two more at most."""
    told = profiles.facts_of(profile)
    if told is None:
        return Effect()
    season = seasons.calendar()(on)
    terms = agreements.terms_in_force(on)
    new = with_answers(told, section, values)
    through = told.organization is not None or new.organization is not None
    beside = organizations.terms_of_organizations(terms, on=on) if through else ()
    before = _open(told, terms, beside, on=on, season=season)
    after = _open(new, terms, beside, on=on, season=season)
    held = pools_held(profile.pk)
    leaves = held & (before - after)
    drawn = drawn_from(profile.pk) if profile.state in DRAWN else set()
    return Effect(
        stays=tuple(sorted(held - leaves)),
        leaves=tuple(sorted(leaves)),
        opens=tuple(sorted(after - before)),
        drawn=tuple(drawn),
        drawn_closes=bool(drawn & (before - after)),
    )


def moves_out(profile: Profile, values: dict[str, Any], *, on: date) -> bool:
    """
    Whether contact data would take somebody out of a pool, or out of the terms of the one that they were drawn from: the country
    of a mailing address may be the one that an agreement asks for. No query where that country stays the same.

    :param values: of the section of contact data
    """
    before = (profile.mailing_address or {}).get("country")
    if (values.get("mailing_address", profile.mailing_address) or {}).get("country") == before:
        return False
    found = effect_of(profile, Section.CONTACT, values, on=on)
    return bool(found.leaves) or found.drawn_closes


def pools_held(profile_id: int) -> set[Row]:
    """The agreement rows of the pools in which a profile waits, as the app above keeps them."""
    return set(import_string(settings.POOLS_HELD)(profile_id=profile_id))


def drawn_from(profile_id: int) -> set[Row]:
    """The agreement row of the pool from which somebody was drawn, as the app above keeps it; empty for whoever was not."""
    return set(import_string(settings.POOLS_HELD)(profile_id=profile_id, drawn=True))


def _open(facts: Facts, terms: Sequence[Terms], beside: Sequence[Terms], *, on: date, season: int | None) -> set[Row]:
    """`beside`: the terms of organizations, for whoever comes through one."""
    if not facts.citizenships:
        return set()
    held = terms if facts.organization is None else (*terms, *beside)
    found = eligibility.pool_verdicts(facts, held, on=on, season=season)
    return {(one.country, one.category, one.stream) for one in found if one.eligible}

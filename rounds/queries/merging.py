"""What happens when two profiles of one person become one: what moves, which pools begin and end; computed, nothing written."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from iecsite import clock
from profiles.models import Participation, Passport, Profile
from profiles.queries import profiles
from profiles.rules import eligibility
from profiles.rules.facts import Facts
from profiles.rules.facts import Participation as Stay
from profiles.rules.problems import Problem
from profiles.rules.terms import PARTNERS, Terms
from profiles.states import ProfileState
from rounds.models import Candidacy, Pool
from rounds.queries import pools
from rounds.states import IN_POOL, CandidacyState

# Citizenship, category, season, and whether a permit was issued: a letter that was never used does not count (E08).
Row = tuple[str | None, str | None, int | None, bool]


@dataclass(frozen=True)
class Merge:
    """
    `kept` goes on and `closed` ends. The first three are what `kept` has not told yet; `enters` are pools of `closed` that it
    enters, `lost` those that it cannot and why (no reason: the pool takes nobody now, or `kept` holds an invitation or an
    application), `leaves` its own pools that the added facts close.
    """

    kept: Profile
    closed: Profile
    passports: tuple[Passport, ...]
    citizenships: tuple[str, ...]
    participations: tuple[Participation, ...]
    facts: Facts
    terms: dict[int, Terms]
    stays: tuple[Candidacy, ...] = ()
    leaves: list[tuple[Candidacy, tuple[Problem, ...]]] = field(default_factory=list)
    enters: list[Pool] = field(default_factory=list)
    lost: list[tuple[Pool, tuple[Problem, ...]]] = field(default_factory=list)


def merge_of(kept: Profile, closed: Profile, *, at: datetime) -> Merge:
    """
    What putting two profiles together would do at a moment, in six queries. One of them may have ended with its case: where that
    one goes on, it takes over nothing.

    :param kept: and `closed`: with everything that their facts need (`profiles.whole`)
    """
    here = list(_pools(kept).order_by("pool__order"))
    theirs = list(_pools(closed).order_by("pool__order"))
    terms = pools.terms_of_pools([one.pool for one in (*here, *theirs)], at)
    added = ((), (), ()) if kept.state == ProfileState.ENDED else _added(kept, closed)
    facts = _together(kept, closed, added)
    found = Merge(kept, closed, *added, facts=facts, terms=terms, stays=tuple(here))
    before, on = profiles.facts_of(kept), clock.home_date(at)
    assert before is not None, "a sent profile has told its facts"
    for one in here:
        if one.state == CandidacyState.WAITING and not _problems(before, one.pool, terms, on):
            problems = _problems(facts, one.pool, terms, on)
            if problems:
                found.leaves.append((one, problems))
    season = pools.open_season(at)
    for pool in [one.pool for one in theirs if one.pool_id not in {mine.pool_id for mine in here}]:
        problems = _problems(facts, pool, terms, on)
        # An organization's pool asks for the letter in the profile: the letter is handed on, and the person enters with it.
        here_now = season is not None and pool.season_id == season.pk and pool.country_id != PARTNERS
        takes = here_now and pools.takes_candidates(pool, at)
        if takes and not problems and pool.pk in terms and kept.state == ProfileState.ACTIVE:
            found.enters.append(pool)
        else:
            found.lost.append((pool, problems))
    return found


def _pools(profile: Profile):
    return Candidacy.objects.filter(profile=profile, state__in=sorted(IN_POOL)).select_related("pool__country", "pool__season")


def _added(kept: Profile, closed: Profile) -> tuple[tuple[Passport, ...], tuple[str, ...], tuple[Participation, ...]]:
    passports = {(one.country_id, one.number_key) for one in kept.passports.all()}
    citizenships = {one.country_id for one in kept.citizenships.all()}
    told = {_row(one) for one in kept.participations.all()}
    # Whoever used a letter in one profile and not in the other did use it.
    stays = told | {(*row[:3], False) for row in told}
    return (
        tuple(one for one in closed.passports.all() if (one.country_id, one.number_key) not in passports),
        tuple(one.country_id for one in closed.citizenships.all() if one.country_id not in citizenships),
        tuple(one for one in closed.participations.all() if _row(one) not in stays),
    )


def _row(one: Participation) -> Row:
    return one.citizenship_id, one.category, one.season, one.permit_issued_on is not None


def _row_of_facts(one: Stay) -> Row:
    return one.citizenship, one.category, one.season, one.permit_issued is not None


def _together(kept: Profile, closed: Profile, added: tuple[Sequence[Passport], Sequence[str], Sequence[Participation]]) -> Facts:
    mine, theirs = profiles.facts_of(kept), profiles.facts_of(closed)
    assert mine is not None, "a sent profile has told its facts"
    new = {_row(one) for one in added[2]}
    held = {(one.country_id, one.document) for one in profiles.held_passports(kept)}
    more = [one for one in added[0] if not one.replaced and (one.country_id, one.document) not in held]
    stays: tuple[Stay, ...] = () if theirs is None else theirs.participations
    return dataclasses.replace(
        mine,
        citizenships=(*mine.citizenships, *added[1]),
        other_passports=(*mine.other_passports, *map(profiles.document_of, reversed(more))),
        participations=(*mine.participations, *(one for one in stays if _row_of_facts(one) in new)),
    )


def _problems(facts: Facts, pool: Pool, terms: dict[int, Terms], on) -> tuple[Problem, ...]:
    held = terms.get(pool.pk)
    return () if held is None else eligibility.pool_problems(facts, held, on=on, season=pool.season_id)

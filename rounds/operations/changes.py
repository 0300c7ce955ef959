"""Changed answers: the person leaves the pools that they close, stays in the others, and grows too old on another day."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from iecsite import clock
from profiles.operations import letters as outbox
from profiles.queries import profiles
from profiles.rules import eligibility
from profiles.rules.facts import Facts
from profiles.rules.problems import Problem
from profiles.rules.terms import Terms
from rounds.letters import candidacies as letters
from rounds.models import Candidacy
from rounds.operations import candidacies
from rounds.queries import pools
from rounds.states import IN_POOL, CandidacyState, Departure

if TYPE_CHECKING:
    from profiles.models import User


def follow(*, profile_id: int, closed: Iterable[tuple[str, str, str]], by: "User", at: datetime) -> list[Candidacy]:
    """
    Let a person's candidacies follow their new answers, inside the caller's transaction, which holds the profile.

    They leave the pools of the rows that the answers closed, with one letter a pool that says why; in the others the
    day on which they grow too old is set anew.

    :param closed: country, category and stream of agreement rows
    :returns: the candidacies that ended
    """
    keys = set(closed)
    held = Candidacy.objects.filter(profile=profile_id, state__in=sorted(IN_POOL))
    here = list(held.select_related("pool__country", "profile__user").order_by("pool__order"))
    waiting = [one for one in here if one.state == CandidacyState.WAITING]
    gone = [one for one in waiting if (one.pool.country_id, one.pool.category, one.pool.stream) in keys]
    candidacies.end_for(gone, reason=Departure.CHANGED, at=at)
    candidacies.record("pool_left", gone, by=by, at=at, reason=Departure.CHANGED)
    facts = profiles.facts_of(profiles.whole().get(pk=profile_id)) if here else None
    if facts is None:
        return gone
    terms = pools.terms_of_pools([one.pool for one in here], at)
    remaining = len(waiting) - len(gone)
    outbox.queue_letters(
        (letters.left_pool(one, remaining=remaining, because=_why(one, facts, terms, at)) for one in gone), at=at
    )
    _set_age_limits([one for one in here if one not in gone], facts, terms)
    return gone


def _why(one: Candidacy, facts: Facts, terms: Mapping[int, Terms], at: datetime) -> tuple[Problem, ...]:
    held = terms.get(one.pool_id)
    if held is None:
        return ()
    return eligibility.pool_problems(facts, held, on=clock.home_date(at), season=one.pool.season_id)


def _set_age_limits(here: Iterable[Candidacy], facts: Facts, terms: Mapping[int, Terms]) -> None:
    moved = []
    for one in here:
        held = terms.get(one.pool_id)
        limit = candidacies.first_day_too_old(facts, held) if held else one.too_old_on
        if limit != one.too_old_on:
            one.too_old_on = limit
            moved.append(one)
    Candidacy.objects.bulk_update(moved, ["too_old_on"])

"""Pools of the loaded programme, people in them, and people invited."""

import itertools
from datetime import datetime
from typing import Any

from django.db import transaction

from profiles.models import Profile
from profiles.operations import profiles
from rounds.models import Candidacy, Invitation, LedgerLine, Pool, Round
from rounds.operations import candidacies, places
from rounds.queries.ledger import ledger
from rounds.rules.calendar import answer_deadline
from rounds.states import CandidacyState
from tests.factories import people

_numbers = itertools.count(1)


def pool(code: str = "FR-WH", *, season: int = 2026, **changes: Any) -> Pool:
    """
    A pool of the programme.

    :param changes: columns set for this test, such as `quota=1`; letters in `approved` that no application of the test has are
        written into the ledger too, since the database holds the two against each other
    """
    if changes:
        with transaction.atomic():
            Pool.objects.filter(season=season, code=code).update(**changes)
            if "approved" in changes:
                _letters_of_nobody(Pool.objects.get(season=season, code=code))
    return Pool.objects.select_related("country", "season").get(season=season, code=code)


def place_for_nobody(pool: Pool) -> bool:
    """Take a place as an approval does, inside the caller's transaction, with its line in the ledger but no application."""
    taken = places.take_place(pool_id=pool.pk)
    if taken:
        LedgerLine.objects.create(pool=pool, issued=1, approved=1)
    return taken


def _letters_of_nobody(pool: Pool) -> None:
    missing = pool.approved - ledger(pool.pk).approved
    if missing:
        LedgerLine.objects.create(pool=pool, issued=missing, approved=missing)


def candidate(*codes: str, at: datetime, season: int = 2026, **person: Any) -> Profile:
    """A person with a profile, waiting in the pools of these codes; as `people.active_profile` otherwise."""
    profile = people.active_profile(at=at, **person)
    if codes:
        ids = [pool(code, season=season).pk for code in codes]
        candidacies.enter_many(profile_id=profile.pk, pool_ids=ids, by=profile.user, at=at)
    return profile


def invited(
    code: str = "FR-WH", *, at: datetime, others: tuple[str, ...] = (), rule: str = "date_line", **person: Any
) -> Invitation:
    """
    A person who was invited at `at` from one pool, and still waits in others.

    It writes what the last step of a round writes for one person, without the round's list and draw, so that a test of answers
    needs no draw.
    """
    profile = candidate(code, *others, at=at, **person)
    return invitation_for(profile, code, at=at, rule=rule)


def invitation_for(profile: Profile, code: str, *, at: datetime, rule: str = "date_line") -> Invitation:
    """The same for somebody who waits in the pool already."""
    candidacy = Candidacy.objects.get(profile=profile, pool__code=code, state=CandidacyState.WAITING)
    this_round = Round.objects.create(
        season_id=candidacy.pool.season_id,
        code=f"T-{next(_numbers):06d}",
        freeze_at=at,
        draw_at=at,
        planned_by=profile.user,
        planned_at=at,
    )
    profiles.become_invited(profile_ids=[profile.pk], at=at)
    Candidacy.objects.filter(pk=candidacy.pk).update(state=CandidacyState.INVITED)
    answer_by, lapses_at = answer_deadline(at, rule)
    return Invitation.objects.create(
        round=this_round,
        pool_id=candidacy.pool_id,
        profile=profile,
        candidacy=candidacy,
        issued_at=at,
        answer_by=answer_by,
        lapses_at=lapses_at,
        deadline_rule=rule,
    )

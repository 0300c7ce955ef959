"""Deciding pairs of profiles that seem to be one person's: they become one profile, or both are kept."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from iecsite.refusal import Refused
from profiles.operations import duplicates as lower
from profiles.operations import letters as outbox
from profiles.operations import merging, profiles
from profiles.queries.duplicates import sides
from profiles.queries.profiles import whole
from profiles.states import SENT, ProfileState, Removal
from rounds.letters import duplicates as letters
from rounds.models import Candidacy
from rounds.operations import candidacies, letters_of_organizations
from rounds.queries.merging import Merge, merge_of
from rounds.states import CandidacyState, Departure

if TYPE_CHECKING:
    from profiles.models import Duplicate, Profile, User


class CannotClose(Refused):
    """The two cannot become one profile now."""


@transaction.atomic(durable=True)
def keep_both(*, duplicate_id: int, reason: str, by: "User", at: datetime) -> "Duplicate":
    """
    Decide that the two are two persons; the newer profile takes part in rounds from now on, and its owner hears so if they were
    told that it is checked. The pair is not shown again.

    :raises profiles.operations.duplicates.CannotDecide: without a reason, or when it was decided already
    """
    return lower.keep(duplicate_id=duplicate_id, reason=reason, by=by, at=at)


@transaction.atomic(durable=True)
def merge(*, duplicate_id: int, kept_id: int, reason: str, by: "User", at: datetime) -> "Duplicate":
    """
    Decide that the two are one person: one profile goes on and takes over what only the other has told (passports, citizenships,
    earlier participations, letters of organizations) and the pools that it may be in; the other ends and leaves its pools. Both
    accounts are written to.

    :param kept_id: the profile that goes on
    :raises profiles.operations.duplicates.CannotDecide: without a reason, for a profile that is none of the two, or when it was
        decided already
    :raises CannotClose: while the other profile is invited or an applicant's, or when one of them has ended
    """
    older_id, newer_id = sides(duplicate_id)
    # The profiles first, then the pair: whoever sends or changes a profile at this moment takes them in the same order.
    both = whole().select_for_update(of=("self",), no_key=True).filter(pk__in=[older_id, newer_id]).order_by("pk")
    held = {one.pk: one for one in both}
    decided = lower.close(duplicate_id=duplicate_id, kept_id=kept_id, reason=reason, by=by, at=at)
    closed_id = newer_id if kept_id == older_id else older_id
    kept, closed = held[kept_id], held[closed_id]
    check_may_merge(kept, closed)
    found = merge_of(kept, closed, at=at)
    _end(closed_id, by=by, at=at)
    merging.take_over(
        kept,
        passports=found.passports,
        citizenships=found.citizenships,
        participations=found.participations,
        by=by,
        at=at,
    )
    letters_of_organizations.hand_on(account_id=closed.user_id, to_account_id=kept.user_id)
    _change_pools(found, by=by, at=at)
    outbox.queue_letters(letters.merged(decided, found), at=at)
    return decided


def check_may_merge(kept: "Profile", closed: "Profile") -> None:
    """:raises CannotClose: when the profiles stand where the one cannot end, or the other cannot go on"""
    if closed.state in {ProfileState.INVITED, ProfileState.APPLICANT}:
        raise CannotClose(
            "The profile that would be closed is invited or has an application. Let that one go on, or decide there first.",
            "Le profil qui serait fermé a une invitation ou une demande en cours. Laissez celui-là continuer, ou décidez d'abord "
            "à cet endroit.",
        )
    if closed.state not in SENT or kept.state not in SENT:
        raise CannotClose(
            "One of the two profiles has ended, so there is nothing to put together. Keep both.",
            "L'un des deux profils a pris fin; il n'y a donc rien à réunir. Gardez les deux.",
        )


def _end(profile_id: int, *, by: "User", at: datetime) -> None:
    profiles.remove(profile_id=profile_id, reason=Removal.DUPLICATE, by=by, at=at)
    ended = candidacies.leave_all(profile_id=profile_id, reason=Departure.DUPLICATE, at=at, state=CandidacyState.REMOVED)
    candidacies.record("pool_left", ended, by=by, at=at, reason=Departure.DUPLICATE)


def _change_pools(found: Merge, *, by: "User", at: datetime) -> None:
    gone = [one for one, _problems in found.leaves]
    candidacies.end_for(gone, reason=Departure.CHANGED, at=at)
    candidacies.record("pool_left", gone, by=by, at=at, reason=Departure.CHANGED)
    entered = Candidacy.objects.bulk_create(
        Candidacy(
            profile=found.kept,
            pool=pool,
            entered_at=at,
            too_old_on=candidacies.first_day_too_old(found.facts, found.terms[pool.pk]),
        )
        for pool in found.enters
    )
    candidacies.record("pool_entered", entered, by=by, at=at)

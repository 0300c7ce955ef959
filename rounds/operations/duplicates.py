"""Deciding pairs of profiles that seem to be one person's: the newer one is closed, or both are kept."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from iecsite.refusal import Refused
from profiles.operations import duplicates as lower
from profiles.operations import letters as outbox
from profiles.operations import profiles
from profiles.states import ProfileState, Removal
from rounds.operations import candidacies
from rounds.states import CandidacyState, Departure

if TYPE_CHECKING:
    from profiles.models import Duplicate, User


class CannotClose(Refused):
    """The newer profile cannot be closed now."""


@transaction.atomic(durable=True)
def keep_both(*, duplicate_id: int, reason: str, by: "User", at: datetime) -> "Duplicate":
    """
    Decide that the two are two persons; the newer profile takes part in rounds from now on.

    :raises profiles.operations.duplicates.CannotDecide: without a reason, or when it was decided already
    """
    return lower.keep(duplicate_id=duplicate_id, reason=reason, by=by, at=at)


@transaction.atomic(durable=True)
def close_newer(*, duplicate_id: int, reason: str, by: "User", at: datetime) -> "Duplicate":
    """
    Decide that the two are one person: the newer profile ends and leaves its pools, the older one keeps its places.

    :raises profiles.operations.duplicates.CannotDecide: without a reason, or when it was decided already
    :raises CannotClose: while the newer profile is invited, an applicant's, or has ended
    """
    decided = lower.close(duplicate_id=duplicate_id, reason=reason, by=by, at=at)
    if decided.newer.state != ProfileState.ACTIVE:
        raise CannotClose(
            "The newer profile is invited, has an application, or has ended. Decide there first.",
            "Le profil le plus récent a une invitation ou une demande en cours, ou a pris fin. Décidez d'abord à cet endroit.",
        )
    profiles.remove(profile_id=decided.newer_id, reason=Removal.DUPLICATE, by=by, at=at)
    ended = candidacies.leave_all(profile_id=decided.newer_id, reason=Departure.DUPLICATE, at=at, state=CandidacyState.REMOVED)
    candidacies.record("pool_left", ended, by=by, at=at, reason=Departure.DUPLICATE)
    outbox.queue_letter(outbox.letter_of(decided.newer, "duplicate_closed", mark=str(decided.pk)), at=at)
    return decided

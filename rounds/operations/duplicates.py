"""Deciding pairs of profiles that seem to be one person's: they become one profile, or both are kept."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from iecsite import clock
from iecsite.refusal import Refused
from profiles.operations import duplicates as lower
from profiles.operations import letters as outbox
from profiles.operations import merging, profiles
from profiles.queries.duplicates import sides
from profiles.queries.profiles import facts_of, letter_still_out, whole
from profiles.rules.sentences import sentence
from profiles.states import COUNTS_FOR_ITS_PERSON, SENT, ProfileState, Removal
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
    Decide that the two are two persons; the profile that was held back takes part in rounds from now on, and its owner hears so
    if they were told that it is checked. The pair is not shown again.

    :raises profiles.operations.duplicates.CannotDecide: without a reason, or when it was decided already
    """
    return lower.keep(duplicate_id=duplicate_id, reason=reason, by=by, at=at)


@transaction.atomic(durable=True)
def merge(*, duplicate_id: int, kept_id: int, reason: str, by: "User", at: datetime) -> "Duplicate":
    """
    Decide that the two are one person: one profile goes on and takes over what only the other has told (passports, citizenships,
    earlier participations, letters of organizations) and the pools that it may be in; the other ends and leaves its pools. Both
    accounts are written to. Where the one that goes on has ended with its case, the other is closed and nothing is taken over.

    :param kept_id: the profile that goes on
    :raises profiles.operations.duplicates.CannotDecide: without a reason, for a profile that is none of the two, or when it was
        decided already
    :raises CannotClose: while the other profile is invited or an applicant's, when there is nothing to put together, or a letter
        of introduction of the other account is out
    """
    older_id, newer_id = sides(duplicate_id)
    # The profiles first, then the pair: whoever sends or changes a profile at this moment takes them in the same order.
    both = whole().select_for_update(of=("self",), no_key=True).filter(pk__in=[older_id, newer_id]).order_by("pk")
    held = {one.pk: one for one in both}
    decided = lower.close(duplicate_id=duplicate_id, kept_id=kept_id, reason=reason, by=by, at=at)
    closed_id = newer_id if kept_id == older_id else older_id
    kept, closed = held[kept_id], held[closed_id]
    check_may_merge(kept, closed, at=at)
    found = merge_of(kept, closed, at=at)
    if closed.state in SENT:
        _end(closed_id, by=by, at=at)
    if kept.state in SENT:
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


def check_may_merge(kept: "Profile", closed: "Profile", *, at: datetime) -> None:
    """
    :param kept: and `closed`: with everything that their facts need (`profiles.whole`)
    :raises CannotClose: when the profiles stand where the one cannot end, or the other cannot go on
    """
    if closed.state in {ProfileState.INVITED, ProfileState.APPLICANT}:
        raise CannotClose(
            "The profile that would be closed is invited or has an application. Let that one go on, or decide there first.",
            "Le profil qui serait fermé a une invitation ou une demande en cours. Laissez celui-là continuer, ou décidez d'abord "
            "à cet endroit.",
        )
    there = [one for one in (kept, closed) if one.state in SENT]
    known = all(one.state in COUNTS_FOR_ITS_PERSON and facts_of(one) is not None for one in (kept, closed))
    if not there or not known:
        raise CannotClose(
            "One of the two profiles has left, or both have ended, so there is nothing to put together. Keep both.",
            "L'un des deux profils n'est plus là, ou les deux ont pris fin; il n'y a donc rien à réunir. Gardez les deux.",
        )
    letter = letter_still_out(closed, on=clock.home_date(at), also=kept) if closed.state == ProfileState.ENDED else None
    if letter is not None:
        raise CannotClose(
            "The account whose profile has ended holds a letter of introduction that was not used. Let that one go on; the other "
            f"profile is then closed. {sentence(letter, 'en')}",
            "Le compte dont le profil a pris fin détient une lettre d'introduction non utilisée. Laissez ce profil-là continuer; "
            f"l'autre est alors fermé. {sentence(letter, 'fr')}",
        )


def _end(profile_id: int, *, by: "User", at: datetime) -> None:
    profiles.remove(profile_id=profile_id, reason=Removal.DUPLICATE, by=by, at=at)
    ended = candidacies.leave_all(profile_id=profile_id, reason=Departure.DUPLICATE, at=at, state=CandidacyState.REMOVED)
    candidacies.record("pool_left", ended, by=by, at=at, reason=Departure.DUPLICATE)


def _change_pools(found: Merge, *, by: "User", at: datetime) -> None:
    gone = [one for one, _problems in found.leaves]
    candidacies.end_for(gone, reason=Departure.CHANGED, at=at)
    candidacies.record("pool_left", gone, by=by, at=at, reason=Departure.CHANGED)
    entered = candidacies.begin(
        [
            Candidacy(
                profile=found.kept,
                pool=pool,
                entered_at=at,
                too_old_on=candidacies.first_day_too_old(found.facts, found.terms[pool.pk]),
            )
            for pool in found.enters
        ]
    )
    candidacies.record("pool_entered", entered, by=by, at=at)

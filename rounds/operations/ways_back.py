"""Back into the pool after a no, or out of it with the letter that says why."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from profiles.operations import letters as outbox
from profiles.operations.letters import Draft
from profiles.queries import profiles
from rounds.letters import candidacies as letters
from rounds.letters import new_terms as terms_letters
from rounds.letters import organizations as organization_letters
from rounds.models import Candidacy, Invitation
from rounds.operations import candidacies
from rounds.queries.way_back import WayBack
from rounds.states import CandidacyState, Departure

if TYPE_CHECKING:
    from profiles.models import User


def follow(invitation: Invitation, found: WayBack, *, by: "User", at: datetime) -> None:
    """
    Put the candidacy that a declined invitation was drawn from back into its pool, or end it where something keeps it out.

    Inside the caller's transaction, which holds the profile and writes the letter about the no.
    """
    held = Candidacy.objects.filter(pk=invitation.candidacy_id, state=CandidacyState.INVITED)
    here = list(held.select_related("pool__country", "profile__user"))
    if found.kept_out is None:
        _return(here, found)
        return
    candidacies.end_for(here, reason=found.kept_out, at=at)
    candidacies.record("pool_left", here, by=by, at=at, reason=found.kept_out)
    outbox.queue_letters((draft for one in here for draft in _why(one, found, at)), at=at)


def _return(here: list[Candidacy], found: WayBack) -> None:
    """The day of growing too old is set anew: while they were invited their answers or the terms may have moved it."""
    for one in here:
        facts = profiles.facts_of(profiles.whole().get(pk=one.profile_id))
        assert facts is not None, "a sent profile has told its facts"
        assert found.terms is not None, "whoever goes back was judged by terms"
        one.state, one.too_old_on = CandidacyState.WAITING, candidacies.first_day_too_old(facts, found.terms)
        one.save(update_fields=["state", "too_old_on"])


def _why(one: Candidacy, found: WayBack, at: datetime) -> Iterator[Draft]:
    if found.kept_out == Departure.AGED_OUT:
        return
    remaining = candidacies.still_waiting([one])[one.profile_id]
    if found.kept_out == Departure.TERMS_CHANGED:
        yield terms_letters.terms_changed(one, found.problems, terms=found.terms, remaining=remaining, since=found.since, at=at)
    elif found.kept_out == Departure.LETTER_ENDED:
        why = "withdrawn" if found.recognized else "organization"
        yield organization_letters.letter_ended(one, why=why, remaining=remaining, at=at)
    else:
        yield letters.left_pool(one, remaining=remaining, because=found.problems)

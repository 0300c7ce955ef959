"""A changed answer that closes pools: the person leaves those, and stays in the others."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from profiles.operations import letters as outbox
from rounds.letters import candidacies as letters
from rounds.models import Candidacy
from rounds.operations import candidacies
from rounds.states import CandidacyState, Departure

if TYPE_CHECKING:
    from profiles.models import User


def leave_closed(*, profile_id: int, rows: Iterable[tuple[str, str, str]], by: "User", at: datetime) -> list[Candidacy]:
    """
    Take a person out of the pools of agreement rows that an answer of theirs closed, inside the caller's transaction, which
    holds the profile; one letter a pool.

    :param rows: country, category and stream
    :returns: the candidacies that ended
    """
    keys = set(rows)
    here = list(
        Candidacy.objects.filter(profile=profile_id, state=CandidacyState.WAITING)
        .select_related("pool__country", "profile__user")
        .order_by("pool__order")
    )
    gone = [one for one in here if (one.pool.country_id, one.pool.category, one.pool.stream) in keys]
    candidacies.end_for(gone, reason=Departure.CHANGED, at=at)
    candidacies.record("pool_left", gone, by=by, at=at, reason=Departure.CHANGED)
    remaining = len(here) - len(gone)
    outbox.queue_letters((letters.left_pool(one, remaining=remaining) for one in gone), at=at)
    return gone

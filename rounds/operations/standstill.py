"""A round that stands still is no secret of the log: whoever works on rounds is written to, once for each stop."""

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from profiles.operations import letters as outbox
from profiles.queries import accounts
from rounds.letters import stops as words
from rounds.models import Round
from rounds.queries import randomness
from rounds.states import RoundState

if TYPE_CHECKING:
    from profiles.models import User

logger = logging.getLogger(__name__)

RIGHTS = ("rounds.plan_round", "rounds.approve_round")
# A relay is away for minutes now and then; after so long somebody should look.
SILENT_FOR = timedelta(hours=1)


def tell_of_stop(round_: Round, *, reason: str, at: datetime) -> None:
    """Write to whoever works on rounds that one was put aside, inside the caller's transaction."""
    logger.error("Round %s was put aside after %s: %s", round_.code, round_.state, reason)
    outbox.queue_letters([words.stopped(one, round_, reason=reason, at=at) for one in _readers()], at=at)


@transaction.atomic(durable=True)
def tell_of_silence(*, at: datetime) -> list[Round]:
    """
    Write to whoever works on rounds that the value of a round's beacon is an hour late. Safe to run twice: one letter a person
    and round.

    :returns: the rounds that wait so
    """
    late = {one.round for one in randomness.due(at) if at >= one.round.draw_at + SILENT_FOR}
    found = list(
        Round.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
        .filter(pk__in={one.pk for one in late}, state=RoundState.PUBLISHED)
        .order_by("code")
    )
    if found:
        readers = _readers()
        outbox.queue_letters([words.value_missing(one, round_) for round_ in found for one in readers], at=at)
    return found


def _readers() -> list["User"]:
    """Whoever plans or approves rounds, each once."""
    return list({one.pk: one for right in RIGHTS for one in accounts.staff_with(right)}.values())

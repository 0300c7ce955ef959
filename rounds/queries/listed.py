"""Who stands in the list of a round that is not over: their answers and pools wait until it is."""

from collections.abc import Iterable
from datetime import datetime

from rounds.models import Ticket
from rounds.states import RoundState

# From the freeze until everybody is invited, or the round is void.
STANDING = (RoundState.FROZEN, RoundState.PUBLISHED, RoundState.SEEDED, RoundState.DRAWN, RoundState.CHECKED)


def listed(*, profile_ids: Iterable[int]) -> dict[int, datetime]:
    """
    Those of some profiles that stand in a list which is fixed and not drawn to its end. One query.

    :returns: profile id -> the moment of the draw; of several, the last
    """
    rows = Ticket.objects.filter(profile__in=list(profile_ids), round__state__in=STANDING)
    return dict(rows.order_by("round__draw_at").values_list("profile_id", "round__draw_at"))

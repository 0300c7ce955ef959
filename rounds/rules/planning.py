"""What to think about before a round is approved. Nothing here forbids a plan; the quota itself is held at the approval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from rounds.rules.places import Places
from rounds.rules.weeks import monday_of


@dataclass(frozen=True, slots=True)
class Caution:
    """A reason to look twice: a code and the numbers that its sentence needs."""

    code: str
    params: Mapping[str, int | str | date] = field(default_factory=dict)


def cautions(
    *,
    invite: int,
    candidates: int,
    places: Places,
    open_invitations: int,
    first_round_on: date | None,
    drawn_on: date,
) -> tuple[Caution, ...]:
    """
    What stands against inviting so many from a pool, most serious first.

    :param candidates: who wait in the pool and could be drawn
    :param open_invitations: invitations of earlier rounds that nobody has answered
    :param drawn_on: the Eastern day of the draw
    """
    if not invite:
        return ()
    found = []
    left = places.left()
    if places.quota is None and not places.unlimited:
        found.append(Caution("quota_to_be_announced"))
    elif left is not None and invite > left:
        found.append(Caution("more_than_places", {"invite": invite, "places": left}))
    elif left is not None and invite + open_invitations > left:
        found.append(Caution("more_with_open", {"invite": invite, "open": open_invitations, "places": left}))
    if not candidates:
        found.append(Caution("nobody_waits"))
    elif invite > candidates:
        found.append(Caution("more_than_candidates", {"invite": invite, "candidates": candidates}))
    if first_round_on is not None and monday_of(drawn_on) < monday_of(first_round_on):
        found.append(Caution("before_first_round", {"first_round_on": first_round_on}))
    return tuple(found)

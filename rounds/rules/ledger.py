"""
The ledger of places of a pool: where every invitation that was ever issued stands now, and what is left of the quota.

The published figures name quota, invitations, and spots (WEB-CH, read 2026-11-23); the stages between them are the programme's
own: invited, accepted, applied, decided. A place is used up by a letter of introduction alone; whoever is still under way may
take one, so a place is free only where nobody under way could claim it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from rounds.rules.places import Places

UNDER_WAY = ("unanswered", "accepted", "applied", "awaiting")
"""May still end approved: invited and asked, accepted, sent in, approved and waiting for a place."""
LOST = ("refused", "withdrawn", "lapsed", "declined", "expired", "cancelled")
"""Over without a letter: these took no place, or gave it back."""
STAGES = (*UNDER_WAY, "approved", *LOST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """
    One pool's ledger. Every invitation stands in exactly one stage.

    `unanswered`: open invitations; `accepted`: said yes, nothing sent yet; `applied`: sent, no decision; `awaiting`: approved,
    awaiting a place; `approved`: has the letter; `lapsed`: said yes, never sent; `expired`: never answered.
    """

    issued: int = 0
    unanswered: int = 0
    accepted: int = 0
    applied: int = 0
    awaiting: int = 0
    approved: int = 0
    refused: int = 0
    withdrawn: int = 0
    lapsed: int = 0
    declined: int = 0
    expired: int = 0
    cancelled: int = 0

    @property
    def balances(self) -> bool:
        """Whether every issued invitation stands in one stage, and none in a stage with fewer than nobody."""
        stages = [getattr(self, stage) for stage in STAGES]
        return self.issued == sum(stages) and min(stages) >= 0

    @property
    def under_way(self) -> int:
        """People who may still end approved."""
        return sum(getattr(self, stage) for stage in UNDER_WAY)

    @property
    def lost(self) -> int:
        """People whose invitation came to nothing."""
        return sum(getattr(self, stage) for stage in LOST)

    @property
    def said_yes(self) -> int:
        """Invitations that were ever accepted, whatever became of them."""
        return sum(
            getattr(self, stage) for stage in ("accepted", "applied", "awaiting", "approved", "refused", "withdrawn", "lapsed")
        )

    def unused(self, places: Places) -> int | None:
        """
        Places that nobody has and nobody under way could take: those a round may give without any risk.

        Below 0 where more people are under way than places are left; None where there is no number.
        """
        if places.unlimited or places.quota is None:
            return None
        return places.quota - self.approved - self.under_way

    def differences(self, counted: Ledger) -> Mapping[str, tuple[int, int]]:
        """Each count in which another ledger differs: name -> (this one, the other)."""
        pairs = {one.name: (getattr(self, one.name), getattr(counted, one.name)) for one in fields(self)}
        return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}

"""
Places: how many letters of introduction a pool's quota still allows.

Letters use up places; the work permits issued at entry use up participations, which is another count (WEB-CH and PDI-EL,
read 2026-11-23).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """
    What a pool may still give. `quota` None and not `unlimited`: to be announced, so that nothing can be given yet.

    `approved` counts the letters that were given.
    """

    quota: int | None
    unlimited: bool
    approved: int

    def left(self) -> int | None:
        """How many are left, never less than 0; None where the agreement sets no number."""
        if self.unlimited:
            return None
        return max(0, (self.quota or 0) - self.approved)

    def has_one(self) -> bool:
        """Whether one more letter may be given now."""
        left = self.left()
        return left is None or left > 0

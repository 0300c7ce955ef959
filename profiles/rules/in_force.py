"""Which terms hold on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from profiles.rules.organizations import with_partners
from profiles.rules.terms import Terms


@dataclass(frozen=True, slots=True)
class DatedTerms:
    """Terms with the first day on which they hold (None: since before the records) and the first on which they do not."""

    terms: Terms
    effective_from: date | None = None
    effective_until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the terms hold on a day."""
        return (self.effective_from is None or self.effective_from <= day) and (
            self.effective_until is None or day < self.effective_until
        )


def in_force(dated: Iterable[DatedTerms], day: date) -> tuple[Terms, ...]:
    """
    The terms of each country x category x stream on a day: of several that hold, those that began last.

    The rows of the route through recognized organizations come with their partners.
    """
    latest: dict[tuple[str, str, str], DatedTerms] = {}
    for one in dated:
        if not one.holds_on(day):
            continue
        key = (one.terms.country, one.terms.category, one.terms.stream)
        if key not in latest or _began(one) > _began(latest[key]):
            latest[key] = one
    held = tuple(one.terms for one in latest.values())
    return tuple(with_partners(terms, held, on=day) for terms in held)


def _began(one: DatedTerms) -> date:
    return one.effective_from or date.min

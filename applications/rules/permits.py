"""Until when a work permit may last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from profiles.rules.calendar import add_months


class Limit(StrEnum):
    """What ends a permit. Where two end it on one day, the earlier in this order is named."""

    AGREEMENT = "agreement"
    PASSPORT = "passport"
    INSURANCE = "insurance"
    OFFER = "offer"


class NoTimeLeft(Exception):
    """One of the limits has passed before the stay begins; `limit` says which."""

    def __init__(self, limit: Limit, on: date) -> None:
        self.limit, self.on = limit, on
        super().__init__(f"{limit}: {on}")


@dataclass(frozen=True, slots=True)
class PermitEnd:
    """The last day of a permit and what sets it; its sentence is `permit.<limit>`."""

    on: date
    limit: Limit


def permit_end(
    *,
    starts_on: date,
    max_months: int,
    passport_expires: date | None,
    insurance_ends: date | None = None,
    offer_ends: date | None = None,
) -> PermitEnd:
    """
    The last day of a permit: the earliest of the agreement's maximum, passport, insurance and offer.

    R52 and "Validity of the permit", participation eligibility instructions, read 2026-11-23.

    :param max_months: what the agreement allows for this participation
    :param passport_expires: None for a national of the United States, who is exempt (R52)
    :param insurance_ends: None before the insurance was shown, which is at entry
    :param offer_ends: None for an open permit
    :raises NoTimeLeft: when that day is not after the start
    """
    ends = {
        Limit.AGREEMENT: add_months(starts_on, max_months),
        Limit.PASSPORT: passport_expires,
        Limit.INSURANCE: insurance_ends,
        Limit.OFFER: offer_ends,
    }
    known = [PermitEnd(on, limit) for limit, on in ends.items() if on is not None]
    earliest = min(known, key=lambda end: end.on)
    if earliest.on <= starts_on:
        raise NoTimeLeft(earliest.limit, earliest.on)
    return earliest

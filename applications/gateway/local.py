"""
The local card page: stands in for a provider in trials and demonstrations. It takes no money.

Its book, `CardCharge`, has one row for each key: an amount that was taken, or nothing for a charge that was refused or cancelled.
Whichever is written first stands, so that a charge and its cancelling cannot both happen.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from django.urls import reverse

from applications.gateway.interface import Answer, Charge, NotGivenBack, Opened, Standing
from applications.models import CardCharge

# The only numbers that the page knows. None of them is a card of anybody.
TAKEN = "4242424242424242"
REFUSED = "4000000000000002"
# Taken, but the page says nothing about it for a minute, as happens when a provider's answer is lost.
SILENT = "4000000000000259"
SILENCE = timedelta(seconds=60)
NUMBERS = (TAKEN, REFUSED, SILENT)

NOTHING = Decimal("0.00")


class LocalCards:
    """The provider behind the local card page."""

    name = "local"

    def open(self, charge: Charge, *, back_url: str, language: str, at: datetime) -> Opened | None:
        return Opened(charge.key, reverse("card_page", args=[charge.key]))

    def ask(self, charge: Charge, *, at: datetime) -> Answer:
        row = CardCharge.objects.filter(key=charge.key).first()
        if row is None:
            return Answer(Standing.OPEN)
        if row.card_last4 == SILENT[-4:] and at < row.at + SILENCE:
            return Answer(Standing.UNKNOWN)
        return _told(row)

    def cancel(self, charge: Charge, *, at: datetime) -> Answer:
        return _told(_write(charge.key, NOTHING, "", at=at))

    def refund(self, *, key: str, session: str, amount: Decimal, at: datetime) -> None:
        taken = CardCharge.objects.filter(key=session, amount__gte=amount).first()
        if taken is None:
            raise NotGivenBack("nothing was taken")
        _write(key, -amount, taken.card_last4, at=at)


def charge_card(charge: Charge, number: str, *, at: datetime) -> Answer:
    """
    What the page does with a card number: takes the amount, once for a key, or not. The number itself is not kept.

    :param number: one of `NUMBERS`
    """
    if at >= charge.until:
        return _told(_write(charge.key, NOTHING, "", at=at))
    amount = NOTHING if number == REFUSED else charge.amount
    return _told(_write(charge.key, amount, number[-4:], at=at))


def _write(key: str, amount: Decimal, last4: str, *, at: datetime) -> CardCharge:
    CardCharge.objects.bulk_create([CardCharge(key=key, amount=amount, card_last4=last4, at=at)], ignore_conflicts=True)
    return CardCharge.objects.get(key=key)


def _told(row: CardCharge) -> Answer:
    if row.amount > 0:
        return Answer(Standing.TAKEN, at=row.at, card_last4=row.card_last4)
    return Answer(Standing.NOT_TAKEN, reason="card_refused" if row.card_last4 else "cancelled")

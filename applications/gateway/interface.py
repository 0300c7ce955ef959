"""What every provider of card payments is asked, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

# How long the page on which a card is entered stays good.
PAGE_LASTS = timedelta(minutes=30)


class Standing(StrEnum):
    """What became of a charge. `UNKNOWN`: nobody could be asked; it may have been taken."""

    OPEN = "open"
    TAKEN = "taken"
    NOT_TAKEN = "not_taken"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """
    One charge to be made at most once.

    :param key: ours, unique; the provider makes one charge of it however often it is asked
    :param session: the provider's name for it; empty before it was opened
    :param amount: in CAD
    :param reference: of the application, shown on the provider's page and the card's statement
    :param until: the moment from which the page takes no card
    """

    key: str
    session: str
    amount: Decimal
    reference: str
    started_at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Opened:
    """The page on which the card is entered."""

    session: str
    url: str


@dataclass(frozen=True, slots=True)
class Answer:
    """
    What the provider says of a charge.

    :param at: when it was taken
    :param reason: why it was not: `card_refused`, `cancelled` or `expired`
    """

    standing: Standing
    at: datetime | None = None
    card_last4: str = ""
    reason: str = ""


class Declined(Exception):
    """The provider understood the question and says no: it does not know the charge, or us. Asking on brings no other answer."""


class NotGivenBack(Exception):
    """The provider did not give the money back, or was away."""


class Provider(Protocol):
    """
    A provider of card payments.

    Asked about a charge, one that is away raises nothing: the answer is `UNKNOWN` then. One that says no raises `Declined`.
    """

    name: str

    def open(self, charge: Charge, *, back_url: str, language: str, at: datetime) -> Opened | None:
        """The page of a charge, the one that has its session once that is known; None when the provider is away."""

    def ask(self, charge: Charge, *, at: datetime) -> Answer:
        """
        What became of a charge.

        :raises Declined: when the provider does not know the charge, or us
        """

    def cancel(self, charge: Charge, *, at: datetime) -> Answer:
        """
        See to it that the charge can no longer be made; `TAKEN` when it was made before.

        :raises Declined: when the provider does not know the charge, or us
        """

    def refund(self, *, key: str, session: str, amount: Decimal, at: datetime) -> None:
        """
        Give back an amount of a charge that was taken, once for one key.

        :raises NotGivenBack: when the provider is away or says no; the same key may be tried again
        """

"""Which provider takes cards here."""

from __future__ import annotations

from django.conf import settings

from applications.gateway.interface import Provider
from applications.gateway.local import LocalCards
from applications.gateway.stripe import Stripe


class UnknownProvider(LookupError):
    """A payment was made with a provider that is not set up any more."""


def present() -> Provider:
    """The provider for new payments: Stripe when its key is set, the local card page otherwise."""
    return stripe() or LocalCards()


def named(name: str) -> Provider:
    """
    The provider of a payment made before.

    :raises UnknownProvider: when it is not set up
    """
    if name == LocalCards.name:
        return LocalCards()
    if name == Stripe.name and settings.STRIPE_SECRET_KEY:
        return _stripe()
    raise UnknownProvider(name)


def stripe() -> Stripe | None:
    """Stripe, when its key is set."""
    return _stripe() if settings.STRIPE_SECRET_KEY else None


def _stripe() -> Stripe:
    return Stripe(key=settings.STRIPE_SECRET_KEY, callback_secret=settings.STRIPE_WEBHOOK_SECRET, base=settings.STRIPE_API)

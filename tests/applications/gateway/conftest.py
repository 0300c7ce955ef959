import pytest

from tests.applications.gateway import card_house


@pytest.fixture
def house(settings, monkeypatch):
    """The site set up for Stripe, with the stand-in in its place."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with card_house.open_house() as house:
        settings.STRIPE_SECRET_KEY, settings.STRIPE_API = card_house.KEY, house.address
        settings.STRIPE_WEBHOOK_SECRET = "whsec_of_nobody"
        yield house

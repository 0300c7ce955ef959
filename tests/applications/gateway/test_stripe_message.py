"""A message of Stripe's wakes the sweep that asks what became of payments; a message of anybody else wakes nobody."""

import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from django.test import Client

from iecsite import bell, clock

pytestmark = pytest.mark.django_db
ADDRESS = "/payments/stripe"


def signed(body: bytes, *, at, secret="whsec_of_nobody") -> str:
    """The header that Stripe sends with a body."""
    moment = int(at.timestamp())
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest},v0=old"


MESSAGE = json.dumps({"type": "checkout.session.completed", "data": {"object": {"client_reference_id": "W1-abc"}}}).encode()


@pytest.fixture
def rung(monkeypatch):
    found = []
    monkeypatch.setattr(bell, "ring", lambda task, *, queue: found.append((task, queue)))
    return found


def hear(body: bytes, signature: str):
    client = Client(enforce_csrf_checks=True)
    return client.post(ADDRESS, body, content_type="application/json", headers={"Stripe-Signature": signature}).status_code


def test_a_message_of_stripe_wakes_the_sweep(house, rung):
    assert hear(MESSAGE, signed(MESSAGE, at=clock.now())) == 204
    assert rung == [("applications.tasks.settle_payments", "default")]


@pytest.mark.parametrize(
    "signature",
    [
        lambda: "",
        lambda: "t=,v1=",
        lambda: "t=99999999999999999999,v1=é",
        lambda: signed(MESSAGE, at=clock.now(), secret="another"),
        lambda: signed(MESSAGE + b" ", at=clock.now()),
        lambda: signed(MESSAGE, at=clock.now() - timedelta(minutes=6)),
    ],
    ids=["none", "empty", "nonsense", "another secret", "another body", "an old one sent once more"],
)
def test_a_message_that_is_not_stripes_wakes_nobody(house, rung, signature):
    assert hear(MESSAGE, signature()) == 400
    assert rung == []


@pytest.mark.parametrize("body", [b"[]", b"no JSON", b'{"data": {"object": {"id": "ch_1"}}}'])
def test_a_message_about_anything_else_is_taken_and_left(house, rung, body):
    assert hear(body, signed(body, at=clock.now())) == 204
    assert rung == []


def test_without_a_secret_no_message_is_believed(house, rung, settings):
    settings.STRIPE_WEBHOOK_SECRET = ""

    assert hear(MESSAGE, signed(MESSAGE, at=clock.now(), secret="")) == 400


def test_without_stripe_there_is_no_such_address(rung):
    assert hear(MESSAGE, signed(MESSAGE, at=clock.now())) == 404

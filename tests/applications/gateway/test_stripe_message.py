"""A message of Stripe's is a reason to ask what became of the payment that it names; one of anybody else is none."""

import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from django.test import Client

from applications.models import Payment
from applications.states import PaymentState
from iecsite import clock
from tests.factories import applications

pytestmark = pytest.mark.django_db
ADDRESS = "/payments/stripe"


def signed(body: bytes, *, at, secret="whsec_of_nobody") -> str:
    """The header that Stripe sends with a body."""
    moment = int(at.timestamp())
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest},v0=old"


MESSAGE = json.dumps({"type": "checkout.session.completed", "data": {"object": {"client_reference_id": "W1-abc"}}}).encode()


def hear(body: bytes, signature: str):
    client = Client(enforce_csrf_checks=True)
    return client.post(ADDRESS, body, content_type="application/json", headers={"Stripe-Signature": signature}).status_code


@pytest.fixture
def paying(house):
    """Two payments at Stripe, both taken, of which nothing was heard yet."""
    begun = [applications.begin_to_pay(applications.ready_to_pay(at=clock.now()), at=clock.now()) for _one in range(2)]
    for payment in begun:
        payment.refresh_from_db()
        house.pays(payment.session, at=int(clock.now().timestamp()))
    return begun


def about(payment) -> bytes:
    """What Stripe says of a payment."""
    session = {"client_reference_id": payment.gateway_key}
    return json.dumps({"type": "checkout.session.completed", "data": {"object": session}}).encode()


def states(payments) -> list[str]:
    return [Payment.objects.get(pk=one.pk).state for one in payments]


def test_a_message_of_stripe_has_the_payment_asked_about_that_it_names_and_no_other(paying):
    body = about(paying[1])

    assert hear(body, signed(body, at=clock.now())) == 204
    assert states(paying) == [PaymentState.STARTED, PaymentState.PAID]
    assert hear(body, signed(body, at=clock.now())) == 204


def test_a_message_is_not_believed_but_a_reason_to_ask(paying, house):
    house.sessions[paying[0].session] |= {"status": "open", "payment_status": "unpaid"}
    body = about(paying[0])

    assert hear(body, signed(body, at=clock.now())) == 204
    assert states(paying) == [PaymentState.STARTED, PaymentState.STARTED]


def test_while_nothing_can_be_learnt_a_message_is_taken_and_the_sweep_asks_again(paying, house):
    house.sessions.clear()
    body = about(paying[0])

    assert hear(body, signed(body, at=clock.now())) == 204
    assert states(paying) == [PaymentState.STARTED, PaymentState.STARTED]


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
def test_a_message_that_is_not_stripes_is_refused(house, signature):
    assert hear(MESSAGE, signature()) == 400


@pytest.mark.parametrize("body", [MESSAGE, b"[]", b"no JSON", b'{"data": {"object": {"id": "ch_1"}}}'])
def test_a_message_about_anything_else_is_taken_and_left(house, body):
    assert hear(body, signed(body, at=clock.now())) == 204


def test_without_a_secret_no_message_is_believed(house, settings):
    settings.STRIPE_WEBHOOK_SECRET = ""

    assert hear(MESSAGE, signed(MESSAGE, at=clock.now(), secret="")) == 400


def test_without_stripe_there_is_no_such_address():
    assert hear(MESSAGE, signed(MESSAGE, at=clock.now())) == 404

"""Refunds that could not be sent: found by cashiers, understood, and tried again."""

from html import unescape

import pytest
from django.urls import reverse

from applications.models import ApplicationEntry, Refund
from applications.rules.attempts import MOST_ATTEMPTS
from iecsite import clock
from tests.factories import applications, cases, cast

pytestmark = pytest.mark.django_db
LIST = "admin:applications_refund_changelist"


@pytest.fixture
def cashier(client):
    user = cast.with_second_factor(cases.cashier(at=clock.now()))
    client.force_login(user)
    return user


@pytest.fixture
def refunds():
    """Of one withdrawn application; the first was put aside, the others are due."""
    found = list(applications.application_at("withdrawn", at=clock.now()).refunds.order_by("pk"))
    Refund.objects.filter(pk=found[0].pk).update(attempts=MOST_ATTEMPTS, last_error="ConnectionError")
    return found


def page_of(refund):
    return reverse("admin:applications_refund_change", args=[refund.pk])


def text(response):
    return unescape(response.content.decode())


def test_refunds_that_were_put_aside_are_found(client, cashier, refunds):
    page = text(client.get(reverse(LIST), {"put_aside": "yes"}))

    assert page_of(refunds[0]) in page
    assert page_of(refunds[1]) not in page


def test_the_page_says_what_happened_and_offers_to_try_again(client, cashier, refunds):
    again = reverse("admin:applications_refund_again", args=[refunds[0].pk])

    page = text(client.get(page_of(refunds[0])))
    assert "Three attempts could not send it (ConnectionError)." in page
    assert f'formaction="{again}"' in page
    answer = client.post(again, follow=True)

    assert "The refund is tried again." in text(answer)
    refunds[0].refresh_from_db()
    assert refunds[0].attempts == 0
    assert ApplicationEntry.objects.get(kind="refund_tried_again").actor == cashier


def test_a_refund_that_is_tried_by_itself_offers_nothing(client, cashier, refunds):
    assert "formaction" not in text(client.get(page_of(refunds[1])))
    answer = client.post(reverse("admin:applications_refund_again", args=[refunds[1].pk]), follow=True)

    assert "Only a refund that three attempts could not send can be sent again." in text(answer)

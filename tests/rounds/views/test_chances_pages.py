"""The table of pools and the page of one pool, for everybody."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.conftest import NOON
from tests.factories import draws, rounds

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_table_shows_every_pool_and_is_filtered(client):
    whole = client.get(reverse("chances")).content.decode()
    one = client.get(reverse("chances"), {"country": "FR", "category": "working_holiday"}).content.decode()
    none = client.get(reverse("chances"), {"country": "ZZ"}).content.decode()

    assert whole.count('<th scope="row">') > 60
    assert one.count('<th scope="row">') == 1
    assert "No pool matches." in none


def test_a_pool_says_its_chance_first_and_the_word_second(client):
    for _n in range(5):
        rounds.candidate("FR-WH", at=NOON)
    draws.carried_out({"FR-WH": 1}, at=NOON)

    page = " ".join(client.get(reverse("pool_page", args=[2026, "FR-WH"])).content.decode().split())

    lead = page.partition('<p class="iec-lead">')[2].partition("</p>")[0]
    assert lead == "1 invitation for 4 candidates: about 25 in 100 (1 in 4). Low."
    assert "This is a forecast" in page
    assert "<svg" in page


def test_a_pool_without_rounds_is_not_rated(client):
    rounds.candidate("FR-WH", at=NOON)

    page = client.get(reverse("pool_page", args=[2026, "FR-WH"])).content.decode()

    assert "not rated" in page
    assert "<svg" not in page.split("<main", 1)[-1].split("</main", 1)[0]


def test_no_such_pool(client):
    assert client.get(reverse("pool_page", args=[2026, "XX-WH"])).status_code == 404


def test_the_table_takes_as_many_queries_for_one_row_as_for_all(client):
    with CaptureQueriesContext(connection) as whole:
        client.get(reverse("chances"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("chances"), {"country": "FR", "category": "working_holiday"})

    assert len(whole) == len(one) <= 12

"""Recognized organizations in public: what their letters open, exact allotments, small numbers of people banded."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from iecsite import clock
from tests.factories import organizations

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch, noon):
    monkeypatch.setattr(clock, "now", lambda: noon)


def text(client, name, *arguments, language="en"):
    with override(language):
        answer = client.get(reverse(name, args=arguments))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_each_recognized_organization_stands_in_the_list_with_what_its_letters_open(client, noon):
    organizations.pool(at=noon)
    organizations.pool("BUNAC", "young_professionals", at=noon)

    assert "Example Exchange</a>: Working Holiday" in text(client, "organizations")
    assert "Example Exchange</a>: Vacances-travail" in text(client, "organizations", language="fr")


def test_without_any_the_page_says_so(client):
    assert "None is written down here yet" in text(client, "organizations")


def test_one_organization_shows_ages_allotment_and_few_letters_as_a_band(client, noon):
    pool = organizations.pool(at=noon, number=40, countries=["IE"], max_age=30)
    organizations.nominated(pool, citizenship="IE", at=noon)

    shown = text(client, "organization", "SWAP")

    assert "Example Exchange" in shown
    assert "<dd>Ireland</dd>" in shown
    assert "18 to 30" in shown
    assert "<dd>40</dd>" in shown
    assert "<dd>&lt;10</dd>" in shown
    assert reverse("pool_page", args=[2026, pool.code]) in shown


def test_an_organization_that_nobody_knows_or_recognizes_has_no_page(client):
    assert client.get(reverse("organization", args=["NOBODY"])).status_code == 404


def test_the_interface_tells_the_same(client, noon):
    pool = organizations.pool(at=noon, number=40, countries=["IE"])
    organizations.letter(pool, at=noon)

    told = client.get(reverse("api_organizations")).json()

    assert told["season"] == 2026
    (one,) = told["organizations"]
    (way,) = one["categories"]
    assert (one["code"], way["category"], way["countries"]) == ("SWAP", "working_holiday", ["IE"])
    assert (way["pool"], way["allotment"], way["letters_given"], way["letters_used"]) == (pool.code, 40, "<10", "<10")


def test_several_ask_the_database_no_oftener_than_one(client, noon, django_assert_max_num_queries):
    for code in ("SWAP", "BUNAC", "GOPIC"):
        organizations.pool(code, at=noon)

    with django_assert_max_num_queries(16):
        client.get(reverse("organizations"))


def test_help_and_the_foot_of_each_page_lead_there(client):
    address = reverse("organizations")

    shown = client.get(reverse("help_question", kwargs={"key": "take-part"})).content.decode()

    assert shown.count(f'href="{address}"') == 2

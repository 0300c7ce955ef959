"""The start page: the season, the way in, and every pool with its chance, found by country and category without a script."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from rounds.models import Pool, Season
from tests.conftest import NOON
from tests.factories import draws, people, rounds

pytestmark = pytest.mark.django_db(transaction=True)
# What a public page may ask of the database before it is kept.
MOST_QUERIES = 12


def start(client, language="en") -> str:
    with translation.override(language):
        return " ".join(client.get(reverse("start")).content.decode().split())


@pytest.mark.parametrize("language", ["en", "fr"])
def test_it_leads_to_every_pool_of_the_season(client, language):
    page = start(client, language)
    with translation.override(language):
        pools = {
            reverse("pool_page", args=[2026, code]) for code in Pool.objects.filter(season=2026).values_list("code", flat=True)
        }

    assert len(pools) > 60
    assert {address for address in pools if f'href="{address}"' not in page} == set()


def test_a_pool_says_its_chance_number_first(client):
    for _n in range(5):
        rounds.candidate("FR-WH", at=NOON)
    draws.carried_out({"FR-WH": 1}, at=NOON)

    link = re.search(rf'<a href="{reverse("pool_page", args=[2026, "FR-WH"])}">(.*?)</a>', start(client))

    assert link is not None
    assert link[1].startswith("About 25 in 100 – Low")
    assert "France – Working Holiday" in link[1]


@pytest.mark.parametrize(
    ("language", "first", "category"), [("en", "Andorra", "Working Holiday"), ("fr", "Allemagne", "Vacances-travail")]
)
def test_countries_stand_in_the_order_of_the_language(client, language, first, category):
    page = start(client, language)

    assert re.findall(r'<tr><th scope="row">(.*?)</th>', page)[0] == first
    assert f'data-label="{category}"' in page


@pytest.mark.parametrize("language", ["en", "fr"])
def test_country_and_category_are_asked_in_a_form_that_opens_the_table_of_those_pools(client, language):
    page = start(client, language)
    with translation.override(language):
        address = reverse("chances")

    assert f'<form method="get" action="{address}"' in page
    assert '<option value="FR">France</option>' in page
    assert '<option value="working_holiday">' in page
    shown = client.get(address, {"country": "FR", "category": "working_holiday"}).content.decode()
    assert reverse("pool_page", args=[2026, "FR-WH"]).rpartition("/chances/")[2].strip("/") in shown


def test_it_costs_few_queries_for_everybody(client):
    with CaptureQueriesContext(connection) as anonymous:
        client.get(reverse("start"))
    client.force_login(people.account(at=NOON))
    with CaptureQueriesContext(connection) as signed_in:
        client.get(reverse("start"))

    assert len(anonymous) <= MOST_QUERIES
    assert len(signed_in) <= MOST_QUERIES


def test_before_the_first_season_there_is_no_table(client):
    Season.objects.update(opens_on="2999-01-01", closes_at=None, profiles_end_at=None)

    assert "<table" not in start(client)

"""What a person prefers."""

import pytest
from django.urls import reverse

from profiles.queries import time_zones
from tests.factories import people

pytestmark = pytest.mark.django_db


def test_settings_are_kept(client, noon):
    user = people.account(at=noon)
    client.force_login(user)

    client.post(reverse("settings"), {"preferred_name": "Zoë", "language": "fr", "time_zone": "Asia/Tokyo"})

    user.refresh_from_db()
    assert (user.preferred_name, user.language, user.time_zone) == ("Zoë", "fr", "Asia/Tokyo")


def test_unknown_time_zone_is_refused_and_the_name_stays(client, noon):
    user = people.account(at=noon)
    client.force_login(user)

    answer = client.post(reverse("settings"), {"preferred_name": "Zoë", "language": "fr", "time_zone": "Mars/Olympus"})

    assert "Choose a time zone from the list" in answer.content.decode()
    assert "Zoë" in answer.content.decode()


def test_zone_is_suggested_from_where_the_person_lives(client, noon):
    client.force_login(people.person(at=noon, citizenship="JP", residence="JP"))

    assert "Asia/Tokyo" in client.get(reverse("settings")).context["suggestion"]


@pytest.mark.parametrize(("country", "zone"), [("FR", "Europe/Paris"), ("AU", None), (None, None), ("XX", None)])
def test_zone_is_suggested_where_a_country_has_one(country, zone):
    assert time_zones.suggested(country) == zone

"""What a person prefers."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from iecsite import clock
from profiles.models import Letter
from profiles.operations import accounts, letters
from profiles.operations.letters import Draft
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


def refused(user, at):
    """A letter to an address that takes none."""
    with transaction.atomic():
        letters.queue_letter(Draft(kind="profiles/test", event_key=f"{at}", user_id=user.pk, language="en"), at=at)
    Letter.objects.filter(event_key=f"{at}").update(state="put_aside", last_error="SMTPRecipientsRefused")


def sent(user, at):
    accounts.send_test_letter(by=user, at=at)
    Letter.objects.filter(user=user, state="queued").update(state="sent", sent_at=at)


def test_whoever_our_letters_do_not_reach_is_told_at_the_door(client, noon, monkeypatch):
    user = people.account(at=noon, language="fr")
    client.force_login(user)
    assert b"Our letters do not reach you" not in client.get("/en/home/").content
    refused(user, noon)
    refused(user, noon + timedelta(days=2))

    for page in ("/en/home/", "/en/settings/"):
        told = client.get(page).content.decode()
        assert "Our letters do not reach you" in told
        assert "Monday, February 2, 2026" in told
    assert "Nos lettres ne vous parviennent pas" in client.get("/fr/accueil/").content.decode()

    sent(user, noon + timedelta(days=3))
    assert b"Our letters do not reach you" not in client.get("/en/home/").content


def test_a_test_letter_is_written_once_an_hour(client, noon, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: noon)
    user = people.account(at=noon)
    client.force_login(user)

    pages = [client.post("/en/settings/test-letter/", follow=True).content.decode() for _click in range(2)]

    assert f"We wrote to {user.email}. If nothing" in pages[0]
    assert f"We wrote to {user.email} less than an hour ago" in pages[1]
    assert Letter.objects.filter(kind="profiles/test", user=user).count() == 1
    monkeypatch.setattr(clock, "now", lambda: noon + timedelta(hours=1))
    client.post("/en/settings/test-letter/")
    assert Letter.objects.filter(kind="profiles/test", user=user).count() == 2


def test_a_corrected_address_gets_its_own_test_letter_at_once(client, noon, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: noon)
    user = people.account(at=noon)
    client.force_login(user)
    client.post("/en/settings/test-letter/")
    type(user).objects.filter(pk=user.pk).update(email="corrected@example.org")

    page = client.post("/en/settings/test-letter/", follow=True).content.decode()

    assert "We wrote to corrected@example.org. If nothing" in page
    assert Letter.objects.filter(kind="profiles/test", user=user).count() == 2

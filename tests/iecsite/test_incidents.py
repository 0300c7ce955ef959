"""What the status page tells: what staff wrote down, what the site noticed by itself, and whether work is done."""

from datetime import timedelta

import pytest
from django.urls import reverse

from iecsite import clock, incidents
from iecsite.models import BeatSlot, Incident
from tests.factories import people

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = timedelta(minutes=1)


def ran(at, name=incidents.WATCH):
    BeatSlot.objects.create(name=name, slot=int(at.timestamp()), started_at=at, ended_at=at)


def test_a_standstill_is_noted_once(noon):
    ran(noon)
    ran(noon + 29 * MINUTE, "another task that caught up first")

    first = incidents.notice_standstill(at=noon + 30 * MINUTE)
    second = incidents.notice_standstill(at=noon + 30 * MINUTE)

    assert (first.began_at, first.ended_at, second) == (noon, noon + 30 * MINUTE, None)
    assert Incident.objects.count() == 1


def test_a_short_pause_is_no_incident(noon):
    ran(noon)

    assert incidents.notice_standstill(at=noon + 5 * MINUTE) is None


def test_an_incident_cannot_end_before_it_began(noon):
    told = Incident(kind="down", title_en="Away", title_fr="Absent", began_at=noon, ended_at=noon - MINUTE)

    with pytest.raises(incidents.EndsBeforeItBegan):
        incidents.note(incident=told, by=people.staff("Support", at=noon), at=noon)


def test_the_page_says_what_goes_on_and_what_was(client):
    at = clock.now()
    for began, ended, title in (
        (at - 10 * MINUTE, None, "Letters are slow"),
        (at - timedelta(days=3), at - timedelta(days=2), "A short outage"),
        (at + timedelta(days=1), None, "Work at night"),
        (at - timedelta(days=500), at - timedelta(days=499), "Long ago"),
    ):
        incidents.note(
            incident=Incident(kind="slow", title_en=title, title_fr=title, began_at=began, ended_at=ended), by=None, at=at
        )
    ran(at)

    page = client.get(reverse("service_status")).content.decode()

    assert [title in page for title in ("Letters are slow", "A short outage", "Work at night", "Long ago")] == [
        True, True, True, False,
    ]  # fmt: skip
    assert page.count("iec-tag-good") == 4


def test_work_that_rests_is_told(client):
    ran(clock.now() - 20 * MINUTE)

    page = client.get(reverse("service_status")).content.decode()

    assert "Late; nothing is lost" in page

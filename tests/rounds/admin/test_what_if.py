"""The pages of simulated seasons: a form, progress, and both seasons side by side with pictures and tables."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from iecsite import bell, clock
from rounds.models import WhatIf
from rounds.operations import what_if
from tests.factories import cast, people, seasons

pytestmark = pytest.mark.django_db
FORM = {"pool": "", "places_percent": "10", "entrants_percent": "0", "accept_points": "-5", "weeks": "6", "seed": "3", "note": ""}


@pytest.fixture
def planner(client):
    staff = cast.with_second_factor(people.staff("Round planners", at=clock.now()))
    client.force_login(staff)
    return staff


def test_a_question_is_asked_and_its_page_shows_how_far_it_is(client, planner, monkeypatch):
    rung = []
    monkeypatch.setattr(bell, "ring", lambda task, *, queue: rung.append((task, queue)))
    page = client.get(reverse("admin:rounds_whatif_ask"))
    key = page.content.decode().split('name="once" value="')[1].split('"')[0]

    answer = client.post(reverse("admin:rounds_whatif_ask"), FORM | {"once": key}, follow=True)

    asked = WhatIf.objects.get()
    assert (asked.places_percent, asked.accept_points, asked.weeks, asked.asked_by) == (10, -5, 6, planner)
    assert rung == [("rounds.tasks.play_simulated_seasons", "files")]
    assert "Waiting for a worker" in answer.content.decode()
    WhatIf.objects.update(attempts=1, weeks_played=6)
    assert "50 % played" in client.get(reverse("admin:rounds_whatif_change", args=[asked.pk])).content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"places_percent": "x"}, "whole number"),
        ({"weeks": "900"}, "104"),
        ({"places_percent": "0", "accept_points": "0"}, "Change something"),
    ],
)
def test_a_wrong_answer_is_told_and_nothing_typed_is_lost(client, planner, changes, words):
    answer = client.post(reverse("admin:rounds_whatif_ask"), FORM | {"note": "Kept"} | changes)

    told = answer.content.decode()
    assert words in told
    assert 'value="Kept"' in told
    assert not WhatIf.objects.exists()


@pytest.mark.parametrize(("language", "words"), [("en", "With the changes"), ("fr", "Avec les changements")])
def test_both_seasons_stand_side_by_side_with_pictures_and_tables(client, planner, noon, language, words):
    asked = seasons.played(at=noon, by=planner, code="IE-WH", weeks=15)
    with translation.override(language):
        told = client.get(reverse("admin:rounds_whatif_change", args=[asked.pk])).content.decode()

    assert words in told
    assert told.count('class="iec-chart"') == 4
    assert told.count("<polyline") == 9
    assert "IE-WH" in told
    assert "data-renew" not in told
    quota = next(one for one in asked.changed["pools"] if one["pool"] == "IE-WH")["quota"]
    assert f"{quota:,}".replace(",", "\u00a0" if language == "fr" else ",") in told


def test_another_pool_is_shown_by_its_address_and_an_unknown_one_is_no_error(client, planner, noon):
    asked = seasons.played(at=noon, by=planner, weeks=3)
    for code in ("FR-WH", "nowhere"):
        answer = client.get(reverse("admin:rounds_whatif_change", args=[asked.pk]), {"pool": code})
        assert answer.status_code == 200
    assert client.get(reverse("admin:rounds_whatif_change", args=[0])).status_code == 404


def test_a_season_put_aside_says_so(client, planner, noon):
    asked = seasons.asked(at=noon, by=planner)
    for attempt in range(what_if.MOST_ATTEMPTS + 1):
        what_if.take_next(at=noon + attempt * what_if.LEASE)

    told = client.get(reverse("admin:rounds_whatif_change", args=[asked.pk])).content.decode()

    assert "could not be played in three tries" in told


def test_the_list_asks_the_same_for_one_and_many_and_leaves_the_reports_alone(client, planner, noon):
    seasons.played(at=noon, by=planner, weeks=2)
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(reverse("admin:rounds_whatif_changelist"))
    for _number in range(5):
        seasons.asked(at=noon, by=planner, code="FR-WH")
    with CaptureQueriesContext(connection) as many:
        told = client.get(reverse("admin:rounds_whatif_changelist"))

    assert len(many) <= len(one) + 1
    assert "+20 % places" in told.content.decode()
    assert not any('"rounds_whatif"."plain"' in query["sql"] for query in many if "SELECT" in query["sql"])

"""A season through the real operations: rows of made-up people, rounds, cases and letters, and a report that they bear out."""

import io
import json
import os
from contextlib import nullcontext

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from applications.management.commands import simulate_season
from applications.models import Application
from applications.states import ApplicationState
from iecsite.benchmarks import place
from iecsite.benchmarks.place import Busy, NotAllowed
from profiles.models import Letter, Profile
from rounds.models import Invitation, Pool, QuotaChange, Round
from rounds.states import InvitationState, RoundState

HEAD = "season,report_date,country,category,quota,candidates_in_pool,invitations_issued_total,spots_available\n"
ROWS = "2026,2026-01-23,Ireland,wh,4,14,0,\n2026,2026-01-23,Ireland,yp,3,3,0,\n2026,2026-01-30,Ireland,wh,4,17,0,\n"


def played(tmp_path, *arguments, name="report.json"):
    rows = tmp_path / "weeks.csv"
    rows.write_text(HEAD + ROWS)
    words = ["--season", "2026", "--seed", "4", "--arrivals", str(rows), "--through-operations", *arguments]
    call_command("simulate_season", *words, "--report", str(tmp_path / name), stdout=io.StringIO())
    return json.loads((tmp_path / name).read_text())


@pytest.fixture
def here(monkeypatch, db, settings, tmp_path):
    """Play in the database of the test, so that its rows can be looked at."""
    settings.PUBLIC_DIR = tmp_path / "public"
    settings.MEDIA_ROOT = str(tmp_path / "files")
    # A database of its own has no other quotas than those of the season that is played.
    QuotaChange.objects.all().delete()
    monkeypatch.setattr(simulate_season, "place_of_its_own", lambda name: nullcontext())


@pytest.mark.slow
def test_the_report_is_what_the_rows_of_the_season_say(here, tmp_path):
    told = played(tmp_path, "--weeks", "11")

    pools = {one["pool"]: one for one in told["pools"]}
    assert set(pools) == {"IE-WH", "IE-YP"}
    assert Profile.objects.count() == pools["IE-WH"]["entered"] + pools["IE-YP"]["entered"] == 20
    for code, one in pools.items():
        pool = Pool.objects.get(season=2026, code=code)
        applied = Application.objects.filter(pool=pool)
        assert one["invited"] == Invitation.objects.filter(pool=pool).count() > 0
        assert one["approved"] == pool.approved == applied.filter(state=ApplicationState.APPROVED).count()
        assert one["approved"] <= one["quota"] == pool.quota
        assert len(one["weeks"]) == 11
    assert pools["IE-WH"]["approved"] > 0
    assert sum(told["officer_cases_per_week"]) == Application.objects.exclude(submitted_at=None).count() > 0
    assert set(Round.objects.values_list("state", flat=True)) == {RoundState.CLOSED}
    # The clock of the operations did its part: answers, silence, letters of introduction.
    answers = set(Invitation.objects.values_list("state", flat=True))
    assert InvitationState.ACCEPTED in answers
    assert Invitation.objects.filter(state=InvitationState.ISSUED, lapses_at__lt="2026-03-20T00:00Z").count() == 0
    letters = Letter.objects.filter(event_key__startswith="application/").values_list("kind", flat=True)
    assert "applications/decided" in letters, sorted(set(letters))


@pytest.mark.slow
def test_it_is_played_in_a_database_of_its_own_and_the_same_seed_gives_the_same_season(
    request, tmp_path, monkeypatch, django_db_blocker, migrated_template
):
    # Two processes of a test run are not in each other's way.
    monkeypatch.setattr(simulate_season, "DATABASE", f"iecsite_simulation_{os.getpid()}")
    # The demonstration's test applies every migration by its command; here they are there already.
    monkeypatch.setattr(place, "TEMPLATE", migrated_template)
    with django_db_blocker.unblock():
        before = connection.settings_dict["NAME"]
        told = played(tmp_path, "--weeks", "2", "--people", "8")

        assert connection.settings_dict["NAME"] == before
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_database WHERE datname = %s", [simulate_season.DATABASE])
            assert cursor.fetchone() == (0,)
        connection.close()
    assert sum(pool["entered"] for pool in told["pools"]) == 8
    assert sum(pool["invited"] for pool in told["pools"]) > 0

    request.getfixturevalue("here")
    assert played(tmp_path, "--weeks", "2", "--people", "8", name="again.json") == told


@pytest.mark.parametrize(("fault", "words"), [(Busy, "Wait for its end"), (NotAllowed, "may not make one")])
def test_without_a_database_of_its_own_nothing_is_played(monkeypatch, tmp_path, fault, words):
    def refuse(name):
        raise fault

    monkeypatch.setattr(simulate_season, "place_of_its_own", refuse)

    with pytest.raises(CommandError, match=words):
        played(tmp_path, "--weeks", "2")

    assert not (tmp_path / "report.json").exists()

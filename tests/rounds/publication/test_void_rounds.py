"""Why a round is void is read in the reader's language: on its page, in feeds, over the interface; in English in the chain."""

import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation

from rounds.models import CalendarWeek, Pool, Round
from rounds.operations import rounds as operations
from rounds.publication import chain, feeds, files, tables
from rounds.rules import stops
from rounds.states import RoundState
from tests.conftest import NOON
from tests.factories import draws, rounds

pytestmark = pytest.mark.django_db(transaction=True)
WHY = {"en": "A country was missing from the list.", "fr": "Un pays manquait dans la liste."}
LANGUAGES = [("en", "fr"), ("fr", "en")]


@pytest.fixture
def void():
    rounds.candidate("FR-WH", at=NOON)
    round_ = draws.carried_out({"FR-WH": 1}, at=NOON, until=RoundState.PUBLISHED)
    by = draws.approver(at=NOON)
    return operations.void(round_id=round_.pk, reason_en=WHY["en"], reason_fr=WHY["fr"], by=by, at=NOON)


@pytest.mark.parametrize(("language", "other"), LANGUAGES)
def test_the_page_says_why_in_its_language(client, void, language, other):
    with translation.override(language):
        page = client.get(reverse("round_page", args=[void.code])).content.decode()

    assert WHY[language] in page
    assert WHY[other] not in page


@pytest.mark.parametrize(("language", "other"), LANGUAGES)
def test_the_feeds_say_why_in_their_language(void, language, other):
    pool = Pool.objects.get(season_id=2026, code="FR-WH")
    for feed in (feeds.of_all(language), feeds.of_pool(pool, language)):
        assert WHY[language] in feed.decode()
        assert WHY[other] not in feed.decode()


def test_the_interface_gives_both(client, void):
    answer = client.get(f"/api/v1/rounds/{void.code}").json()

    assert (answer["void_reason_en"], answer["void_reason_fr"]) == (WHY["en"], WHY["fr"])


def test_the_chain_has_one_reason_in_english_as_the_table_of_quotas_has(void):
    (line,) = (one for one in chain.chain_file().decode().splitlines() if one.startswith(void.code))

    assert line.endswith(f",void,{WHY['en']}")


@pytest.fixture(params=["planned", "approved", "frozen too late"])
def never_published(request):
    """A round that was voided before its list was published."""
    rounds.candidate("FR-WH", at=NOON)
    if request.param == "planned":
        round_ = draws.planned({"FR-WH": 1}, at=NOON)
    elif request.param == "approved":
        round_ = draws.approved({"FR-WH": 1}, at=NOON)
    else:
        round_ = draws.carried_out(
            {"FR-WH": 1}, at=NOON, draw_at=NOON + timedelta(hours=25), test_source=False, until=RoundState.FROZEN
        )
        draws.draws.advance(round_id=round_.pk, at=NOON + timedelta(hours=2))
        round_.refresh_from_db()
        assert round_.last_error == stops.PUBLISHED_TOO_LATE
    by = draws.approver(at=NOON)
    return operations.void(round_id=round_.pk, reason_en=WHY["en"], reason_fr=WHY["fr"], by=by, at=NOON)


def test_a_round_voided_before_its_list_was_published_is_told_everywhere(few_pools, client, never_published, tmp_path):
    code = never_published.code
    draws.draws.advance(round_id=never_published.pk, at=NOON)
    page = client.get(reverse("round_page", args=[code])).content.decode()

    assert WHY["en"] in page
    assert "manifest.json" not in page
    assert code in client.get(reverse("rounds")).content.decode()
    assert WHY["en"] in feeds.of_all("en").decode()
    assert f"{code},,,void,{WHY['en']}" in chain.chain_file().decode().splitlines()
    assert f"{code},,,void,{WHY['en']}" in (files.rounds_folder() / files.CHAIN).read_text().splitlines()
    answer = client.get(f"/api/v1/rounds/{code}").json()
    assert (answer["state"], answer["published_at"], answer["files"]) == ("void", None, "")
    assert [row["state"] for row in tables.round_rows(at=NOON) if row["round"] == code] == ["void"]
    assert client.get(f"/data/rounds/{code}/manifest.json").status_code == 404
    call_command("publish", str(tmp_path), stdout=io.StringIO())
    assert not (tmp_path / "rounds" / code).exists()


def test_the_calendar_gives_the_reason_of_a_plan_that_was_voided(never_published):
    week = CalendarWeek.objects.get(pk=never_published.week_id)
    assert week.voided.void_reason("en") == WHY["en"]


def test_a_list_that_is_not_published_has_no_line_yet(db):
    rounds.candidate("FR-WH", at=NOON)
    frozen = draws.carried_out({"FR-WH": 1}, at=NOON, until=RoundState.FROZEN)
    assert frozen.code not in chain.chain_file().decode()
    draws.carry_on(frozen, at=NOON, until=RoundState.PUBLISHED)
    assert frozen.code in (files.rounds_folder() / files.CHAIN).read_text()


@pytest.fixture
def frozen():
    """A round whose list is fixed and not yet published."""
    rounds.candidate("FR-WH", at=NOON)
    return draws.carried_out({"FR-WH": 1}, at=NOON, until=RoundState.FROZEN)


def test_a_list_whose_step_failed_before_it_was_published_does_not_stay(frozen):
    # Its own files are written, and the chain cannot be.
    (files.rounds_folder() / files.CHAIN).mkdir(parents=True)
    draws.draws.advance(round_id=frozen.pk, at=NOON)

    frozen.refresh_from_db()
    assert (frozen.state, frozen.last_error) == (RoundState.FROZEN, "IsADirectoryError")
    assert not files.folder_of(frozen.code).exists()


def test_a_list_that_a_killed_process_wrote_does_not_stay_when_its_round_is_voided(frozen):
    files.write_round(frozen, after=RoundState.PUBLISHED)
    (files.folder_of(frozen.code) / ".entries.txt.gz.abcd_123").write_bytes(b"begun")
    by = draws.approver(at=NOON)
    operations.void(round_id=frozen.pk, reason_en=WHY["en"], reason_fr=WHY["fr"], by=by, at=NOON)
    draws.draws.advance(round_id=frozen.pk, at=NOON)

    assert not files.folder_of(frozen.code).exists()


def test_a_list_that_a_killed_process_wrote_does_not_stay_when_its_round_is_put_aside(frozen):
    files.write_round(frozen, after=RoundState.PUBLISHED)
    Round.objects.filter(pk=frozen.pk).update(attempts=draws.draws.MOST_ATTEMPTS)
    draws.draws.advance(round_id=frozen.pk, at=NOON)

    frozen.refresh_from_db()
    assert frozen.last_error == "NoAnswer"
    assert not files.folder_of(frozen.code).exists()

"""Every manifest of production names the commit that draws: from the environment, a working copy, or one of several of them."""

import pytest
from django.core import checks

from rounds import apps
from rounds.models import Draw
from rounds.operations import draws as operations
from rounds.operations.steps import freeze
from rounds.publication.software import UNKNOWN, software
from rounds.rules import stops
from tests.conftest import NOON
from tests.factories import draws, rounds

COMMIT = "0123456789" * 4


@pytest.fixture(autouse=True)
def _asked_anew(monkeypatch):
    monkeypatch.delenv("IECSITE_COMMIT", raising=False)
    software.cache_clear()
    yield
    software.cache_clear()


def test_the_environment_says_it_first(monkeypatch):
    monkeypatch.setenv("IECSITE_COMMIT", COMMIT)
    assert software() == f"git:{COMMIT}"


def test_a_working_copy_says_it(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    (tmp_path / ".git" / "refs" / "heads").mkdir(parents=True)
    (tmp_path / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    (tmp_path / ".git" / "refs" / "heads" / "main").write_text(f"{COMMIT}\n")
    assert software() == f"git:{COMMIT}"


@pytest.mark.parametrize("packed", [False, True])
def test_a_second_working_copy_of_one_repository_says_it(settings, tmp_path, packed):
    settings.BASE_DIR = tmp_path / "copy"
    own, branches = tmp_path / "main" / ".git" / "worktrees" / "copy", tmp_path / "main" / ".git"
    own.mkdir(parents=True)
    settings.BASE_DIR.mkdir()
    (settings.BASE_DIR / ".git").write_text(f"gitdir: {own}\n")
    (own / "HEAD").write_text("ref: refs/heads/copy\n")
    (own / "commondir").write_text("../..\n")
    if packed:
        (branches / "packed-refs").write_text(f"# pack-refs\n{COMMIT} refs/heads/copy\n")
    else:
        (branches / "refs" / "heads").mkdir(parents=True)
        (branches / "refs" / "heads" / "copy").write_text(COMMIT)
    assert software() == f"git:{COMMIT}"


def test_the_check_before_production_refuses_none(settings, tmp_path, monkeypatch):
    settings.BASE_DIR = tmp_path
    (found,) = apps._names_its_software()
    assert (found.level, "IECSITE_COMMIT" in found.msg) == (checks.ERROR, True)
    monkeypatch.setenv("IECSITE_COMMIT", COMMIT)
    software.cache_clear()
    assert apps._names_its_software() == []


@pytest.mark.django_db(transaction=True)
def test_production_freezes_no_public_round_without_it(settings, monkeypatch):
    settings.PRODUCTION = True
    monkeypatch.setattr(freeze, "software", lambda: UNKNOWN)
    rounds.candidate("FR-WH", at=NOON)
    round_ = draws.approved({"FR-WH": 1}, at=NOON, draw_at=NOON + freeze.SHORTEST_GAP + freeze.MARGIN, test_source=False)
    operations.advance(round_id=round_.pk, at=NOON)
    round_.refresh_from_db()

    assert (round_.last_error, Draw.objects.filter(round=round_).exists()) == (stops.NO_SOFTWARE, False)

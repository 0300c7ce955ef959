"""A result is judged before anybody is told: what the machine fails at is no refusal, and nothing of it is left lying about."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from rounds import verify_draw
from rounds.models import RoundEntry
from rounds.operations import draws as steps
from rounds.publication import files, verdict
from rounds.rules import stops
from rounds.states import RoundState
from tests.factories import draws, rounds

pytestmark = pytest.mark.django_db


@pytest.fixture
def drawn(noon):
    for _person in range(3):
        rounds.candidate("FR-WH", at=noon)
    return draws.carried_out({"FR-WH": 1}, at=noon, until=RoundState.DRAWN)


def verifier_ends(monkeypatch, code, said="", told=""):
    """The public program, as if something had happened to its process."""
    ended = subprocess.CompletedProcess([], code, said, told)
    monkeypatch.setattr(subprocess, "run", lambda *_words, **_more: ended)


@pytest.mark.parametrize(
    ("code", "said", "told"),
    [
        (-9, "  reading the list", ""),
        (1, "", "Traceback (most recent call last):\nMemoryError"),
        (3, "NO VERDICT: this machine failed (No space left on device).", ""),
    ],
)
def test_a_verifier_that_came_to_no_end_refuses_nothing_and_is_asked_again(drawn, noon, monkeypatch, code, said, told):
    with monkeypatch.context() as patched:
        verifier_ends(patched, code, said, told)
        assert steps.advance(round_id=drawn.pk, at=noon) == RoundState.DRAWN
    drawn.refresh_from_db()
    assert (drawn.put_aside_at, drawn.last_error) == (None, "NoVerdict")
    assert draws.carry_on_after_failure(drawn, at=noon + steps.WAIT).state == RoundState.CLOSED


def test_a_verifier_that_came_to_no_end_after_the_invitations_leaves_no_result_published(drawn, noon, monkeypatch):
    draws.carry_on(drawn, at=noon, until=RoundState.ISSUED)
    with monkeypatch.context() as patched:
        verifier_ends(patched, -9)
        assert steps.advance(round_id=drawn.pk, at=noon) == RoundState.ISSUED
    assert files.RESULT not in (files.folder_of(drawn.code) / files.SUMS).read_text()
    assert not (files.folder_of(drawn.code) / files.RESULT).exists()
    assert draws.carry_on_after_failure(drawn, at=noon + steps.WAIT).state == RoundState.CLOSED


def test_a_fault_of_the_machine_after_the_invitations_leaves_no_result_published(drawn, noon, monkeypatch):
    draws.carry_on(drawn, at=noon, until=RoundState.ISSUED)
    folder = files.folder_of(drawn.code)

    def no_room(*_words, **_more):
        (folder / ".result.json.abc").write_bytes(b"a process was killed as it wrote this")
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(subprocess, "run", no_room)
        assert steps.advance(round_id=drawn.pk, at=noon) == RoundState.ISSUED
    assert {path.name for path in folder.iterdir()} == set(files.LIST_FILES)
    assert draws.carry_on_after_failure(drawn, at=noon + steps.WAIT).state == RoundState.CLOSED


def test_a_real_refusal_stops_the_round_with_the_words_of_the_verifier(drawn, noon, monkeypatch):
    verifier_ends(monkeypatch, 1, "  1 of 6\nNOT VERIFIED: the seed is another.")
    steps.advance(round_id=drawn.pk, at=noon)
    drawn.refresh_from_db()
    assert drawn.last_error == stops.REFUSED_BEFORE
    assert RoundEntry.objects.get(kind="round_put_aside").details["verifier"] == "NOT VERIFIED: the seed is another."


def test_what_a_killed_process_left_is_swept_and_the_folder_of_a_running_one_is_not(drawn, noon, monkeypatch, tmp_path):
    here = tmp_path / "temporary"
    here.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(here))
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    left, running = here / f"{verdict.UNISSUED}{gone.pid}-abc", here / f"{verdict.UNISSUED}1-abc"
    for folder in (left, running, here / "round-of-somebody"):
        folder.mkdir()
        (folder / files.RESULT).write_text("{}")

    files.check_unpublished(drawn)

    assert sorted(one.name for one in here.iterdir()) == [running.name, "round-of-somebody"]


def test_the_folder_is_open_to_its_process_alone(drawn, monkeypatch):
    modes = []

    def looked_at(command, **_more):
        modes.append(Path(command[2]).stat().st_mode & 0o777)
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(subprocess, "run", looked_at)
    files.check_unpublished(drawn)
    assert modes == [0o700]


def test_a_disk_without_room_is_no_refusal_of_the_public_program(noon, tmp_path):
    rounds.candidate("FR-WH", at=noon)
    round_ = draws.carried_out({"FR-WH": 1}, at=noon)
    command = [sys.executable, "-c", NO_ROOM, str(Path(verify_draw.__file__).parent), str(files.folder_of(round_.code))]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout.splitlines()[-1].split(":")[0]) == (3, "NO VERDICT"), ended.stderr


# Every list is put into a file, and no file can be opened any more once the program is loaded.
NO_ROOM = """
import errno, os, sys, tempfile
sys.path.insert(0, sys.argv[1])
import verify_draw
def full(*words, **more):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
tempfile.SpooledTemporaryFile = full
sys.exit(verify_draw.main([sys.argv[2], "--allow-test"]))
"""

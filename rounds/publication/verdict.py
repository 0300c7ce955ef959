"""The public verifier judges a round's files before anybody is told, in a process of its own."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rounds import verify_draw
from rounds.models import Round

UNISSUED = "iecsite-round-"
"""How the folders begin in which a result is judged before anybody is told; the number of their process follows."""
# How the verifier begins its last line when it refuses a round.
REFUSALS = ("NOT VERIFIED: ", "NOT DRAWN YET: ")


class NotVerified(Exception):
    """The files that are to be published do not pass the public verifier."""


class NoVerdict(Exception):
    """The public verifier came to no end (it was killed, or the machine had no room): nothing is known of the files."""


@contextmanager
def unseen() -> Iterator[Path]:
    """A folder that only this process can open and that is gone afterwards. One that a killed process left is swept first."""
    _sweep_unissued()
    # Python makes it for its owner alone (0700).
    with tempfile.TemporaryDirectory(prefix=f"{UNISSUED}{os.getpid()}-") as name:
        yield Path(name)


def judge(folder: Path, round_: Round) -> None:
    """
    Let the public verifier judge the files of a round that lie in a folder.

    :raises NotVerified: with the verifier's first reason
    :raises NoVerdict: when it came to no end
    """
    command = [sys.executable, str(Path(verify_draw.__file__)), str(folder)]
    if round_.test_source:
        command.append("--allow-test")
    judged = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  (a fixed program of ours)
    if judged.returncode == 0:
        return
    said = (judged.stdout.strip().splitlines() or [""])[-1]
    if judged.returncode == 1 and said.startswith(REFUSALS):
        raise NotVerified(said)
    raise NoVerdict(f"{judged.returncode}: {(said or judged.stderr.strip())[-300:]}")


def _sweep_unissued() -> None:
    """Remove the folders of unissued results whose process is no more: it was killed before it could."""
    for folder in Path(tempfile.gettempdir()).glob(f"{UNISSUED}*"):
        process = folder.name.removeprefix(UNISSUED).partition("-")[0]
        if process.isdecimal() and not folder.is_symlink() and not _runs(int(process)):
            # Where it belongs to somebody else, or another sweep was quicker, nothing is removed.
            shutil.rmtree(folder, ignore_errors=True)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True

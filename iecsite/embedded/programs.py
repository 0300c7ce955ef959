"""How a server's program is run."""

import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from iecsite.embedded.privileges import Identity


def executable(program: Path, *, copies: Path, companions: Iterable[Path] = ()) -> Path:
    """
    Return a program that the server's user may execute: the wheel's own, or a copy in `copies` where that one is closed.

    A wheel installed by a careful root (umask 077) lets nobody else execute it, and no right to read helps.
    `companions` are the folders beside the program's own that it looks for from there.
    """
    if os.geteuid() != 0 or program.stat().st_mode & stat.S_IXOTH:
        return program
    copy = copies / program.parent.name / program.name
    copy.parent.mkdir(parents=True, exist_ok=True)
    for folder in (copies, copy.parent):
        folder.chmod(0o755)
    shutil.copyfile(program, copy)
    copy.chmod(0o755)
    for companion in companions:
        link = copies / companion.name
        link.unlink(missing_ok=True)
        link.symlink_to(companion)
    return copy


def launch(
    argv: list[str], *, who: Identity | None, log: Path, background: bool, stdin: str = "", libraries: Path | None = None
) -> int:
    """
    Run a program as this user (None: as we are), its output going to the log.

    Returns its exit code; its process number when it is left running in the background. `libraries` is where it finds
    those that came with it.

    :raises OSError: when Python itself cannot be started
    """
    order = {
        "argv": argv,
        "background": background,
        "uid": who and who.uid,
        "gid": who and who.gid,
        "capability": who and who.capability,
    }
    # Nothing of the caller's environment: PGDATA, LANG and their like would bend what we ask for.
    environment = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
    if libraries:
        environment["LD_LIBRARY_PATH"] = str(libraries)
    with log.open("ab") as output:
        launcher = subprocess.run(  # noqa: S603 - our own script, and a program out of a wheel that we named
            [sys.executable, "-I", "-S", str(Path(__file__).with_name("launch.py")), json.dumps(order)],
            input=stdin.encode(),
            stdout=subprocess.PIPE if background else output,
            stderr=output,
            cwd="/",
            env=environment,
            # A terminal's Ctrl-C reaches every process of its session; this one must not stop half-way.
            start_new_session=True,
            check=False,
        )
    return int(launcher.stdout) if background and launcher.returncode == 0 else launcher.returncode

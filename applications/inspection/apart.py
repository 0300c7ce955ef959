"""Inspects a file in a process of its own, so that a hostile one costs that process and nothing else."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO

from applications.inspection import found, kinds, scanner
from applications.inspection.found import Cleaned, Inspection, Problem
from applications.inspection.limits import MOST_BYTES, MOST_SECONDS

_ROOT = Path(__file__).parents[2]
# Isolated mode takes neither the environment's paths nor the working folder; the project's root is named alone.
_START = "import sys; sys.path.insert(0, sys.argv[1]); from applications.inspection import child; child.main()"


def examine(
    file: BinaryIO, name: str, *, portrait: bool = False, clamd: scanner.Address | None = None
) -> tuple[Inspection, Cleaned | None]:
    """
    What a file is, what is wrong with it, and the copy to store; no copy when something is wrong.

    Bounded: 20 MB are read at most, and the process apart has a limit on its memory and time.

    :param file: read from its present place
    :param name: as its owner named it; only its ending is looked at
    :param portrait: it is to be a photo of the person, not of a page
    :param clamd: host and port of a virus scanner that is asked first; None where there is none
    """
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        too_large = Problem("too_large", {"limit": MOST_BYTES // 1024 // 1024})
        return Inspection(kind="", size=len(content), sha256="", problems=(too_large,)), None
    harm = scanner.problem_of(content, clamd)
    if harm is not None:
        digest = hashlib.sha256(content).hexdigest()
        return Inspection(kind="", size=len(content), sha256=digest, problems=(harm,)), None
    purpose = "portrait" if portrait else "page"
    try:
        # The program and its arguments are our own; of the file only its ending, letters and digits, is passed on.
        done = subprocess.run(  # noqa: S603 - see above
            [sys.executable, "-I", "-c", _START, str(_ROOT), kinds.ending_of(name), purpose],
            input=content,
            capture_output=True,
            timeout=MOST_SECONDS,
            check=True,
            env={"LC_ALL": "C.UTF-8"},
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        return _too_complex(content), None
    line, _, rest = done.stdout.partition(b"\n")
    inspection = found.from_plain(json.loads(line))
    if not inspection.accepted:
        return inspection, None
    kind, _, copy = rest.partition(b"\n")
    return inspection, Cleaned(copy, kind.decode())


def _too_complex(content: bytes) -> Inspection:
    digest = hashlib.sha256(content).hexdigest()
    return Inspection(kind="", size=len(content), sha256=digest, problems=(Problem("too_complex"),))

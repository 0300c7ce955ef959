"""Which software draws: the commit that a manifest names."""

import re
from functools import cache
from pathlib import Path

from django.conf import settings

from iecsite import environment

UNKNOWN = "git:" + "0" * 40


@cache
def software() -> str:
    """
    `git:` and the 40 digits of the commit that runs: from IECSITE_COMMIT, or else from the working copy.

    Forty zeros where neither says: a test round then names no software, and in production no public round is frozen.
    """
    commit = environment.text("IECSITE_COMMIT") or _checked_out()
    return f"git:{commit}" if re.fullmatch(r"[0-9a-f]{40}", commit) else UNKNOWN


def _checked_out() -> str:
    try:
        folder, common = _folders(settings.BASE_DIR)
        head = _text(folder / "HEAD")
        if not head.startswith("ref: "):
            return head
        name = head.removeprefix("ref: ")
        for place in (folder, common):
            if (place / name).is_file():
                return _text(place / name)
        packed = _text(common / "packed-refs").splitlines()
        return next((line.split()[0] for line in packed if line.endswith(f" {name}")), "")
    except (OSError, ValueError):
        return ""


def _folders(base: Path) -> tuple[Path, Path]:
    """Where a working copy keeps its HEAD, and where its branches are: two places when it is one of several of one repository."""
    folder = base / ".git"
    if folder.is_file():
        folder = base / _text(folder).removeprefix("gitdir: ")
    common = folder / "commondir"
    return folder, folder / _text(common) if common.is_file() else folder


def _text(path: Path) -> str:
    return path.read_text(encoding="ascii").strip()

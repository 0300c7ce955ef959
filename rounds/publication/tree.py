"""What lies in a folder of open data and is not of it: files that a killed process had begun, and what is no longer published."""

import os
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from rounds.publication import files, whole
from rounds.rules.time_stamps import FILES as STAMPS

# A file younger than this may be on its way: written by another process, or of a step that is not over.
SETTLED = 3600  # seconds
# As `files.put` names them while it writes.
_BEGUN = re.compile(r"\.(?P<name>.+)\.[a-z0-9_]{8}")
# Of the pools, seasons and rounds of any year; of the rest the tree has fixed names.
_FORMS = re.compile(
    r"pools/\d{4}/[A-Z0-9-]{1,20}\.csv"
    r"|feeds/(\d{4}/[A-Z0-9-]{1,20}|rounds)\.[a-z]{2}\.atom"
    r"|seasons/\d{4}/outcomes\.csv"
    r"|rounds/\d{4}-\d{3}/(?P<file>[^/]+)"
)


class NotATree(Exception):
    """A folder in which nothing is removed; its first argument is why, as a sentence."""


def check_may_delete(folder: Path) -> None:
    """
    Make sure, before anything is written, that a folder is a tree of open data and has nothing of the site's own in it.

    :raises NotATree: when it is not, or may not be
    """
    here, live = folder.resolve(), live_folder().resolve()
    for name in ("MEDIA_ROOT", "PUBLIC_DIR", "LOCAL_DIR", "BASE_DIR"):
        kept = Path(getattr(settings, name)).resolve()
        if kept.is_relative_to(here) or (here.is_relative_to(kept) and here != live):
            raise NotATree(f"{folder} is, holds or lies in {name} ({kept})")
    try:
        begins = (here / "rounds" / files.CHAIN).read_bytes()[:6]
    except OSError:
        begins = b""
    if begins != b"round,":
        raise NotATree(f"{folder} has no rounds/{files.CHAIN} that an earlier run wrote")


def live_folder() -> Path:
    """The folder from which the site serves, and into which steps of rounds write."""
    return Path(settings.PUBLIC_DIR) / "data"


def may_be_ours(name: str) -> bool:
    """Whether a name under the folder is of a form that the tree has or had, whole or just begun."""
    name = _begun(name) or name
    if name in whole.ALWAYS or name in whole.tables_by_name():
        return True
    found = _FORMS.fullmatch(name)
    return found is not None and (found["file"] is None or found["file"] in {*files.RESULT_FILES, *STAMPS})


def round_of(name: str) -> str | None:
    """The code of the round in whose folder a name lies."""
    parts = Path(name).parts
    return parts[1] if len(parts) == 3 and parts[0] == "rounds" else None


def sweep(folder: Path, ours: Iterable[str]) -> None:
    """Remove the files that a killed process had begun to write in place of one of ours (names under the folder)."""
    known = set(ours)
    remove(folder, [name for name in _names(folder) if (begun := _begun(name)) is not None and begun in known])


def others(folder: Path, ours: Iterable[str]) -> list[str]:
    """The names under a folder of all files that are not ours, in their order, but for those just begun."""
    known = set(ours)
    return sorted(name for name in _names(folder) if name not in known and _begun(name) not in known)


def remove(folder: Path, names: Iterable[str]) -> list[str]:
    """
    Remove files that have lain there for an hour, and the folders that are empty then.

    :returns: the names of those that were removed
    """
    removed = []
    for name in names:
        path = folder / name
        # Another run may have been quicker.
        with suppress(FileNotFoundError):
            if time.time() - path.lstat().st_mtime >= SETTLED:
                path.unlink()
                removed.append(name)
                _remove_empty(folder, path)
    return removed


def _remove_empty(folder: Path, path: Path) -> None:
    # It may not be empty, or somebody was quicker.
    with suppress(OSError):
        for above in path.parents:
            if above == folder:
                break
            above.rmdir()


def _names(folder: Path) -> Iterator[str]:
    for above, _folders, names in os.walk(folder):
        yield from ((Path(above) / name).relative_to(folder).as_posix() for name in names)


def _begun(name: str) -> str | None:
    path = Path(name)
    found = _BEGUN.fullmatch(path.name)
    return None if found is None else (path.parent / found["name"]).as_posix()

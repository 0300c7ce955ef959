"""What lies in a folder of open data and is not of it: files that a killed process had begun, and what is no longer published."""

import os
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

# A file younger than this may be on its way: written by another process, or of a step that is not over.
SETTLED = 3600  # seconds
# As `files.put` names them while it writes.
_BEGUN = re.compile(r"\.(?P<name>.+)\.[a-z0-9_]{8}")


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
                for above in path.parents:
                    if above == folder or any(above.iterdir()):
                        break
                    above.rmdir()
    return removed


def _names(folder: Path) -> Iterator[str]:
    for above, _folders, names in os.walk(folder):
        yield from ((Path(above) / name).relative_to(folder).as_posix() for name in names)


def _begun(name: str) -> str | None:
    path = Path(name)
    found = _BEGUN.fullmatch(path.name)
    return None if found is None else (path.parent / found["name"]).as_posix()

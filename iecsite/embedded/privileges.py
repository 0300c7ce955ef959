"""
As whom a server runs. PostgreSQL refuses root, so root starts the servers as `nobody`.

No folder outside `.local/` is opened for that. Where one in the way is closed to `nobody` (a project below /root, say),
the server keeps the one capability that lets it through: CAP_DAC_READ_SEARCH, or CAP_DAC_OVERRIDE in containers, which
have only that.
"""

import os
import pwd
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

# From linux/capability.h.
CAP_DAC_OVERRIDE = 1
CAP_DAC_READ_SEARCH = 2


class ClosedFolder(Exception):
    """A folder in the way is closed to the user as whom the server must run."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self.folder = folder


@dataclass(frozen=True)
class Identity:
    """A user to become, and the number of the one capability to keep."""

    uid: int
    gid: int
    capability: int | None


def unprivileged() -> tuple[int, int]:
    """Return the user and group numbers of `nobody`."""
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        return 65534, 65534
    return entry.pw_uid, entry.pw_gid


def closed(path: Path, *, uid: int, gid: int, wanted: int) -> Path | None:
    """Return the first part of a path that this user cannot pass (or, for the last part, use as wanted), or None."""
    for part in [*reversed(path.parents), path]:
        facts = part.stat()
        bits = stat.S_IMODE(facts.st_mode)
        allowed = bits >> 6 if facts.st_uid == uid else bits >> 3 if facts.st_gid == gid else bits
        need = wanted if part == path else 0o1
        if allowed & need != need:
            return part
    return None


def permitted() -> int:
    """Return the capabilities that this process may use, as a number of bits; 0 where there is no such thing."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1], 16) for line in lines if line.startswith("CapPrm:")), 0)


def identity(reached: Iterable[tuple[Path, int]], stand_in: tuple[int, int]) -> Identity | None:
    """
    Return as whom a server must run that reaches these paths (with the permission bits it needs); None: as we are.

    `stand_in` is the user and group as whom root runs it.

    :raises ClosedFolder: when root's stand-in cannot reach one of them and no capability can help
    """
    if os.geteuid() != 0:
        return None
    uid, gid = stand_in
    obstacles = [part for path, wanted in reached if (part := closed(path, uid=uid, gid=gid, wanted=wanted))]
    if not obstacles:
        return Identity(uid, gid, None)
    ours = permitted()
    for capability in (CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE):
        if ours >> capability & 1:
            return Identity(uid, gid, capability)
    raise ClosedFolder(obstacles[0])

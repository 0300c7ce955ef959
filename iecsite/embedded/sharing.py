"""
Who uses a server, kept by the kernel: file locks vanish with their process, however it ends.

`start.lock` is held by whoever starts or stops the server. `users.lock` is held, shared, by everyone who uses it; who
gets it alone is the last. A forked child inherits its parent's share and keeps the server up as long as it lives.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class StillHeld(Exception):
    """Another process has held the start lock for longer than we wait."""


def _same_file(fd: int, path: Path) -> bool:
    """Return whether this path still names the open file: the folder may have been removed and made anew."""
    try:
        return os.path.samestat(os.fstat(fd), path.stat())
    except FileNotFoundError:
        return False


@contextmanager
def alone(path: Path, *, seconds: float) -> Iterator[None]:
    """
    Hold the lock of this path for the time of the block.

    :raises StillHeld: when somebody else holds it for so many seconds
    """
    deadline = time.monotonic() + seconds
    while True:
        fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            while True:
                try:
                    fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > deadline:
                        raise StillHeld(str(path)) from None
                    time.sleep(0.005)
            if _same_file(fd, path):
                yield
                return
        finally:
            # Unlocked before it is closed: a child forked meanwhile has a copy, which would keep the lock.
            fcntl.flock(fd, fcntl.LOCK_UN)
            os.close(fd)


class Share:
    """This process's share in the use of a server."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._fd: int | None = None

    def held(self) -> bool:
        """Return whether this process is counted among the users of the server."""
        return self._fd is not None and _same_file(self._fd, self.path)

    def take(self) -> None:
        """Be counted. Under the start lock, so that nobody is just stopping the server."""
        if self.held():
            return
        self._close()
        fd = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(fd, fcntl.LOCK_SH)
        self._fd = fd

    def leave(self) -> bool:
        """Be counted no more; return whether nobody else is. Under the start lock."""
        # Closed, not unlocked: a forked child goes on using the same lock.
        self._close()
        fd = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        finally:
            os.close(fd)
        return True

    def _close(self) -> None:
        if self._fd is not None:
            with suppress(OSError):
                os.close(self._fd)
            self._fd = None

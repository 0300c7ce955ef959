"""
Which processes are ours, and how to end them.

A process number in a file proves nothing after a crash: the number may belong to somebody else by then. Each server
therefore carries a tag, made of its folder, in its command line (PostgreSQL's children carry it in their titles).
"""

import hashlib
import os
import signal
import subprocess
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")
# Where there is no /proc, as on macOS, we ask this program.
PS = "/bin/ps"
HAS_PROC = PROC.joinpath("self", "cmdline").exists()


def tag(folder: Path) -> str:
    """Return the mark that every process of the server in this folder bears in its command line."""
    return f"iecsite-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]}"


def _command_line(pid: int) -> str:
    """Return the command line of a process; empty when it is gone, only waits to be reaped, or is just being set."""
    if HAS_PROC:
        try:
            return PROC.joinpath(str(pid), "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    asked = subprocess.run([PS, "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)  # noqa: S603 - a number
    return asked.stdout


def _is_at_work(pid: int) -> bool:
    """Return whether there is such a process, other than one that has ended and waits to be reaped."""
    try:
        state = PROC.joinpath(str(pid), "stat").read_text(errors="replace").rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return False
    return state not in "ZX"


def is_alive(pid: int, mark: str) -> bool:
    """Return whether this process runs and bears the mark."""
    for _ in range(50):
        line = _command_line(pid)
        if line.strip() or not HAS_PROC or not _is_at_work(pid):
            return mark in line
        # While a program takes over a process, or writes its title, the line is empty for a moment.
        time.sleep(0.001)
    return False


def marked(mark: str) -> list[int]:
    """Return every running process that bears the mark, this one excepted."""
    if HAS_PROC:
        pids: Iterable[int] = (int(entry) for entry in os.listdir(PROC) if entry.isdigit())
    else:
        listed = subprocess.run([PS, "-axo", "pid="], capture_output=True, text=True, check=False)  # noqa: S603 - no input
        pids = (int(pid) for pid in listed.stdout.split())
    return [pid for pid in pids if pid != os.getpid() and mark in _command_line(pid)]


def wait_gone(pids: list[int], mark: str, *, seconds: float) -> list[int]:
    """Wait until these processes are gone; return those that are still there after so many seconds."""
    deadline = time.monotonic() + seconds
    while True:
        pids = [pid for pid in pids if is_alive(pid, mark)]
        if not pids or time.monotonic() > deadline:
            return pids
        time.sleep(0.01)


def end(pids: list[int], mark: str, *, by: signal.Signals, seconds: float) -> None:
    """
    Ask these processes to end by a signal, and end them by force after so many seconds.

    :raises PermissionError: when one belongs to another user
    """
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, by)
    for pid in wait_gone(pids, mark, seconds=seconds):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    wait_gone(pids, mark, seconds=5)

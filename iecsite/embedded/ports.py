"""A free port on the loopback address, the same one each time as far as possible."""

import random
import socket
from pathlib import Path

# Below the range from which systems take the ports of outgoing connections (32768 and up on Linux).
FIRST, LAST = 20000, 32000


def is_free(port: int) -> bool:
    """Return whether a server could listen on this port of 127.0.0.1 now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # The servers set it too: without it a port that a server has just left looks taken for a minute.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def remembered(note: Path) -> int | None:
    """Return the port written in this file, or None when there is none that makes sense."""
    try:
        port = int(note.read_text())
    except (OSError, ValueError):
        return None
    return port if 1024 <= port <= 65535 else None


def choose(note: Path) -> int:
    """
    Return a free port: the remembered one, or another, which is then remembered in `note`.

    :raises OSError: when no port is free or the file cannot be written
    """
    port = remembered(note)
    if port is not None and is_free(port):
        return port
    for port in random.sample(range(FIRST, LAST), k=200):
        if is_free(port):
            note.write_text(f"{port}\n")
            return port
    raise OSError(f"no free port was found between {FIRST} and {LAST} on 127.0.0.1")

"""Asks ClamAV about a file, where a clamd is configured: its INSTREAM command over a socket, as its manual describes it."""

from __future__ import annotations

import logging
import socket
import struct

from applications.inspection.found import Problem

logger = logging.getLogger(__name__)

SECONDS = 20
_PORTION = 64 * 1024
_LONGEST_ANSWER = 4096


Address = tuple[str, int]


def problem_of(content: bytes, address: Address | None) -> Problem | None:
    """
    What a virus scanner has against a file; None where it has nothing, or where none is configured.

    A scanner that does not answer refuses the file for now: a file that nobody looked at is not kept where one should have.

    :param address: host and port of a clamd; None where there is none
    """
    if address is None:
        return None
    try:
        answer = _ask(content, address)
    except OSError as fault:
        logger.warning("The virus scanner does not answer (%s).", type(fault).__name__)
        return Problem("not_scanned")
    if answer.endswith("FOUND"):
        return Problem("malware")
    if answer.endswith("OK"):
        return None
    logger.warning("The virus scanner could not judge a file of %s bytes.", len(content))
    return Problem("not_scanned")


def _ask(content: bytes, address: Address) -> str:
    with socket.create_connection(address, timeout=SECONDS) as line:
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), _PORTION):
            portion = content[start : start + _PORTION]
            line.sendall(struct.pack("!I", len(portion)) + portion)
        line.sendall(struct.pack("!I", 0))
        answer = b""
        while b"\0" not in answer and len(answer) < _LONGEST_ANSWER and (more := line.recv(_LONGEST_ANSWER)):
            answer += more
    return answer.partition(b"\0")[0].decode("utf-8", "replace").strip()

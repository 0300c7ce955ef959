"""A time stamp of a manifest from an authority (RFC 3161, section 3.4, read 2026-11-29). Whoever keeps it verifies it first."""

from collections.abc import Iterator, Sequence
from http.client import HTTPException
from urllib.parse import urlsplit
from urllib.request import Request

from rounds.relays.asking import PATIENCE, NoAnswer, all_at_once, opener
from rounds.rules import time_stamps

LONGEST = 100_000  # bytes; an answer with its certificates has some six thousand


def fetch(authority: str, request: bytes) -> bytes:
    """
    Ask one authority for a time stamp.

    :param authority: its address, as https://stamps.example.org/tsr
    :param request: what `rules.time_stamps.request_for` made
    :returns: its answer as it gave it, which may be a refusal
    :raises NoAnswer: when it cannot be reached in time, or answers with something else
    """
    if urlsplit(authority).scheme not in {"http", "https"}:
        raise NoAnswer(f"{authority} is no web address")
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    try:
        asked = Request(authority, data=request, headers=headers)  # noqa: S310  (looked at above)
        with opener().open(asked, timeout=PATIENCE) as answer:
            told: bytes = answer.read(LONGEST + 1)
    except (OSError, HTTPException, ValueError) as failure:
        raise NoAnswer(f"{authority}: {type(failure).__name__}") from failure
    if not told or len(told) > LONGEST:
        raise NoAnswer(f"{authority} gave {len(told)} bytes")
    return told


def answers(authorities: Sequence[str], manifest: bytes, *, patience: float = PATIENCE) -> Iterator[tuple[str, bytes]]:
    """Ask all authorities at once; address and answer of each that answers in `patience` seconds, the quickest first."""
    request = time_stamps.request_for(manifest)
    return all_at_once(authorities, lambda authority: fetch(authority, request), patience=patience)

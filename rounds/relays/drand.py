"""
One drand value from a relay. No relay is trusted: whoever keeps the value verifies its signature first.

The path and the answer are those of the drand HTTP interface, version 1 (docs.drand.love, read 2026-11-24).
"""

import json
from collections.abc import Iterator, Sequence
from http.client import HTTPException
from urllib.parse import urlsplit
from urllib.request import Request

from rounds.relays.asking import PATIENCE, NoAnswer, all_at_once, opener
from rounds.rules.seeds import QUICKNET

LONGEST = 10_000  # bytes; an answer has some three hundred


def fetch(relay: str, number: int, *, chain: str = QUICKNET) -> str:
    """
    Ask one relay for the signature of a drand round, in hex as it gave it.

    :param relay: its address, as https://api.drand.sh
    :raises NoAnswer: when it cannot be reached in time, or answers with something else
    """
    if urlsplit(relay).scheme not in {"http", "https"}:
        raise NoAnswer(f"{relay} is no web address")
    request = Request(f"{relay.rstrip('/')}/{chain}/public/{number}", headers={"Accept": "application/json"})  # noqa: S310
    try:
        with opener().open(request, timeout=PATIENCE) as answer:
            told = json.loads(answer.read(LONGEST))
        if told["round"] != number or not isinstance(told["signature"], str):
            raise NoAnswer(f"{relay} answered about another round")
        return told["signature"]
    except (OSError, HTTPException, ValueError, KeyError, TypeError) as failure:
        raise NoAnswer(f"{relay}: {type(failure).__name__}") from failure


def candidates(relays: Sequence[str], number: int, *, patience: float = PATIENCE) -> Iterator[tuple[str, str]]:
    """Ask all relays at once; address and value of each that answers in `patience` seconds, the quickest first."""
    return all_at_once(relays, lambda relay: fetch(relay, number), patience=patience)

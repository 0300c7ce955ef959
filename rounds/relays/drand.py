"""
One drand value from a relay. No relay is trusted: whoever keeps the value verifies its signature first.

The path and the answer are those of the drand HTTP interface, version 1 (docs.drand.love, read 2026-11-24).
"""

import json
import logging
from collections.abc import Sequence
from http.client import HTTPException
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from rounds.rules.seeds import QUICKNET

logger = logging.getLogger(__name__)

PATIENCE = 5  # seconds for each relay
LONGEST = 10_000  # bytes; an answer has some three hundred


class NoValue(Exception):
    """The relay did not give the value; the message says how it failed."""


class _StayHere(HTTPRedirectHandler):
    """A relay that sends us elsewhere has failed: it may point at our own network."""

    def redirect_request(self, *arguments: object) -> None:
        """Never follow."""


def fetch(relay: str, number: int, *, chain: str = QUICKNET) -> str:
    """
    Ask one relay for the signature of a drand round, in hex as it gave it.

    :param relay: its address, as https://api.drand.sh
    :raises NoValue: when it cannot be reached in time, or answers with something else
    """
    if urlsplit(relay).scheme not in {"http", "https"}:
        raise NoValue(f"{relay} is no web address")
    request = Request(f"{relay.rstrip('/')}/{chain}/public/{number}", headers={"Accept": "application/json"})  # noqa: S310
    try:
        with build_opener(_StayHere).open(request, timeout=PATIENCE) as answer:
            told = json.loads(answer.read(LONGEST))
        if told["round"] != number or not isinstance(told["signature"], str):
            raise NoValue(f"{relay} answered about another round")
        return told["signature"]
    except (OSError, HTTPException, ValueError, KeyError, TypeError) as failure:
        raise NoValue(f"{relay}: {type(failure).__name__}") from failure


def candidates(relays: Sequence[str], number: int) -> list[tuple[str, str]]:
    """Ask the relays one after the other; address and value of each that answered."""
    found = []
    for relay in relays:
        try:
            found.append((relay, fetch(relay, number)))
        except NoValue as failure:
            logger.warning("A relay gave no random value: %s", failure)
    return found

"""
One drand value from a relay. No relay is trusted: whoever keeps the value verifies its signature first.

The path and the answer are those of the drand HTTP interface, version 1 (docs.drand.love, read 2026-11-24).
"""

import json
import logging
from collections.abc import Iterator, Sequence
from http.client import HTTPException
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from rounds.rules.seeds import QUICKNET

logger = logging.getLogger(__name__)

PATIENCE = 5  # seconds for a step of one relay, and for all of them together
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


def candidates(relays: Sequence[str], number: int, *, patience: float = PATIENCE) -> Iterator[tuple[str, str]]:
    """
    Ask all relays at once; address and value of each that answers, the quickest first.

    However slowly a relay lets its answer trickle in, nobody waits longer than `patience` seconds for all of them together: a
    time-out of the socket alone begins anew with every byte.
    """
    answers: SimpleQueue[tuple[str, str | NoValue]] = SimpleQueue()

    def ask(relay: str) -> None:
        try:
            answers.put((relay, fetch(relay, number)))
        except NoValue as failure:
            answers.put((relay, failure))

    for relay in relays:
        # One that is still waiting when we have what we need ends with its process.
        Thread(target=ask, args=(relay,), daemon=True).start()
    until = monotonic() + patience
    for _relay in relays:
        try:
            relay, told = answers.get(timeout=max(until - monotonic(), 0.001))
        except Empty:
            logger.warning("Not every relay answered within %s seconds.", patience)
            return
        if isinstance(told, NoValue):
            logger.warning("A relay gave no random value: %s", told)
        else:
            yield relay, told

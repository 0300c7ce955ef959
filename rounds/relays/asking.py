"""Several servers of others are asked at once; none of them is trusted, and none holds anybody up."""

import logging
from collections.abc import Callable, Iterator, Sequence
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import TypeVar
from urllib.request import HTTPRedirectHandler, OpenerDirector, build_opener

logger = logging.getLogger(__name__)

PATIENCE = 5  # seconds for a step of one server, and for all of them together

T = TypeVar("T")


class NoAnswer(Exception):
    """A server did not give what it was asked for; the message says how it failed."""


class _StayHere(HTTPRedirectHandler):
    """A server that sends us elsewhere has failed: it may point at our own network."""

    def redirect_request(self, *arguments: object) -> None:
        """Never follow."""


def opener() -> OpenerDirector:
    """What opens addresses of others: it follows nobody elsewhere."""
    return build_opener(_StayHere)


def all_at_once(addresses: Sequence[str], ask: Callable[[str], T], *, patience: float = PATIENCE) -> Iterator[tuple[str, T]]:
    """
    Ask all servers at once; address and answer of each that gives one, the quickest first.

    However slowly one lets its answer trickle in, nobody waits longer than `patience` seconds for all of them together: a
    time-out of the socket alone begins anew with every byte.

    :param ask: asks one address; its `NoAnswer` is logged and the address passed over
    """
    answers: SimpleQueue[tuple[str, T | NoAnswer]] = SimpleQueue()

    def one(address: str) -> None:
        try:
            answers.put((address, ask(address)))
        except NoAnswer as failure:
            answers.put((address, failure))

    for address in addresses:
        # One that is still waiting when we have what we need ends with its process.
        Thread(target=one, args=(address,), daemon=True).start()
    until = monotonic() + patience
    for _address in addresses:
        try:
            address, told = answers.get(timeout=max(until - monotonic(), 0.001))
        except Empty:
            logger.warning("Not every server answered within %s seconds.", patience)
            return
        if isinstance(told, NoAnswer):
            logger.warning("A server gave no answer: %s", told)
        else:
            yield address, told

"""Carry out acts in the same moment, each in a thread and on a connection of its own."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection


def at_the_same_moment(*acts: Callable[[], Any]) -> list[Any]:
    """
    Start all acts together behind one barrier, when every one has its connection.

    :returns: what each returned, or the exception that it raised, in the order of the acts
    """
    barrier = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=60)
            return act()
        except Exception as failure:  # a refusal is a result here
            return failure
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(acts)) as pool:
        return list(pool.map(run, acts))

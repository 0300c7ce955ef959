"""Carry out acts in the same moment, each in a thread and on a connection of its own."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import monotonic, sleep
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet


def at_the_same_moment(*acts: Callable[[], Any]) -> list[Any]:
    """
    Start all acts together behind one barrier, when every one has its connection.

    :returns: what each returned, or the exception that it raised, in the order of the acts
    """
    barrier = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        connection.ensure_connection()
        barrier.wait(timeout=60)
        return act()

    with ThreadPoolExecutor(max_workers=len(acts)) as pool:
        return list(pool.map(lambda act: _end_of(lambda: run(act)), acts))


def behind(held: QuerySet, *acts: Callable[[], Any]) -> list[Any]:
    """
    Hold rows, start the acts one after the other, each as soon as the one before waits for a lock, and then let the rows go:
    every act stands in its middle, with what it has locked so far, and goes on in that order.

    :returns: what each returned, or the exception that it raised; one of two that wait for each other is ended by the database
    """
    with ThreadPoolExecutor(max_workers=len(acts)) as pool:
        with transaction.atomic():
            assert list(held.select_for_update()), "there is nothing to wait for"
            under_way = []
            for act in acts:
                under_way.append(pool.submit(_end_of, act))
                _until_as_many_wait(len(under_way))
        return [one.result(timeout=120) for one in under_way]


def _until_as_many_wait(number: int) -> None:
    until = monotonic() + 60
    with connection.cursor() as cursor:
        while monotonic() < until:
            # What the others do is looked at once in a transaction, unless it is forgotten.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0] >= number:
                return
            sleep(0.02)
    raise AssertionError(f"the act of number {number} waits for nothing")


def _end_of(act: Callable[[], Any]) -> Any:
    try:
        return act()
    except Exception as failure:  # a refusal is a result here
        return failure
    finally:
        connection.close()

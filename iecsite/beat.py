"""Scheduled tasks, each run taken once: two beats, or a late one, do no harm."""

import functools
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from billiard.pool import SIG_SOFT_TIMEOUT
from celery import shared_task

from iecsite import clock
from iecsite.models import BeatSlot
from iecsite.turns import TimeIsUp

# The watchdog's memory: long enough to see a stopped beat, short enough to stay small.
KEPT = timedelta(days=2)

# name -> (seconds between runs, queue); filled in by the decorator, read by iecsite/celery.py.
SCHEDULE: dict[str, tuple[int, str]] = {}


def every(seconds: int, *, queue: str = "default", longest: int | None = None) -> Callable:
    """
    Make a function `f(*, at)` a Celery task that beat runs every so many seconds.

    A run first claims its slot in the database; the second of two beats finds it taken and stops.

    :param longest: seconds after which a run is ended, where one step of it may take longer than the limit of other tasks. Such
        a run outlives the broker's time-out and is handed out once more; so it must hold a lock that keeps the second one out
    """
    limits = {} if longest is None else {"time_limit": longest, "soft_time_limit": longest - 60}

    def decorate(function: Callable[..., None]) -> Callable:
        name = f"{function.__module__}.{function.__name__}"
        SCHEDULE[name] = (seconds, queue)

        @shared_task(name=name, ignore_result=True, **limits)
        @functools.wraps(function)
        def run(*, at_once: bool = False) -> None:
            at = clock.now()
            slot = None if at_once else claim(name, seconds=seconds, at=at)
            if not at_once and slot is None:
                return
            with _limit_raises_ours():
                function(at=at)
            if slot is not None:
                BeatSlot.objects.filter(pk=slot.pk).update(ended_at=clock.now())

        return run

    return decorate


@contextmanager
def _limit_raises_ours() -> Iterator[None]:
    """The soft limit of a task is a signal to its process; inside, it raises `TimeIsUp`, so that operations know no Celery."""
    if SIG_SOFT_TIMEOUT is None or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(SIG_SOFT_TIMEOUT, _time_is_up)
    try:
        yield
    finally:
        signal.signal(SIG_SOFT_TIMEOUT, before or signal.SIG_DFL)


def _time_is_up(*_signal: object) -> None:
    raise TimeIsUp


def claim(name: str, *, seconds: int, at: datetime) -> BeatSlot | None:
    """Take the run of a scheduled task that falls on `at`; None when another beat took it."""
    number = int(at.timestamp()) // seconds
    slot, taken = BeatSlot.objects.get_or_create(name=name, slot=number, defaults={"started_at": at})
    if not taken:
        return None
    BeatSlot.objects.filter(name=name, started_at__lt=at - KEPT).delete()
    return slot

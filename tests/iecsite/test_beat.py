"""Scheduled runs are taken once, however many beats there are."""

import itertools
import os
import signal
from datetime import timedelta

import pytest

from iecsite import beat, clock
from iecsite.models import BeatSlot
from iecsite.turns import TimeIsUp
from tests.races.together import at_the_same_moment

NAME = "tests.iecsite.test_beat.count"
_numbers = itertools.count(1)


@pytest.fixture
def counted(monkeypatch):
    """A scheduled task of this test, and the moments at which it ran."""
    moments = []
    monkeypatch.setattr(beat, "SCHEDULE", {})

    def count(*, at):
        moments.append(at)

    # Celery keeps a task for the life of the process, so each test's has a name of its own.
    count.__name__ = f"count_{next(_numbers)}"
    return beat.every(60)(count), moments


@pytest.fixture
def clock_at(monkeypatch):
    return lambda moment: monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.mark.django_db
def test_slot_is_taken_once(noon):
    assert beat.claim(NAME, seconds=60, at=noon) is not None
    assert beat.claim(NAME, seconds=60, at=noon + timedelta(seconds=59)) is None
    assert beat.claim(NAME, seconds=60, at=noon + timedelta(seconds=60)) is not None


@pytest.mark.django_db
def test_slot_of_one_task_is_not_that_of_another(noon):
    assert beat.claim(NAME, seconds=60, at=noon) is not None
    assert beat.claim("another", seconds=60, at=noon) is not None


@pytest.mark.django_db(transaction=True)
def test_eight_beats_at_once_take_a_slot_once(noon):
    taken = at_the_same_moment(*[lambda: beat.claim(NAME, seconds=60, at=noon)] * 8)

    assert not [one for one in taken if isinstance(one, Exception)]
    assert len([one for one in taken if one is not None]) == 1
    assert BeatSlot.objects.filter(name=NAME).count() == 1


@pytest.mark.django_db
def test_message_of_a_second_beat_does_nothing(counted, clock_at, noon):
    run, moments = counted
    clock_at(noon)
    run()
    run()

    assert moments == [noon]


@pytest.mark.django_db
def test_bell_runs_the_task_beside_its_schedule(counted, clock_at, noon):
    run, moments = counted
    clock_at(noon)
    run()
    run(at_once=True)
    run(at_once=True)

    assert len(moments) == 3
    assert BeatSlot.objects.count() == 1


@pytest.mark.django_db
def test_watchdog_sees_the_run_that_did_not_end(counted, clock_at, noon, monkeypatch):
    clock_at(noon)

    @beat.every(60)
    def breaks(*, at):
        raise RuntimeError("this run breaks")

    with pytest.raises(RuntimeError):
        breaks()
    counted[0]()

    ended = dict(BeatSlot.objects.values_list("name", "ended_at"))
    assert sorted(ended.values(), key=str) == [noon, None]


@pytest.mark.django_db
def test_slots_older_than_two_days_are_forgotten(noon):
    beat.claim(NAME, seconds=60, at=noon)
    beat.claim(NAME, seconds=60, at=noon + timedelta(days=2, minutes=1))

    assert BeatSlot.objects.count() == 1


def test_schedule_names_every_sweep_with_a_queue_of_its_own_kind():
    from iecsite.bell import QUEUES
    from iecsite.celery import app

    app.loader.import_default_modules()

    assert {queue for _seconds, queue in beat.SCHEDULE.values()} <= QUEUES
    assert set(beat.SCHEDULE) <= set(app.tasks)
    assert beat.SCHEDULE["profiles.tasks.deliver_letters"] == (15, "mail")


def test_the_soft_limit_reaches_a_task_as_our_own_exception_and_only_while_it_runs(monkeypatch):
    monkeypatch.setattr(beat, "SCHEDULE", {})
    before = signal.getsignal(signal.SIGUSR1)

    def endless(*, at):
        os.kill(os.getpid(), signal.SIGUSR1)

    with pytest.raises(TimeIsUp):
        beat.every(60)(endless)(at_once=True)

    assert signal.getsignal(signal.SIGUSR1) == before

"""Two beats by mistake: each run of the schedule is taken once."""

import re
import shelve
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import celery
import pytest
from celery.beat import ScheduleEntry
from celery.schedules import schedule
from django.db import connection

from iecsite.beat import SCHEDULE
from iecsite.celery import app
from iecsite.models import BeatSlot
from profiles.models import Letter
from rounds.models import Draw, Invitation, RandomValue, Round
from rounds.states import RoundState
from tests.factories import draws, rounds
from tests.faults.house import wait_until
from tests.faults.relay import Relay

app.loader.import_default_modules()
# A shorter period may end between the messages of the two beats, and the second is then a run of its own.
HOURLY = {name for name, (seconds, _queue) in SCHEDULE.items() if seconds >= 3600}

# What a worker says of a task that failed, with the last line of its traceback.
FAULT = re.compile(r"Task \S+ raised unexpected.*|^\w[\w.]*(?:Error|Exception|Timeout)\b.*", re.MULTILINE)


def notes_of_yesterday(path):
    """A beat's own notes by which everything is due now, so that nobody waits for the first tick."""
    long_ago = datetime.now(UTC) - timedelta(days=1)
    with shelve.open(str(path), writeback=True) as kept:
        kept["entries"] = {
            name: ScheduleEntry(name, name, long_ago, schedule=schedule(seconds), app=app)
            for name, (seconds, _queue) in SCHEDULE.items()
        }
        kept["__version__"], kept["tz"], kept["utc_enabled"] = celery.__version__, "UTC", True
    return path


def sent(beat):
    return Counter(name for name in SCHEDULE for _time in range(beat.said().count(f"Sending due task {name} ")))


def done(worker):
    return Counter(re.findall(r"Task (\S+)\[[^]]+\] succeeded in ", worker.said()))


def left(worker):
    """The tasks of which not both messages were worked off."""
    ended = done(worker)
    return sorted(name for name in SCHEDULE if ended[name] < 2)


@pytest.fixture
def waiting(house):
    """A public round whose list lies open and whose announced value is out, on a relay."""
    for _person in range(3):
        rounds.candidate("FR-WH", at=draws.BEACON_AT - timedelta(days=3), season=2023)
    return draws.with_real_beacon({"FR-WH": 2})


@pytest.fixture
def relay(monkeypatch):
    with Relay() as server:
        monkeypatch.setenv("DRAND_RELAYS", server.address)
        yield server


@pytest.mark.timeout(280)
def test_two_beats_ring_twice_and_each_slot_is_taken_once(house, tmp_path, sink, relay, waiting):
    assert HOURLY
    connection.close()
    worker = house.worker("default", "draw", "mail", "files")
    if (rest := 3600 - time.time() % 3600) < 60:
        time.sleep(rest + 1)
    beats = [house.beat(notes_of_yesterday(tmp_path / name)) for name in ("one", "two")]
    for beat in beats:
        wait_until(lambda beat=beat: set(sent(beat)) == set(SCHEDULE), what="the beat has sent its schedule")
    rows = BeatSlot.objects.filter(name__in=HOURLY)
    try:
        wait_until(lambda: not left(worker), seconds=120, what="no message is left")
    except AssertionError as late:
        late.add_note(f"{left(worker)}\n" + "\n".join(FAULT.findall(worker.said())))
        raise

    assert Counter(rows.values_list("name", flat=True)) == dict.fromkeys(HOURLY, 1)
    runs = Counter(BeatSlot.objects.values_list("name", "slot"))
    assert set(runs.values()) == {1}
    assert {name for name, _slot in runs} == set(SCHEDULE)
    assert not BeatSlot.objects.filter(ended_at__isnull=True).exists()
    # The round that waited has the one value of the relay, one result, and one invitation and letter for each who was drawn.
    wait_until(lambda: _goes_on(house, waiting), seconds=60, what="the round is closed")
    assert RandomValue.objects.get().value == draws.BEACON
    assert len(relay.asked) == 1
    assert Draw.objects.get(round=waiting).second_digest == Draw.objects.get(round=waiting).selection_sha256
    assert Invitation.objects.filter(round=waiting).count() == 2
    assert Counter(Letter.objects.filter(kind="rounds/invited").values_list("user_id", flat=True)).most_common(1)[0][1] == 1


def _goes_on(house, round_):
    """Rings as the next minutes of the beats do; whether it is over."""
    house.ring("rounds.tasks.advance_rounds", queue="draw")
    time.sleep(0.5)
    return Round.objects.get(pk=round_.pk).state == RoundState.CLOSED

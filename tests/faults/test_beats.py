"""Two beats by mistake: each run of the schedule is taken once."""

import shelve
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import celery
import pytest
from celery.beat import ScheduleEntry
from celery.schedules import schedule

from iecsite.beat import SCHEDULE
from iecsite.celery import app
from iecsite.models import BeatSlot
from tests.faults.house import wait_until

app.loader.import_default_modules()
# A shorter period may end between the messages of the two beats, and the second is then a run of its own.
HOURLY = {name for name, (seconds, _queue) in SCHEDULE.items() if seconds >= 3600}


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


@pytest.mark.timeout(120)
def test_two_beats_ring_twice_and_each_slot_is_taken_once(house, tmp_path, sink):
    assert HOURLY
    worker = house.worker("default", "draw", "mail", "files")
    if (left := 3600 - time.time() % 3600) < 60:
        time.sleep(left + 1)
    beats = [house.beat(notes_of_yesterday(tmp_path / name)) for name in ("one", "two")]
    for beat in beats:
        wait_until(lambda beat=beat: set(sent(beat)) == set(SCHEDULE), what="the beat has sent its schedule")
    rows = BeatSlot.objects.filter(name__in=HOURLY)
    wait_until(lambda: worker.said().count(" succeeded in ") >= 2 * len(SCHEDULE), what="no message is left")

    assert Counter(rows.values_list("name", flat=True)) == dict.fromkeys(HOURLY, 1)
    runs = Counter(BeatSlot.objects.values_list("name", "slot"))
    assert set(runs.values()) == {1}
    assert {name for name, _slot in runs} == set(SCHEDULE)
    assert not BeatSlot.objects.filter(ended_at__isnull=True).exists()

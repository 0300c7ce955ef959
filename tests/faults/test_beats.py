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
# Those of a minute or more; a shorter period may end between the two beats' messages, which is then another run.
SLOW = {name for name, (seconds, _queue) in SCHEDULE.items() if seconds >= 60}


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
    assert SLOW
    worker = house.worker("default", "draw", "mail", "files")
    # Away from the end of a minute, where the next run begins.
    time.sleep(max(0, time.time() % 60 - 40) and 61 - time.time() % 60)
    beats = [house.beat(notes_of_yesterday(tmp_path / name)) for name in ("one", "two")]
    for beat in beats:
        wait_until(lambda beat=beat: set(sent(beat)) == set(SCHEDULE), what="the beat has sent its schedule")
    rows = BeatSlot.objects.filter(name__in=SLOW)
    wait_until(lambda: rows.filter(ended_at__isnull=False).count() >= len(SLOW), what="every sweep has run")
    wait_until(lambda: worker.said().count(" succeeded in ") >= 2 * len(SCHEDULE), what="no message is left")

    assert Counter(rows.values_list("name", flat=True)) == dict.fromkeys(SLOW, 1)
    runs = Counter(BeatSlot.objects.values_list("name", "slot"))
    assert set(runs.values()) == {1}

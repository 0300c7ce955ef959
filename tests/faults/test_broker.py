"""Redis away or emptied: what people do on the site is done, and the work is found by the next sweep."""

import time

import pytest

from profiles.models import Letter
from profiles.states import LetterState, ProfileState
from tests.factories import people
from tests.faults.house import wait_until
from tests.faults.people import session_of

DELIVER = "profiles.tasks.deliver_letters"


@pytest.mark.timeout(120)
def test_act_succeeds_without_the_broker_and_the_sweep_finds_its_letter(house, sink, noon):
    profile = people.draft_profile(at=noon)
    session = session_of(profile.user)
    worker = house.worker("mail")
    web = house.web()
    wait_until(lambda: " ready." in worker.said(), what="the worker is ready")
    house.redis.stop()

    began = time.monotonic()
    answer = house.ask("POST", "/en/profile/check/", people.SIGNED | {"once": "a-key"}, session=session)
    assert time.monotonic() - began < 5

    assert (answer.status, answer.headers["Location"]) == (302, "/en/profile/sent/")
    profile.refresh_from_db()
    assert profile.state == ProfileState.ACTIVE
    assert "The broker did not take profiles.tasks.deliver_letters" in web.said()
    assert Letter.objects.get().state == LetterState.QUEUED

    house.redis.ensure()
    house.ring(DELIVER, queue="mail", at_once=False)
    wait_until(lambda: sink.answered, what="the sweep sends the letter, by the worker that lost its broker")
    assert worker.popen.poll() is None


@pytest.mark.timeout(120)
def test_broker_emptied_in_mid_work_loses_no_letter(house, sink, messages, noon):
    for _number in range(5):
        people.person(at=noon)
    due = sorted(Letter.objects.values_list("pk", flat=True))
    sink.hold_at = 2
    worker = house.worker("mail")
    house.ring(DELIVER, queue="mail")
    assert sink.held.wait(timeout=30)
    messages.flushall()
    worker.kill()
    sink.hold_at = None
    sink.released.set()
    house.sql("UPDATE profiles_letter SET claimed_until = now() WHERE claimed_until IS NOT NULL")

    house.worker("mail")
    house.ring(DELIVER, queue="mail", at_once=False)
    wait_until(lambda: len(sink.answered) == 5, what="the sweep sends what is left")
    assert sorted(sink.letters()) == due

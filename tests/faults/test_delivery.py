"""A worker killed in mid-delivery: no letter is lost, and none that the mail server took comes twice."""

import pytest

from profiles.models import Letter
from profiles.operations import delivery
from profiles.states import LetterState
from tests.factories import people
from tests.faults.house import wait_until

DELIVER = "profiles.tasks.deliver_letters"
LETTERS = 12


def let_time_pass(house):
    """The claim of the worker that was killed runs out."""
    house.sql("UPDATE profiles_letter SET claimed_until = now() WHERE claimed_until IS NOT NULL")


def unsent(house):
    return house.sql("SELECT count(*) FROM profiles_letter WHERE state <> 'sent'")[0][0]


@pytest.mark.timeout(120)
def test_worker_killed_while_the_mail_server_has_a_letter_in_hand_loses_and_doubles_none(house, sink, noon):
    for _number in range(LETTERS):
        people.person(at=noon)
    due = sorted(Letter.objects.values_list("pk", flat=True))
    sink.hold_at = 5
    worker = house.worker("mail")
    house.ring(DELIVER, queue="mail")
    assert sink.held.wait(timeout=30)
    worker.kill()
    assert len(sink.answered) == 4
    assert unsent(house) == LETTERS - 4

    sink.hold_at = None
    sink.released.set()
    let_time_pass(house)
    house.worker("mail")
    house.ring(DELIVER, queue="mail")
    wait_until(lambda: not unsent(house), what="every letter is sent")

    assert sorted(sink.letters()) == due
    assert Letter.objects.filter(state=LetterState.SENT).count() == LETTERS
    assert sorted(Letter.objects.values_list("attempts", flat=True)) == [1] * (LETTERS - 1) + [2]


@pytest.mark.timeout(120)
def test_children_of_two_workers_killed_at_once_leave_each_letter_sent_once(house, sink, noon):
    for _number in range(LETTERS + delivery.HANDFUL):
        people.person(at=noon)
    due = sorted(Letter.objects.values_list("pk", flat=True))
    sink.hold_at = 3
    workers = [house.worker("mail"), house.worker("mail")]
    for _worker in workers:
        house.ring(DELIVER, queue="mail")
    wait_until(lambda: sink.in_hand == 2, what="each has a letter in hand")
    for worker in workers:
        assert worker.kill_children()
    sink.hold_at = None
    sink.released.set()
    let_time_pass(house)
    house.ring(DELIVER, queue="mail")
    wait_until(lambda: not unsent(house), what="what the workers had in hand is handed out again")

    assert sorted(sink.letters()) == due

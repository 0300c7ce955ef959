"""The mail worker: everything that is due leaves in turns."""

import pytest
from django.core import mail

from iecsite import bell
from profiles import tasks
from profiles.models import Letter
from profiles.states import LetterState
from tests.factories import people

pytestmark = pytest.mark.django_db(transaction=True)


def test_task_sends_in_batches_until_none_is_left(noon, monkeypatch):
    monkeypatch.setattr(tasks, "BATCH", 2)
    for _one in range(5):
        people.person(at=noon)

    tasks.deliver_letters(at_once=True)

    assert len(mail.outbox) == 5
    assert not Letter.objects.exclude(state=LetterState.SENT).exists()


def test_task_rings_for_the_next_turn_when_its_time_is_over(noon, monkeypatch):
    rung = []
    monkeypatch.setattr(tasks, "BATCH", 2)
    monkeypatch.setattr(tasks, "TURN_SECONDS", -1)
    monkeypatch.setattr(bell, "ring", lambda task, *, queue: rung.append((task, queue)))
    for _one in range(5):
        people.person(at=noon)

    tasks.deliver_letters(at_once=True)

    assert len(mail.outbox) == 2
    assert rung == [("profiles.tasks.deliver_letters", "mail")]


def test_task_with_nothing_to_do_does_nothing():
    tasks.deliver_letters(at_once=True)

    assert mail.outbox == []

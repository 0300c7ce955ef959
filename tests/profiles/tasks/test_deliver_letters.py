"""The mail worker: everything that is due leaves in turns."""

import types

import pytest
from django.core import mail

from iecsite import bell, turns
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
    rung, moments = [], iter([0, *[1] * 5, *[turns.SECONDS] * 9])
    monkeypatch.setattr(turns, "time", types.SimpleNamespace(monotonic=lambda: next(moments)))
    monkeypatch.setattr(bell, "ring", lambda task, *, queue: rung.append((task, queue)))
    for _one in range(9):
        people.person(at=noon)

    tasks.deliver_letters(at_once=True)

    assert 0 < len(mail.outbox) < 9
    assert rung == [("profiles.tasks.deliver_letters", "mail")]


def test_task_with_nothing_to_do_does_nothing():
    tasks.deliver_letters(at_once=True)

    assert mail.outbox == []

"""Stored files go when no row names them any more, whatever is killed and whatever the storage answers."""

import logging
import types
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from iecsite import bell, clock, stored_files, tasks, turns
from iecsite.models import FileToRemove
from tests.races.together import at_the_same_moment

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def store(name):
    return default_storage.save(name, ContentFile(b"scan"))


def let_go(*names, at):
    with transaction.atomic():
        stored_files.let_go(names, at=at)


@pytest.mark.django_db(transaction=True)
def test_a_file_that_was_let_go_of_goes_with_the_next_run_although_its_process_died_at_the_commit(noon):
    gone, other = store("one.jpg"), store("two.jpg")
    let_go(gone, gone, at=noon)

    for _run in range(2):
        while stored_files.remove_next(at=noon):
            pass

    assert [default_storage.exists(name) for name in (gone, other)] == [False, True]
    assert not FileToRemove.objects.exists()


def test_a_file_stays_when_the_act_that_let_go_of_it_is_rolled_back(noon):
    name = store("one.jpg")
    with transaction.atomic():
        stored_files.let_go([name], at=noon)
        transaction.set_rollback(True)

    assert stored_files.remove_next(at=noon) is None
    assert default_storage.exists(name)


@pytest.mark.django_db(transaction=True)
def test_files_are_let_go_of_in_a_transaction_only(noon):
    with pytest.raises(RuntimeError, match="in the transaction"):
        stored_files.let_go(["one.jpg"], at=noon)


def test_a_file_on_which_the_storage_fails_is_tried_again_and_holds_up_no_other(noon, caplog):
    # The storage removes no folder that has something in it.
    inside = store("stuck/inside.jpg")
    let_go("stuck", store("two.jpg"), at=noon)

    for hours in range(3):
        while stored_files.remove_next(at=noon + hours * HOUR):
            pass

    row = FileToRemove.objects.get()
    assert (row.name, row.attempts, row.last_error) == ("stuck", 3, "OSError")
    assert [one.levelno for one in caplog.records] == [logging.WARNING, logging.WARNING, logging.ERROR]
    assert "stuck" not in caplog.text
    assert not default_storage.exists("two.jpg")

    default_storage.delete(inside)
    while stored_files.remove_next(at=noon + 3 * HOUR):
        pass

    assert not FileToRemove.objects.exists()
    assert not default_storage.exists("stuck")


def test_a_removal_that_takes_its_worker_down_is_counted_and_comes_after_the_others(noon, monkeypatch):
    first, second = store("one.jpg"), store("two.jpg")
    let_go(first, second, at=noon)

    def die(_claimed):
        raise SystemExit

    with monkeypatch.context() as broken:
        broken.setattr(stored_files, "_remove", die)
        with pytest.raises(SystemExit):
            stored_files.remove_next(at=noon)

    assert stored_files.remove_next(at=noon).name == second
    assert stored_files.remove_next(at=noon) is None
    assert stored_files.remove_next(at=noon + HOUR).name == first
    assert not default_storage.exists(first)


def test_the_end_of_the_tasks_time_is_no_failure_of_the_file_in_hand(noon, monkeypatch):
    let_go(store("one.jpg"), at=noon)

    def overtaken(_claimed):
        raise turns.TimeIsUp

    monkeypatch.setattr(stored_files, "_remove", overtaken)
    with pytest.raises(turns.TimeIsUp):
        stored_files.remove_next(at=noon)

    assert FileToRemove.objects.get().last_error == ""


def test_a_file_that_was_announced_and_not_kept_goes_after_six_hours():
    stored_files.announce("one.jpg")
    store("one.jpg")

    assert stored_files.remove_next(at=clock.now() + 5 * HOUR) is None
    stored_files.remove_next(at=clock.now() + 7 * HOUR)

    assert not default_storage.exists("one.jpg")


def test_a_file_that_was_kept_stays():
    stored_files.announce("one.jpg")
    with transaction.atomic():
        stored_files.keep("one.jpg")
        store("one.jpg")

    assert stored_files.remove_next(at=clock.now() + 7 * HOUR) is None
    assert default_storage.exists("one.jpg")


def test_nothing_is_kept_that_was_not_announced():
    with pytest.raises(stored_files.NotAnnounced):
        stored_files.keep("one.jpg")


def test_a_name_that_is_announced_anew_while_a_worker_has_its_old_file_in_hand_is_left_alone(noon):
    let_go(store("one.jpg"), at=noon)
    claimed = stored_files._claim(at=noon)
    stored_files.announce("one.jpg")

    stored_files._remove(claimed)

    assert default_storage.exists("one.jpg")
    assert FileToRemove.objects.get().attempts == 0


@pytest.mark.django_db(transaction=True)
def test_a_sweep_leaves_alone_what_is_being_kept():
    stored_files.announce("one.jpg")
    with transaction.atomic():
        stored_files.keep("one.jpg")
        store("one.jpg")
        [found] = at_the_same_moment(lambda: stored_files.remove_next(at=clock.now() + 7 * HOUR))

    assert found is None
    assert default_storage.exists("one.jpg")
    assert not FileToRemove.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_share_the_files(noon):
    let_go(*[store(f"{number}.jpg") for number in range(2)], at=noon)

    ends = at_the_same_moment(*[lambda: stored_files.remove_next(at=noon)] * 2)

    assert sorted(end.name for end in ends) == ["0.jpg", "1.jpg"]
    assert not FileToRemove.objects.exists()


def test_files_go_in_turns_and_the_next_one_is_rung_for(noon, monkeypatch):
    rung, moments = [], iter([0, *[turns.SECONDS] * 9])
    monkeypatch.setattr(turns, "time", types.SimpleNamespace(monotonic=lambda: next(moments)))
    monkeypatch.setattr(bell, "ring", lambda task, *, queue: rung.append((task, queue)))
    let_go("one.jpg", "two.jpg", at=noon)

    tasks.remove_files(at_once=True)

    assert FileToRemove.objects.count() == 1
    assert rung == [("iecsite.tasks.remove_files", "files")]

"""A round that stands still is told to whoever plans and approves rounds, once for each stop; so is a value that is late."""

from datetime import timedelta

import pytest

from profiles.letters import words
from profiles.models import Letter
from rounds.models import Round
from rounds.operations import draws as operations
from rounds.operations import rounds as acts
from rounds.operations import standstill
from rounds.rules import stops
from tests.conftest import NOON
from tests.factories import draws, people, rounds

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def public():
    rounds.candidate("FR-WH", at=NOON)
    people.staff("Support", at=NOON)
    return draws.public({"FR-WH": 1}, at=NOON)


def letters(kind):
    return Letter.objects.filter(kind=f"rounds/{kind}")


def test_a_stop_is_told_once_to_planners_and_approvers(public, caplog):
    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(operations.STEP, public.state, operations.Step(public.state, _impossible))
        for _twice in range(2):
            operations.advance(round_id=public.pk, at=public.draw_at)

    assert {one.user.email for one in letters("round_stopped")} == {"planner@example.org", "approver@example.org"}
    letter = letters("round_stopped").first()
    assert stops.told(stops.CHAIN_WENT_ON).happened[0] in words.compose(letter)[1]
    assert f"Round {public.code} was put aside" in caplog.text


def test_a_second_stop_of_the_same_round_is_told_again(public):
    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(operations.STEP, public.state, operations.Step(public.state, _impossible))
        operations.advance(round_id=public.pk, at=public.draw_at)
        later = public.draw_at + timedelta(hours=1)
        acts.try_again(round_id=public.pk, by=draws.planner(at=NOON), at=later)
        operations.advance(round_id=public.pk, at=later)
    assert letters("round_stopped").count() == 4


def test_a_round_whose_step_takes_its_worker_down_is_told_too(public, caplog):
    Round.objects.filter(pk=public.pk).update(attempts=operations.MOST_ATTEMPTS)
    operations.advance(round_id=public.pk, at=public.draw_at)
    assert letters("round_stopped").count() == 2
    assert "NoAnswer" in caplog.text


def test_a_value_that_is_an_hour_late_is_told_once(public):
    assert standstill.tell_of_silence(at=public.draw_at + timedelta(minutes=59)) == []
    for _twice in range(2):
        assert standstill.tell_of_silence(at=public.draw_at + timedelta(hours=1)) == [public]
    assert letters("value_missing").count() == 2
    assert "no relay has given the value" in words.compose(letters("value_missing").first())[1]


def _impossible(_round, *, at):
    raise operations.Impossible(stops.CHAIN_WENT_ON)

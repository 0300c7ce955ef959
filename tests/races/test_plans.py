"""A plan is approved in the moment in which the round after it is to be frozen: one of the two comes first, never both."""

from datetime import timedelta

import pytest

from rounds.models import Round
from rounds.operations import draws, plans
from rounds.operations import rounds as operations
from rounds.operations.rounds import CannotApprove
from rounds.states import RoundState
from tests.conftest import NOON
from tests.factories import draws as factory
from tests.factories import rounds
from tests.races.together import at_the_same_moment

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_plan_is_approved_or_gives_way_and_the_order_of_the_rounds_holds():
    rounds.candidate("FR-WH", at=NOON)
    first = factory.planned({"FR-WH": 1}, at=NOON)
    second = factory.approved({"FR-WH": 1}, at=NOON)
    approver = factory.approver(at=NOON)

    approved, _state = at_the_same_moment(
        lambda: operations.approve(round_id=first.pk, by=approver, at=NOON),
        lambda: draws.advance(round_id=second.pk, at=NOON),
    )

    states = dict(Round.objects.values_list("code", "state"))
    if isinstance(approved, CannotApprove):
        assert states == {first.code: RoundState.VOID, second.code: RoundState.FROZEN}
    else:
        assert states == {first.code: RoundState.APPROVED, second.code: RoundState.APPROVED}


def test_two_workers_put_a_plan_aside_once():
    plan = factory.planned(at=NOON)
    later = NOON + timedelta(days=1)

    done = at_the_same_moment(*[lambda: plans.put_aside_next(at=later)] * 3)

    assert [one for one in done if one is not None] == [plan]

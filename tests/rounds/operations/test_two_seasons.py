"""Two seasons at once: one person may wait in pools of both, is drawn from one list at a time and invited once."""

from datetime import timedelta

import pytest

from profiles.models import Letter
from profiles.states import ProfileState
from rounds.models import Invitation, Round, RoundEntry, Season
from rounds.operations import candidacies, season_end
from rounds.operations import draws as operations
from rounds.operations.plan_checks import CannotPlan
from rounds.queries.ledger import ledger
from rounds.states import InvitationState, RoundState
from tests.factories import draws, rounds

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_both(noon):
    """Somebody who came in the season 2025 and waits in a pool of 2026 too."""
    profile = rounds.candidate("FR-WH", at=noon - timedelta(days=120), season=2025)
    candidacies.enter_many(profile_id=profile.pk, pool_ids=[rounds.pool("FR-WH").pk], by=profile.user, at=noon)
    return profile


def test_a_list_is_fixed_when_everybody_drawn_from_that_of_another_season_is_invited(noon, in_both):
    first = draws.carried_out({"FR-WH": 1}, at=noon, season=2025, until=RoundState.PUBLISHED)
    second = draws.approved({"FR-WH": 1}, at=noon)
    assert operations.advance(round_id=second.pk, at=noon) == RoundState.APPROVED

    draws.carry_on(first, at=noon, until=RoundState.ISSUED)
    draws.carry_on(second, at=noon)

    assert Invitation.objects.get(profile=in_both).round == first
    assert second.pools.get().entries == 0


def test_a_round_that_was_put_aside_after_its_seed_holds_up_its_own_season_alone(noon, in_both):
    first = draws.carried_out({"FR-WH": 1}, at=noon, season=2025, until=RoundState.DRAWN)
    Round.objects.filter(pk=first.pk).update(put_aside_at=noon)
    second = draws.approved({"FR-WH": 1}, at=noon)

    assert draws.carry_on(second, at=noon).state == RoundState.CLOSED
    assert Invitation.objects.get(profile=in_both).round == second


def test_no_round_is_planned_while_the_list_of_another_season_lies_open(noon):
    other = draws.public({"FR-WH": 1}, at=noon, draw_at=noon + timedelta(days=3))
    with pytest.raises(CannotPlan, match=f"round {other.code} of season 2026 lies open until"):
        draws.planned({"FR-WH": 1}, at=noon, season=2025, freeze_at=noon + timedelta(days=2), draw_at=noon + timedelta(days=4))


def test_who_stands_in_two_lists_fixed_at_the_same_moment_is_invited_once(noon, in_both):
    both = [draws.approved({"FR-WH": 1}, at=noon, season=season) for season in (2025, 2026)]
    # Two workers: neither sees the list that the other one fixes.
    begun = [operations._begin(round_id=one.pk, at=noon) for one in both]
    for one, attempt in zip(both, begun, strict=True):
        operations._take(round_id=one.pk, attempt=attempt, at=noon)
    for one in both:
        draws.carry_on(one, at=noon)

    states = list(Invitation.objects.order_by("round__code").values_list("round__season", "state"))
    assert states == [(2025, InvitationState.ISSUED), (2026, InvitationState.CANCELLED)]
    assert Letter.objects.filter(kind="rounds/invited").count() == 1
    assert RoundEntry.objects.get(kind="invitation_cancelled").round == both[1]
    books = ledger(rounds.pool("FR-WH").pk)
    assert (books.issued, books.cancelled, books.balances) == (1, 1, True)


def test_whoever_stands_in_a_list_of_another_season_is_not_closed_with_their_own(noon, in_both):
    alone = rounds.candidate("FR-WH", at=noon - timedelta(days=120), season=2025)
    round_ = draws.carried_out({"FR-WH": 1}, at=noon, until=RoundState.PUBLISHED)
    Season.objects.filter(pk=2025).update(profiles_end_at=noon)

    assert season_end.close_next(at=noon) == 1
    assert season_end.close_next(at=noon) is None
    alone.refresh_from_db()
    assert alone.state == ProfileState.REMOVED
    draws.carry_on(round_, at=noon)
    assert Invitation.objects.get().profile == in_both

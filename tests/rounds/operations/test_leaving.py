"""Leaving a pool while its list is fixed waits for the draw; a withdrawal does not."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from profiles.models import Letter
from rounds.models import Candidacy, Invitation, RoundEntry
from rounds.operations import candidacies, invitations, leaving
from rounds.operations import rounds as operations
from rounds.states import CandidacyState, Departure, InvitationState, RoundState
from tests.factories import draws, rounds

pytestmark = pytest.mark.django_db


def leave(profile, *, at, code="FR-WH"):
    return candidacies.leave(profile_id=profile.pk, pool_id=rounds.pool(code).pk, by=profile.user, at=at)


def letters(profile):
    kinds = ["rounds/left_pool", "rounds/leave_waits"]
    return list(Letter.objects.filter(profile=profile, kind__in=kinds).order_by("id").values_list("kind", flat=True))


def asked_in_a_freeze(noon, *codes, invite=1, people=1):
    listed = [rounds.candidate(*(codes or ("FR-WH",)), at=noon) for _person in range(people)]
    round_ = draws.carried_out({"FR-WH": invite}, at=noon, until=RoundState.PUBLISHED)
    for one in listed:
        leave(one, at=noon)
    return (listed if people > 1 else listed[0]), round_


def test_in_a_fixed_list_leaving_waits_and_is_told_once(noon):
    profile, _round = asked_in_a_freeze(noon)
    again = leave(profile, at=noon + timedelta(minutes=1))

    assert (again.state, again.leave_asked_at) == (CandidacyState.WAITING, noon)
    assert leaving.leave_next(at=noon) == []
    assert letters(profile) == ["rounds/leave_waits"]
    assert RoundEntry.objects.filter(kind="pool_leave_asked").count() == 1


def test_after_the_draw_who_was_not_drawn_leaves_once_and_who_was_drawn_answers_first(noon):
    people, round_ = asked_in_a_freeze(noon, "FR-WH", "FR-YP", people=2)
    draws.carry_on(round_, at=noon)
    drawn = Invitation.objects.get(state=InvitationState.ISSUED)
    missed = next(one for one in people if one.pk != drawn.profile_id)

    assert [one.profile_id for one in leaving.leave_next(at=noon)] == [missed.pk]
    assert leaving.leave_next(at=noon) == []

    left = Candidacy.objects.get(profile=missed, pool__code="FR-WH")
    assert (left.state, left.reason) == (CandidacyState.LEFT, Departure.LEFT)
    assert letters(missed) == ["rounds/leave_waits", "rounds/left_pool"]
    assert Letter.objects.get(profile=missed, kind="rounds/left_pool").context["remaining"] == 1

    invitations.decline(invitation_id=drawn.pk, by=drawn.profile.user, at=noon)
    assert [one.profile_id for one in leaving.leave_next(at=noon)] == [drawn.profile_id]


def test_a_round_that_is_void_lets_the_wish_go_on(noon):
    profile, round_ = asked_in_a_freeze(noon)
    operations.void(round_id=round_.pk, reason_en="Not needed.", reason_fr="Inutile.", by=draws.approver(at=noon), at=noon)

    assert [one.profile_id for one in leaving.leave_next(at=noon)] == [profile.pk]


def test_the_next_list_is_fixed_without_whoever_asked_to_leave_before(noon):
    profile, round_ = asked_in_a_freeze(noon)
    operations.void(round_id=round_.pk, reason_en="Not needed.", reason_fr="Inutile.", by=draws.approver(at=noon), at=noon)
    rounds.candidate("FR-WH", at=noon)

    second = draws.carried_out({"FR-WH": 5}, at=noon + timedelta(days=1), until=RoundState.PUBLISHED)

    assert second.pools.get().entries == 1
    assert Candidacy.objects.get(profile=profile).state == CandidacyState.LEFT


def test_the_wish_may_be_dropped_and_a_withdrawal_acts_at_once(noon):
    profile, round_ = asked_in_a_freeze(noon)
    candidacies.stay(profile_id=profile.pk, pool_id=rounds.pool("FR-WH").pk, by=profile.user, at=noon)
    assert Candidacy.objects.get(profile=profile).leave_asked_at is None

    candidacies.withdraw(profile_id=profile.pk, by=profile.user, at=noon)
    draws.carry_on(round_, at=noon)

    assert Invitation.objects.get().state == InvitationState.CANCELLED
    with pytest.raises(candidacies.CannotLeave):
        candidacies.stay(profile_id=profile.pk, pool_id=rounds.pool("FR-WH").pk, by=profile.user, at=noon)


def test_who_entered_after_the_freeze_leaves_at_once(noon):
    draws.carried_out({"FR-WH": 5}, at=noon, until=RoundState.FROZEN)
    late = rounds.candidate("FR-WH", at=noon)

    assert leave(late, at=noon).state == CandidacyState.LEFT


@pytest.mark.parametrize(
    ("language", "before", "waits"),
    [
        ("en", "Until its draw you stay in the pool", "Stay after all"),
        ("fr", "Jusqu'au tirage, vous restez dans le bassin", "Rester finalement"),
    ],
)
def test_the_pages_say_that_leaving_waits_and_offer_to_stay(client, noon, language, before, waits):
    profile = rounds.candidate("FR-WH", at=noon)
    draws.carried_out({"FR-WH": 1}, at=noon, until=RoundState.PUBLISHED)
    client.force_login(profile.user)

    with override(language):
        page, pools = reverse("pool_leave", args=[2026, "FR-WH"]), reverse("pools")
    assert before in client.get(page).content.decode()
    client.post(page)
    assert waits in client.get(pools).content.decode()
    client.post(page, {"stay": "1"})

    assert waits not in client.get(pools).content.decode()
    assert Candidacy.objects.get().leave_asked_at is None

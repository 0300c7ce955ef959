"""Answers and pools changed in the moment in which a list is fixed, or a birthday comes."""

from datetime import date, timedelta

import pytest

from profiles.models import AnswerChange, Letter
from profiles.operations import changes
from profiles.rules.sections import Section
from profiles.states import ChangeState
from rounds.models import Candidacy, DrawEntry, Invitation, RoundEntry
from rounds.operations import candidacies, draws, invitations, leaving
from rounds.queries import frozen_list
from rounds.states import CandidacyState, Departure, InvitationState, RoundState
from tests.factories import draws as factory
from tests.factories import people, rounds
from tests.races.together import at_the_same_moment

pytestmark = pytest.mark.django_db(transaction=True)


def change(profile, section, values, *, at):
    profile.refresh_from_db()
    return changes.change(profile_id=profile.pk, section=section, values=values, version=profile.version, by=profile.user, at=at)


def test_giving_up_a_citizenship_beside_a_freeze_waits_or_is_made_and_nobody_is_invited_against_it(noon):
    profile = people.active_profile(at=noon, citizenships=["FR", "IE"])
    candidacies.enter(profile_id=profile.pk, pool_id=rounds.pool("FR-WH").pk, by=profile.user, at=noon)
    round_ = factory.approved({"FR-WH": 1}, at=noon)

    changed, state = at_the_same_moment(
        lambda: change(profile, Section.CITIZENSHIPS, {"citizenships": ["IE"]}, at=noon),
        lambda: draws.advance(round_id=round_.pk, at=noon),
    )

    assert state == RoundState.FROZEN
    factory.carry_on(round_, at=noon)
    invited = Invitation.objects.filter(state=InvitationState.ISSUED).count()
    if changed is None:
        assert invited == 0
        assert Candidacy.objects.get().reason == Departure.CHANGED
    else:
        assert (changed.state, invited) == (ChangeState.WAITING, 1)
        assert [one.state for one in [changes.apply_next(at=noon)]] == [ChangeState.ASKED]


def test_leaving_beside_a_freeze_leaves_or_waits_and_ends_the_candidacy_once(noon):
    leaver = rounds.candidate("FR-WH", at=noon)
    round_ = factory.approved({"FR-WH": 1}, at=noon)

    left, state = at_the_same_moment(
        lambda: candidacies.leave(profile_id=leaver.pk, pool_id=rounds.pool("FR-WH").pk, by=leaver.user, at=noon),
        lambda: draws.advance(round_id=round_.pk, at=noon),
    )

    assert state == RoundState.FROZEN
    assert (left.state == CandidacyState.LEFT) == (left.leave_asked_at is None)
    factory.carry_on(round_, at=noon)
    for invitation in Invitation.objects.filter(state=InvitationState.ISSUED):
        assert left.leave_asked_at is not None
        invitations.decline(invitation_id=invitation.pk, by=leaver.user, at=noon)
    at_the_same_moment(*[lambda: leaving.leave_next(at=noon)] * 2)
    assert Candidacy.objects.get(profile=leaver).state == CandidacyState.LEFT
    assert Letter.objects.filter(profile=leaver, kind="rounds/left_pool").count() == 1


def test_who_enters_after_everybody_was_judged_stops_no_freeze(noon, monkeypatch):
    rounds.candidate("FR-WH", at=noon)
    late, pool = people.active_profile(at=noon), rounds.pool("FR-WH")
    round_ = factory.approved({"FR-WH": 1}, at=noon)
    judge = frozen_list.judge

    def then_one_enters(*words, **more):
        found = judge(*words, **more)
        [entered] = at_the_same_moment(lambda: candidacies.enter(profile_id=late.pk, pool_id=pool.pk, by=late.user, at=noon))
        assert isinstance(entered, Candidacy)
        return found

    monkeypatch.setattr(frozen_list, "judge", then_one_enters)

    assert draws.advance(round_id=round_.pk, at=noon) == RoundState.FROZEN
    assert not DrawEntry.objects.filter(round=round_, candidacy__profile=late).exists()


def test_a_birth_date_put_right_beside_the_birthday_sweep_keeps_the_place_or_ends_it_once(noon):
    profile = rounds.candidate("FR-WH", at=noon, date_of_birth=date(1990, 2, 10))
    later = noon + timedelta(days=10)

    changed, removed = at_the_same_moment(
        lambda: change(profile, Section.BIRTH, {"date_of_birth": date(1995, 2, 10)}, at=later),
        lambda: candidacies.remove_next_too_old(at=later),
    )

    assert changed is None
    now = Candidacy.objects.get()
    if removed is None:
        assert (now.state, now.too_old_on.year) == (CandidacyState.WAITING, 2031)
    else:
        assert (now.state, now.reason) == (CandidacyState.REMOVED, Departure.AGED_OUT)
    assert candidacies.remove_next_too_old(at=later) is None
    assert RoundEntry.objects.filter(kind="pool_left").count() == (removed is not None)
    assert not AnswerChange.objects.exists()

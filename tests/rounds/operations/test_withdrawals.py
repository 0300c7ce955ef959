"""A withdrawal may be taken back within 24 hours, as long as no round was frozen in between."""

from datetime import timedelta

import pytest

from profiles.letters import words
from profiles.models import Letter, Profile, ProfileEntry
from profiles.operations import profiles
from profiles.states import ProfileState
from rounds.models import Candidacy, Invitation, Nomination, Season
from rounds.operations import candidacies, withdrawals
from rounds.queries.withdrawals import to_take_back
from rounds.states import CandidacyState, InvitationState, RoundState
from tests.factories import draws, organizations, people, rounds
from tests.races.together import at_the_same_moment

HOUR = timedelta(hours=1)


def withdrawn(noon, *codes):
    profile = rounds.candidate(*codes, at=noon)
    candidacies.withdraw(profile_id=profile.pk, by=profile.user, at=noon + HOUR)
    return profile


@pytest.mark.django_db
def test_the_person_is_back_in_their_pools_with_the_moment_at_which_they_entered(noon):
    profile = withdrawn(noon, "FR-WH", "FR-YP")

    began = withdrawals.take_back(by=profile.user, at=noon + 20 * HOUR)

    profile.refresh_from_db()
    assert (profile.state, profile.ended_at) == (ProfileState.ACTIVE, None)
    assert [one.entered_at for one in began] == [noon, noon]
    assert Candidacy.objects.filter(profile=profile, state=CandidacyState.WAITING).count() == 2
    assert Letter.objects.get(profile=profile, kind="rounds/withdrawal_taken_back").context["back_on"] == "2026-02-03"
    assert ProfileEntry.objects.filter(profile=profile, kind="withdrawal_taken_back").count() == 1


@pytest.mark.django_db
def test_a_draft_comes_back_as_a_draft(noon):
    profile = people.draft_profile(at=noon)
    candidacies.withdraw(profile_id=profile.pk, by=profile.user, at=noon)

    withdrawals.take_back(by=profile.user, at=noon + HOUR)

    profile.refresh_from_db()
    assert profile.state == ProfileState.DRAFT


@pytest.mark.django_db
@pytest.mark.parametrize(("hours", "may"), [(24, True), (25, False)])
def test_24_hours_are_24_hours(noon, hours, may):
    profile = withdrawn(noon, "FR-WH")

    found = to_take_back(profile.user_id, at=noon + hours * HOUR - timedelta(seconds=1) + (HOUR if hours == 25 else 0 * HOUR))

    assert (found is not None) is may


@pytest.mark.django_db
def test_not_after_a_round_was_frozen(noon):
    profile = withdrawn(noon, "FR-WH")
    rounds.candidate("FR-WH", at=noon)
    draws.carried_out({"FR-WH": 1}, at=noon + 2 * HOUR, until=RoundState.FROZEN)

    with pytest.raises(withdrawals.CannotTakeBack):
        withdrawals.take_back(by=profile.user, at=noon + 3 * HOUR)
    profile.refresh_from_db()
    assert profile.state == ProfileState.WITHDRAWN


@pytest.mark.django_db
@pytest.mark.parametrize("taken_back", [True, False])
def test_who_withdraws_after_the_freeze_and_comes_back_before_the_draw_is_invited(noon, taken_back):
    profile = rounds.candidate("FR-WH", at=noon)
    round_ = draws.carried_out({"FR-WH": 1}, at=noon, draw_at=noon + 3 * HOUR, until=RoundState.PUBLISHED)
    candidacies.withdraw(profile_id=profile.pk, by=profile.user, at=noon + HOUR)
    assert to_take_back(profile.user_id, at=noon + HOUR).drawn_at == noon + 3 * HOUR
    if taken_back:
        withdrawals.take_back(by=profile.user, at=noon + 2 * HOUR)
        assert Letter.objects.get(kind="rounds/withdrawal_taken_back").context["draw_at"] == round_.draw_at.isoformat()

    draws.carry_on(round_, at=noon + 3 * HOUR)

    state = InvitationState.ISSUED if taken_back else InvitationState.CANCELLED
    assert Invitation.objects.get(profile=profile).state == state
    assert Letter.objects.filter(profile=profile, kind="rounds/invited").exists() is taken_back


@pytest.mark.django_db
def test_the_letter_says_that_the_list_still_names_the_person(noon):
    english = rounds.candidate("FR-WH", at=noon)
    french = rounds.candidate("FR-WH", at=noon, user=people.account(at=noon, language="fr"))
    draws.carried_out({"FR-WH": 1}, at=noon, draw_at=noon + 3 * HOUR, until=RoundState.PUBLISHED)
    for profile, sentence in ((english, "still in the list of the round"), (french, "toujours dans la liste de la ronde")):
        candidacies.withdraw(profile_id=profile.pk, by=profile.user, at=noon + HOUR)
        withdrawals.take_back(by=profile.user, at=noon + 2 * HOUR)
        letter = Letter.objects.select_related("user", "profile").get(profile=profile, kind="rounds/withdrawal_taken_back")
        assert sentence in words.compose(letter)[1]


@pytest.mark.django_db
def test_not_beside_a_new_profile(noon):
    profile = withdrawn(noon, "FR-WH")
    profiles.start(user_id=profile.user_id, by=profile.user, at=noon + 2 * HOUR)

    with pytest.raises(withdrawals.CannotTakeBack):
        withdrawals.take_back(by=profile.user, at=noon + 3 * HOUR)
    assert Profile.objects.filter(user=profile.user).count() == 2


@pytest.mark.django_db
def test_a_pool_that_takes_nobody_any_more_is_left_out(noon):
    profile = withdrawn(noon, "FR-WH", "FR-YP")
    rounds.pool("FR-YP", status="not_accepting")

    began = withdrawals.take_back(by=profile.user, at=noon + 2 * HOUR)

    assert [one.pool.code for one in began] == ["FR-WH"]


@pytest.mark.django_db
@pytest.mark.parametrize(("ended", "pools"), [(False, ["FR-WH"]), (True, [])])
def test_candidacies_go_on_after_no_new_profile_is_taken_as_long_as_rounds_are_held(noon, ended, pools):
    profile = withdrawn(noon, "FR-WH")
    end = noon + (HOUR if ended else 90 * 24 * HOUR)
    Season.objects.filter(year=2026).update(closes_at=noon + HOUR, profiles_end_at=end)

    began = withdrawals.take_back(by=profile.user, at=noon + 2 * HOUR)

    assert [one.pool.code for one in began] == pools


@pytest.mark.django_db
def test_the_draw_is_named_to_those_alone_who_come_back_into_a_pool_of_it(noon):
    profile = rounds.candidate("FR-WH", "FR-YP", at=noon)
    draws.carried_out({"FR-WH": 1}, at=noon, draw_at=noon + 3 * HOUR, until=RoundState.PUBLISHED)
    candidacies.withdraw(profile_id=profile.pk, by=profile.user, at=noon + HOUR)
    rounds.pool("FR-WH", status="not_accepting")

    found = to_take_back(profile.user_id, at=noon + 2 * HOUR)

    assert [one.pool.code for one in found.candidacies] == ["FR-YP", "FR-WH"]
    assert ([one.pool.code for one in found.going_on], found.drawn_at) == (["FR-YP"], None)


@pytest.mark.django_db
@pytest.mark.parametrize("ended", [False, True])
def test_who_came_through_an_organization_comes_back_while_their_letter_stands(noon, ended):
    pool = organizations.pool(at=noon)
    profile = organizations.nominated(pool, "A-1", at=noon)
    candidacies.withdraw(profile_id=profile.pk, by=profile.user, at=noon + HOUR)
    if ended:
        Nomination.objects.update(withdrawn_at=noon + HOUR, withdrawn_reason="The organization asked for it.")

    assert len(withdrawals.take_back(by=profile.user, at=noon + 2 * HOUR)) == (0 if ended else 1)


@pytest.mark.django_db
def test_one_may_withdraw_again_and_is_told_again(noon):
    profile = withdrawn(noon, "FR-WH")
    withdrawals.take_back(by=profile.user, at=noon + 2 * HOUR)

    candidacies.withdraw(profile_id=profile.pk, by=profile.user, at=noon + 3 * HOUR)

    assert Letter.objects.filter(profile=profile, kind="profiles/withdrawn").count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_are_one_act(noon):
    profile = withdrawn(noon, "FR-WH")

    def back():
        try:
            return len(withdrawals.take_back(by=profile.user, at=noon + 2 * HOUR))
        except withdrawals.CannotTakeBack:
            return None

    assert sorted(at_the_same_moment(back, back), key=str) == [1, None]
    assert Candidacy.objects.filter(profile=profile, state=CandidacyState.WAITING).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("frozen", "ended", "may"), [(700, 300, False), (300, 700, True)])
def test_a_freeze_in_the_same_second_is_before_or_after_as_its_list_says(noon, frozen, ended, may):
    profile, millisecond = rounds.candidate("FR-WH", at=noon), timedelta(milliseconds=1)
    rounds.candidate("FR-WH", at=noon)
    acts = {
        frozen: lambda at: draws.carried_out({"FR-WH": 1}, at=at, until=RoundState.FROZEN),
        ended: lambda at: candidacies.withdraw(profile_id=profile.pk, by=profile.user, at=at),
    }
    for after in sorted(acts):
        acts[after](noon + HOUR + after * millisecond)

    assert (to_take_back(profile.user_id, at=noon + 2 * HOUR) is not None) is may

"""A person enters pools, leaves them, withdraws, and grows too old for one."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from profiles.models import Letter, Profile
from profiles.states import ProfileState
from rounds.models import Candidacy, Invitation, RoundEntry, Season
from rounds.operations import candidacies
from rounds.operations.candidacies import CannotEnter, CannotLeave
from rounds.states import CandidacyState, Departure, InvitationState, PoolStatus, RoundState
from tests.factories import draws, people, rounds

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def enter(profile, *codes, at, by=None):
    ids = [rounds.pool(code).pk for code in codes]
    return candidacies.enter_many(profile_id=profile.pk, pool_ids=ids, by=by or profile.user, at=at)


def waiting(profile):
    return set(Candidacy.objects.filter(profile=profile, state=CandidacyState.WAITING).values_list("pool__code", flat=True))


def letters(profile, kind):
    return list(Letter.objects.filter(profile=profile, kind=f"rounds/{kind}"))


def test_a_candidate_enters_one_pool_and_is_told(noon):
    profile = people.active_profile(at=noon)

    [candidacy] = enter(profile, "FR-WH", at=noon)

    assert (candidacy.state, candidacy.entered_at) == (CandidacyState.WAITING, noon)
    [letter] = letters(profile, "in_pool")
    assert [pool["pool_title_en"] for pool in letter.context["pools"]] == ["France – Working Holiday"]
    entry = RoundEntry.objects.get(kind="pool_entered")
    assert (entry.profile_id, entry.pool_id, entry.actor_id) == (profile.pk, candidacy.pool_id, profile.user_id)


def test_a_candidate_enters_three_pools_with_one_letter(noon):
    profile = people.active_profile(at=noon)

    entered = enter(profile, "FR-WH", "FR-IC", "FR-YP", at=noon)

    assert [one.pool.code for one in entered] == ["FR-IC", "FR-YP", "FR-WH"]
    assert waiting(profile) == {"FR-IC", "FR-YP", "FR-WH"}
    [letter] = letters(profile, "in_pool")
    assert len(letter.context["pools"]) == 3
    assert RoundEntry.objects.filter(kind="pool_entered").count() == 3


def test_enter_stores_the_first_day_on_which_the_age_rule_no_longer_holds(noon):
    profile = people.active_profile(at=noon, date_of_birth=date(1996, 2, 29))

    [candidacy] = enter(profile, "FR-WH", at=noon)

    # France: up to 35. The 36th birthday of somebody born on 29 February 1996 is in a leap year.
    assert candidacy.too_old_on == date(2032, 2, 29)


def test_enter_refuses_a_profile_that_was_not_sent(noon):
    profile = people.draft_profile(at=noon)

    with pytest.raises(CannotEnter, match="send it first"):
        enter(profile, "FR-WH", at=noon)


def test_enter_refuses_whoever_holds_an_invitation(noon):
    invitation = rounds.invited("FR-WH", at=noon)

    with pytest.raises(CannotEnter, match="paused"):
        enter(invitation.profile, "FR-YP", at=noon)


def test_enter_refuses_a_withdrawn_profile(noon):
    profile = rounds.candidate("FR-WH", at=noon)
    candidacies.withdraw(profile_id=profile.pk, by=profile.user, at=noon)

    with pytest.raises(CannotEnter, match="has ended"):
        enter(profile, "FR-WH", at=noon)


def test_enter_refuses_somebody_elses_profile(noon):
    profile, stranger = people.active_profile(at=noon), people.account(at=noon)

    with pytest.raises(Profile.DoesNotExist):
        enter(profile, "FR-WH", at=noon, by=stranger)


def test_enter_refuses_no_pool_at_all(noon):
    profile = people.active_profile(at=noon)

    with pytest.raises(CannotEnter, match="at least one"):
        enter(profile, at=noon)


def test_enter_refuses_a_pool_for_which_the_person_is_not_eligible_and_says_why(noon):
    profile = people.active_profile(at=noon, has_job_offer=False)

    with pytest.raises(CannotEnter) as refusal:
        enter(profile, "FR-YP", at=noon)

    assert refusal.value.en.startswith("France – Young Professionals:")
    assert "job offer" in refusal.value.en
    assert refusal.value.fr.startswith("France – Jeunes professionnels :")


def test_enter_takes_all_pools_or_none(noon):
    profile = people.active_profile(at=noon, has_job_offer=False)

    with pytest.raises(CannotEnter):
        enter(profile, "FR-WH", "FR-YP", at=noon)

    assert waiting(profile) == set()
    assert letters(profile, "in_pool") == []


def test_enter_refuses_a_pool_that_takes_no_candidates(noon):
    profile = people.active_profile(at=noon)
    rounds.pool("FR-WH", status=PoolStatus.NOT_ACCEPTING)

    with pytest.raises(CannotEnter, match="takes no candidates"):
        enter(profile, "FR-WH", at=noon)


def test_enter_refuses_a_pool_before_its_own_opening_day(noon):
    profile = people.active_profile(at=noon)
    rounds.pool("FR-WH", opens_on=noon.date() + DAY)

    with pytest.raises(CannotEnter, match="takes no candidates"):
        enter(profile, "FR-WH", at=noon)


def test_enter_refuses_a_pool_of_another_season(noon):
    profile = people.active_profile(at=noon)

    with pytest.raises(CannotEnter, match="season 2025 are closed"):
        candidacies.enter(profile_id=profile.pk, pool_id=rounds.pool("FR-WH", season=2025).pk, by=profile.user, at=noon)


def test_enter_refuses_from_the_very_moment_of_closing(noon):
    Season.objects.filter(pk=2026).update(closes_at=noon)
    profile, other = people.active_profile(at=noon - DAY), people.active_profile(at=noon - DAY)

    enter(profile, "FR-WH", at=noon - timedelta(microseconds=1))

    with pytest.raises(CannotEnter, match="closed"):
        enter(other, "FR-WH", at=noon)


def test_enter_refuses_a_pool_that_the_person_is_in(noon):
    profile = rounds.candidate("FR-WH", at=noon)

    with pytest.raises(CannotEnter, match="already"):
        enter(profile, "FR-WH", at=noon)

    assert Candidacy.objects.filter(profile=profile).count() == 1


def test_a_candidate_leaves_one_pool_and_stays_in_the_other(noon):
    profile = rounds.candidate("FR-WH", "FR-YP", at=noon)

    left = candidacies.leave(profile_id=profile.pk, pool_id=rounds.pool("FR-YP").pk, by=profile.user, at=noon + DAY)

    left.refresh_from_db()
    assert (left.state, left.reason, left.left_at) == (CandidacyState.LEFT, Departure.LEFT, noon + DAY)
    assert waiting(profile) == {"FR-WH"}
    [letter] = letters(profile, "left_pool")
    assert letter.context["remaining"] == 1


def test_a_candidate_who_left_may_come_back(noon):
    profile = rounds.candidate("FR-WH", at=noon)
    candidacies.leave(profile_id=profile.pk, pool_id=rounds.pool("FR-WH").pk, by=profile.user, at=noon)

    enter(profile, "FR-WH", at=noon + DAY)

    assert waiting(profile) == {"FR-WH"}
    assert len(letters(profile, "in_pool")) == 2


def test_leave_refuses_a_pool_that_the_person_is_not_in(noon):
    profile = rounds.candidate("FR-WH", at=noon)

    with pytest.raises(CannotLeave, match="not in this pool"):
        candidacies.leave(profile_id=profile.pk, pool_id=rounds.pool("FR-YP").pk, by=profile.user, at=noon)


def test_leave_refuses_while_an_invitation_is_held(noon):
    invitation = rounds.invited("FR-WH", others=("FR-YP",), at=noon)

    with pytest.raises(CannotLeave, match="paused"):
        candidacies.leave(profile_id=invitation.profile_id, pool_id=rounds.pool("FR-YP").pk, by=invitation.profile.user, at=noon)


def test_withdraw_leaves_every_pool_and_ends_the_profile(noon):
    profile = rounds.candidate("FR-WH", "FR-YP", at=noon)

    ended = candidacies.withdraw(profile_id=profile.pk, by=profile.user, at=noon + DAY)

    profile.refresh_from_db()
    assert [one.reason for one in ended] == [Departure.WITHDRAWN, Departure.WITHDRAWN]
    assert profile.state == ProfileState.WITHDRAWN
    assert waiting(profile) == set()
    assert Letter.objects.filter(profile=profile, kind="profiles/withdrawn").count() == 1


def test_withdraw_ends_a_profile_that_was_not_sent(noon):
    profile = people.draft_profile(at=noon)

    assert candidacies.withdraw(profile_id=profile.pk, by=profile.user, at=noon) == []

    profile.refresh_from_db()
    assert profile.state == ProfileState.WITHDRAWN


def test_withdraw_refuses_while_an_invitation_is_held(noon):
    invitation = rounds.invited("FR-WH", at=noon)

    with pytest.raises(CannotLeave, match="answer it with yes or no"):
        candidacies.withdraw(profile_id=invitation.profile_id, by=invitation.profile.user, at=noon)


def test_withdraw_a_second_time_is_refused(noon):
    profile = rounds.candidate("FR-WH", at=noon)
    candidacies.withdraw(profile_id=profile.pk, by=profile.user, at=noon)

    with pytest.raises(CannotLeave, match="has ended"):
        candidacies.withdraw(profile_id=profile.pk, by=profile.user, at=noon)


def test_the_sweep_takes_people_out_on_the_birthday_that_breaks_the_rule(noon):
    # 35 is the limit for France; the 36th birthday is on 10 February 2026.
    profile = rounds.candidate("FR-WH", at=noon, date_of_birth=date(1990, 2, 10))
    last_moment = noon.replace(day=10, hour=4, minute=59)

    assert candidacies.remove_next_too_old(at=last_moment) is None
    removed = candidacies.remove_next_too_old(at=last_moment + timedelta(minutes=1))

    assert removed is not None
    removed.refresh_from_db()
    profile.refresh_from_db()
    assert (removed.state, removed.reason) == (CandidacyState.REMOVED, Departure.AGED_OUT)
    assert profile.state == ProfileState.ACTIVE
    [letter] = letters(profile, "too_old")
    assert (letter.context["from_on"], letter.context["remaining"]) == ("2026-02-10", 0)


def test_the_sweep_takes_one_case_at_a_time_and_a_second_run_changes_nothing(noon):
    profiles = [rounds.candidate("FR-WH", "FR-YP", at=noon, date_of_birth=date(1990, 2, 10)) for _ in range(3)]
    later = noon + 30 * DAY

    removed = 0
    while candidacies.remove_next_too_old(at=later):
        removed += 1

    assert removed == 6
    assert candidacies.remove_next_too_old(at=later) is None
    assert Letter.objects.filter(kind="rounds/too_old").count() == 6
    assert all(waiting(profile) == set() for profile in profiles)


def test_the_sweep_leaves_an_invited_person_their_invitation(noon):
    invitation = rounds.invited("FR-WH", others=("FR-YP",), at=noon, date_of_birth=date(1990, 2, 5))

    while candidacies.remove_next_too_old(at=noon + 5 * DAY):
        pass

    states = dict(Candidacy.objects.filter(profile=invitation.profile).values_list("pool__code", "state"))
    assert states == {"FR-WH": CandidacyState.INVITED, "FR-YP": CandidacyState.REMOVED}


def test_who_was_removed_and_comes_back_before_the_draw_takes_part_with_the_place_in_its_list(noon):
    profile, pool = rounds.candidate("FR-WH", at=noon), rounds.pool("FR-WH")
    round_ = draws.carried_out({"FR-WH": 1}, at=noon, until=RoundState.PUBLISHED)
    (listed,) = candidacies.of_people([profile.pk])
    with transaction.atomic():
        candidacies.end_for([listed], reason=Departure.PASSPORT_EXPIRED, at=noon + HOUR)

    back = candidacies.enter(profile_id=profile.pk, pool_id=pool.pk, by=profile.user, at=noon + 2 * HOUR)
    told = Letter.objects.filter(kind="rounds/in_pool").latest("pk")
    draws.carry_on(round_, at=noon + 3 * HOUR)

    listed.refresh_from_db()
    assert (back.pk, listed.entered_at, listed.left_at, listed.reason) == (listed.pk, noon, None, "")
    assert told.context["draw_at"] == round_.draw_at.isoformat()
    invitation = Invitation.objects.get()
    assert (invitation.state, invitation.candidacy_id) == (InvitationState.ISSUED, listed.pk)


def test_who_comes_back_after_the_round_begins_anew(noon):
    profile, pool = rounds.candidate("FR-WH", at=noon), rounds.pool("FR-WH")
    round_ = draws.carried_out({"FR-WH": 1}, at=noon, until=RoundState.PUBLISHED)
    (listed,) = candidacies.of_people([profile.pk])
    with transaction.atomic():
        candidacies.end_for([listed], reason=Departure.PASSPORT_EXPIRED, at=noon)
    draws.carry_on(round_, at=noon)

    back = candidacies.enter(profile_id=profile.pk, pool_id=pool.pk, by=profile.user, at=noon)

    assert (back.pk == listed.pk, Invitation.objects.get().state) == (False, InvitationState.CANCELLED)

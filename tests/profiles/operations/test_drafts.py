"""A draft is kept for 60 days after its last answer; its owner is warned two weeks before."""

from datetime import timedelta

import pytest
from django.urls import reverse

from profiles import tasks
from profiles.letters import words
from profiles.models import Letter, Profile
from profiles.operations import drafts, profiles
from profiles.rules.sections import Section
from profiles.states import ProfileState, Removal
from tests.factories import people
from tests.races.together import at_the_same_moment

DAY = timedelta(days=1)


def warned(profile):
    return Letter.objects.filter(profile=profile, kind="profiles/draft_ends_soon").count()


@pytest.mark.django_db
def test_the_owner_is_warned_once_within_the_last_two_weeks(noon):
    profile = people.draft_profile(at=noon)

    runs = {days: drafts.warn(at=noon + days * DAY) for days in (45, 46, 47, 59, 60)}

    assert runs == {45: 0, 46: 1, 47: 0, 59: 0, 60: 0}
    assert warned(profile) == 1


@pytest.mark.django_db
def test_a_page_saved_gives_sixty_days_more_and_a_warning_of_their_own(noon):
    profile = people.draft_profile(at=noon)
    drafts.warn(at=noon + 50 * DAY)
    answer = {"residence": "FR"}
    profiles.save_section(
        profile_id=profile.pk,
        section=Section.RESIDENCE,
        values=answer,
        version=profile.version,
        by=profile.user,
        at=noon + 55 * DAY,
    )

    assert drafts.lapse_next(at=noon + 60 * DAY) is None
    assert drafts.warn(at=noon + 101 * DAY) == 1
    assert drafts.lapse_next(at=noon + 115 * DAY) == profile


@pytest.mark.django_db
def test_no_draft_lapses_without_a_warning_and_a_late_one_gives_a_week(noon):
    profile = people.draft_profile(at=noon)

    assert drafts.lapse_next(at=noon + 61 * DAY) is None
    assert drafts.warn(at=noon + 61 * DAY) == 1
    assert drafts.lapse_next(at=noon + 67 * DAY) is None
    assert drafts.lapse_next(at=noon + 68 * DAY) == profile


@pytest.mark.django_db
def test_a_late_warning_and_the_page_name_the_same_real_day(client, noon, monkeypatch):
    profile = people.draft_profile(at=noon)
    client.force_login(profile.user)
    monkeypatch.setattr("iecsite.clock.now", lambda: noon + 61 * DAY)
    before = client.get(reverse("profile")).context["kept_until"]
    drafts.warn(at=noon + 61 * DAY)
    monkeypatch.setattr("iecsite.clock.now", lambda: noon + 63 * DAY)
    after = client.get(reverse("profile")).context["kept_until"]

    told = Letter.objects.get(profile=profile, kind="profiles/draft_ends_soon").context["ends_on"]

    assert {before.isoformat(), after.isoformat(), told} == {(noon + 68 * DAY).date().isoformat()}


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "day"), [("en", "April 3, 2026"), ("fr", "3 avril 2026")])
def test_the_letter_names_the_last_day(noon, language, day):
    profile = people.draft_profile(at=noon, user=people.account(at=noon, language=language))
    drafts.warn(at=noon + 50 * DAY)

    subject, body = words.compose(Letter.objects.get(profile=profile, kind="profiles/draft_ends_soon"))

    assert day in subject
    assert "60" in body


@pytest.mark.django_db
def test_the_sweep_ends_drafts_alone_and_a_second_run_finds_nothing(noon, monkeypatch):
    old = [people.draft_profile(at=noon) for _ in range(2)]
    young = people.draft_profile(at=noon + 5 * DAY)
    candidate = people.active_profile(at=noon)
    drafts.warn(at=noon + 50 * DAY)
    monkeypatch.setattr("iecsite.clock.now", lambda: noon + 60 * DAY)

    for _run in range(2):
        tasks.lapse_drafts(at_once=True)

    states = dict(Profile.objects.values_list("pk", "state"))
    assert [states[one.pk] for one in old] == [ProfileState.REMOVED] * 2
    assert (states[young.pk], states[candidate.pk]) == (ProfileState.DRAFT, ProfileState.ACTIVE)
    assert set(Profile.objects.filter(state=ProfileState.REMOVED).values_list("removal", flat=True)) == {Removal.LAPSED}
    assert Letter.objects.filter(kind="profiles/draft_lapsed").count() == 2


@pytest.mark.django_db
def test_the_answers_of_a_lapsed_draft_are_in_the_next_profile(noon):
    profile = people.draft_profile(at=noon, family_name="Lapse")
    drafts.warn(at=noon + 46 * DAY)
    drafts.lapse_next(at=noon + 60 * DAY)

    again = profiles.start(user_id=profile.user_id, by=profile.user, at=noon + 61 * DAY)

    assert again.pk != profile.pk
    assert again.family_name == "Lapse"
    assert (again.has_job_offer, again.student_country_id) == (profile.has_job_offer, profile.student_country_id)
    assert profile.has_job_offer is not None
    assert again.funds_cad is None, "what is declared is declared anew"


@pytest.mark.django_db(transaction=True)
def test_two_workers_lapse_one_draft_once(noon):
    profile = people.draft_profile(at=noon)
    drafts.warn(at=noon + 46 * DAY)

    def lapse():
        return drafts.lapse_next(at=noon + 60 * DAY)

    ended = at_the_same_moment(lapse, lapse)

    assert [one for one in ended if one is not None] == [profile]
    assert Letter.objects.filter(kind="profiles/draft_lapsed").count() == 1

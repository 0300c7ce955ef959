"""The recognized organization as a section of its own: which there are, which letter was named, and what has become of it."""

import importlib
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.urls import reverse

from iecsite import clock
from profiles.models import AnswerChange, Profile, SentAnswers
from profiles.operations import profiles as operations
from profiles.queries import profiles, sent_answers
from profiles.rules.sections import Section
from rounds.models import Nomination, Season
from rounds.operations import candidacies
from rounds.operations import organizations as rounds_organizations
from tests.factories import organizations, people, rounds

pytestmark = pytest.mark.django_db
PAGE = {"section": Section.ORGANIZATION.value}
THROUGH = {"recognized_organization": True, "organization": "SWAP", "organization_letter": "A-1"}


@pytest.fixture(autouse=True)
def now(noon, monkeypatch):
    """Pages are looked at while the season of the tests is open."""
    monkeypatch.setattr(clock, "now", lambda: noon)


def text(client, address="profile_section"):
    url = reverse(address, kwargs=PAGE if address == "profile_section" else None)
    return " ".join(client.get(url).content.decode().split())


def test_the_section_names_the_organizations_and_takes_a_no(client, noon):
    organizations.organization("SWAP", at=noon)
    told = {section: values for section, values in people.answers().items() if section != Section.ORGANIZATION}
    profile = people.draft_profile(at=noon, only=told)
    client.force_login(profile.user)
    assert profiles.unfilled(profiles.whole().get(pk=profile.pk)) == (Section.ORGANIZATION,)

    page = text(client)
    assert "Example Exchange" in page
    assert reverse("organization", kwargs={"code": "SWAP"}) in page
    assert "Recognized organization" in text(client, "profile")
    assert client.post(reverse("profile_section", kwargs=PAGE), {"version": profile.version}).status_code == 200
    answer = {"recognized_organization": "no", "version": profile.version}
    assert client.post(reverse("profile_section", kwargs=PAGE), answer).status_code == 302

    assert profiles.unfilled(profiles.whole().get(pk=profile.pk)) == ()


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ({}, "choose the organization that gave you the letter"),
        ({"organization": "SWAP"}, "Enter the number of the letter"),
        ({"organization": "ELSE", "organization_letter": "A-1"}, "Choose the organization from the list"),
    ],
)
def test_whoever_comes_through_one_says_through_which_and_with_which_letter(client, noon, typed, refusal):
    organizations.organization("SWAP", at=noon)
    profile = people.draft_profile(at=noon)
    client.force_login(profile.user)

    page = client.post(
        reverse("profile_section", kwargs=PAGE), {"recognized_organization": "yes", "version": profile.version} | typed
    )

    assert refusal in page.content.decode()
    profile.refresh_from_db()
    assert not profile.recognized_organization


def test_before_and_after_sending_it_says_where_the_letter_stands(client, noon):
    pool = organizations.pool(at=noon)
    organizations.letter(pool, "A-1", at=noon)
    draft = people.draft_profile(at=noon, citizenship="US", **THROUGH)
    client.force_login(draft.user)
    named = "letter A-1: we look for it when you enter the pool"
    assert named in text(client)
    assert named in text(client, "profile")

    operations.send(profile_id=draft.pk, by=draft.user, at=noon)
    assert named in text(client, "profile")
    candidacies.enter(profile_id=draft.pk, pool_id=pool.pk, by=draft.user, at=noon)
    assert "letter A-1: found and kept for you alone. It opens the pool XR-WH-SWAP" in text(client, "profile")
    assert "Letter found" in text(client)

    rounds_organizations.withdraw_letter(
        nomination_id=Nomination.objects.get().pk, reason="Not paid", by=organizations.programme(noon), at=noon
    )
    assert "has withdrawn the letter A-1" in text(client, "profile")


def name_another(profile, number, *, at):
    """The person enters the number of another letter."""
    profile.refresh_from_db()
    operations.save_section(
        profile_id=profile.pk,
        section=Section.ORGANIZATION,
        values=THROUGH | {"organization_letter": number},
        version=profile.version,
        by=profile.user,
        at=at,
        accept=True,
    )


def test_after_a_withdrawal_whoever_names_another_letter_reads_no_more_of_the_old_one(client, noon):
    pool = organizations.pool(at=noon)
    profile = organizations.nominated(pool, "A-1", at=noon)
    rounds_organizations.withdraw_letter(
        nomination_id=Nomination.objects.get().pk, reason="Not paid", by=organizations.programme(noon), at=noon
    )
    organizations.letter(pool, "B-2", at=noon)
    client.force_login(profile.user)

    name_another(profile, "b-2", at=noon)
    page = text(client)
    assert "letter b-2: we look for it when you enter the pool" in page
    assert "withdrawn" not in page

    candidacies.enter(profile_id=profile.pk, pool_id=pool.pk, by=profile.user, at=noon)
    assert "letter B-2: found and kept for you alone" in text(client)


def test_a_letter_of_an_earlier_season_is_not_the_one_named_now(client, noon, monkeypatch):
    pool = organizations.pool(at=noon)
    profile = organizations.nominated(pool, "A-1", at=noon)
    client.force_login(profile.user)
    assert "Letter found" in text(client)

    Season.objects.create(year=2027, opens_on=date(2027, 1, 11))
    monkeypatch.setattr(clock, "now", lambda: noon + timedelta(days=360))

    page = text(client)
    assert "Letter named" in page
    assert "Letter found" not in page


def test_the_letter_of_an_organization_that_is_recognized_no_longer_is_not_called_found(client, noon):
    pool = organizations.pool(at=noon)
    profile = organizations.nominated(pool, "A-1", at=noon)
    client.force_login(profile.user)
    assert "Letter found" in text(client)

    rounds_organizations.keep(
        code="SWAP", name="Example Exchange", website="", recognized=False, by=organizations.programme(noon), at=noon
    )

    page = text(client)
    assert "Example Exchange is no longer recognized, so its letters open no pool" in page
    assert "Letter found" not in page


def test_whether_a_number_exists_is_told_to_nobody_else(client, noon):
    pool = organizations.pool(at=noon)
    organizations.nominated(pool, "A-1", at=noon)
    stranger = people.draft_profile(at=noon, citizenship="US", **THROUGH)
    client.force_login(stranger.user)
    of_one_in_use = text(client)

    operations.save_section(
        profile_id=stranger.pk,
        section=Section.ORGANIZATION,
        values=THROUGH | {"organization_letter": "A-9"},
        version=stranger.version,
        by=stranger.user,
        at=noon,
    )

    assert "Letter named" in of_one_in_use
    assert "Letter named" in text(client)


def test_a_receipt_from_before_shows_the_organization_that_was_told_with_the_job(noon):
    profile = people.active_profile(at=noon)
    kept = SentAnswers.objects.get(profile=profile)
    old = dict(kept.answers)
    old["job"] |= old.pop("organization") | {"recognized_organization": True, "organization_name": "Example Exchange"}
    kept.answers = old

    told = sent_answers.told(kept)[Section.ORGANIZATION]

    assert (told["recognized_organization"], told["organization_name"]) == (True, "Example Exchange")


def asked(profile, *, before, values, at):
    return AnswerChange.objects.create(
        profile=profile, section="job", before=before, values=values, reason="It changed", state="asked", asked_at=at
    )


JOB = {"has_job_offer": True, "job_paid": True}
NONE = {"recognized_organization": False, "organization": None, "organization_letter": ""}


@pytest.mark.parametrize(
    ("before", "values", "found"),
    [
        (JOB | NONE, JOB | {"job_paid": False} | NONE, {"job": JOB | {"job_paid": False}}),
        (JOB | NONE, JOB | THROUGH, {"organization": THROUGH}),
        (JOB | NONE, {"has_job_offer": False} | THROUGH, {"job": {"has_job_offer": False}, "organization": THROUGH}),
        (JOB, {"has_job_offer": False}, {"job": {"has_job_offer": False}}),
    ],
)
def test_what_waits_from_before_is_parted_into_both_sections_once(noon, before, values, found):
    profile = rounds.invited("FR-WH", at=noon).profile
    asked(profile, before=before, values=values, at=noon)
    parted = importlib.import_module("profiles.migrations.0026_organizations_told_with_the_job").split_open_changes

    parted(apps, None)
    parted(apps, None)

    rows = AnswerChange.objects.filter(profile=profile)
    assert {one.section: one.values for one in rows} == found
    assert {(one.state, one.reason, one.asked_at) for one in rows} == {("asked", "It changed", noon)}
    assert Profile.objects.get(pk=profile.pk).organization_told

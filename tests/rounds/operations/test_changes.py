"""A change shows its effect first: which pools it closes; accepted, those are left and the others kept."""

import re

import pytest
from django.urls import reverse

from profiles.letters import words
from profiles.models import Letter
from profiles.operations import changes, profiles
from profiles.operations.sections import WouldLeave
from profiles.rules.sections import Section
from rounds.models import Candidacy
from rounds.states import CandidacyState, Departure
from tests.factories import people, rounds

pytestmark = pytest.mark.django_db
NO_OFFER = people.answers(has_job_offer=False)[Section.JOB] | {
    "job_paid": None,
    "job_self_employed": None,
    "job_teer": None,
    "job_post_secondary": None,
}


def waiting(profile):
    return sorted(Candidacy.objects.filter(profile=profile, state=CandidacyState.WAITING).values_list("pool__code", flat=True))


def save(profile, noon, *, accept):
    profile.refresh_from_db()
    return profiles.save_section(
        profile_id=profile.pk,
        section=Section.JOB,
        values=NO_OFFER,
        version=profile.version,
        by=profile.user,
        at=noon,
        accept=accept,
    )


def test_nothing_is_saved_before_the_effect_is_accepted(noon):
    profile = rounds.candidate("FR-YP", "FR-WH", at=noon)

    with pytest.raises(WouldLeave) as effect:
        save(profile, noon, accept=False)

    assert effect.value.closed == (("FR", "young_professionals", ""),)
    profile.refresh_from_db()
    assert profile.has_job_offer is True
    assert waiting(profile) == ["FR-WH", "FR-YP"]


def test_accepted_the_closed_pool_is_left_and_the_other_kept(noon):
    profile = rounds.candidate("FR-YP", "FR-WH", at=noon)
    entered = Candidacy.objects.get(profile=profile, pool__code="FR-WH").entered_at

    save(profile, noon, accept=True)

    assert waiting(profile) == ["FR-WH"]
    assert Candidacy.objects.get(profile=profile, pool__code="FR-WH").entered_at == entered
    assert Candidacy.objects.get(profile=profile, pool__code="FR-YP").reason == Departure.CHANGED
    letter = Letter.objects.get(profile=profile, kind="rounds/left_pool")
    _subject, body = words.compose(letter)
    assert "Find an employer, sign the offer, then enter it here." in body
    assert "You are still in one other pool." in body
    assert "come back at any time" not in body


def test_a_change_that_closes_no_pool_of_theirs_is_saved_at_once(noon):
    profile = rounds.candidate("FR-WH", at=noon)

    save(profile, noon, accept=False)

    assert waiting(profile) == ["FR-WH"]
    profile.refresh_from_db()
    assert profile.has_job_offer is False


@pytest.mark.parametrize(("language", "words"), [("en", "You leave"), ("fr", "Vous quittez")])
def test_the_page_shows_the_effect_and_asks(client, noon, language, words):
    profile = rounds.candidate("FR-YP", "FR-WH", at=noon)
    client.force_login(profile.user)
    page = reverse("profile_section", kwargs={"section": "job"})
    page = page if language == "en" else "/fr/profil/offre-emploi/"
    profile.refresh_from_db()
    typed = {"has_job_offer": "no", "version": profile.version}

    asked = client.post(page, typed).content.decode()

    assert words in asked
    assert waiting(profile) == ["FR-WH", "FR-YP"]
    assert client.post(page, typed | agreed(asked)).status_code == 302
    assert waiting(profile) == ["FR-WH"]


def agreed(asked: str) -> dict[str, object]:
    """What the page of an effect posts besides what was typed."""
    return {"confirmed": "on", "shown": re.findall(r'name="shown" value="([^"]*)"', asked)}


def test_an_effect_that_became_another_in_another_window_is_shown_once_more(client, noon):
    profile = rounds.candidate("FR-YP", "FR-WH", at=noon)
    client.force_login(profile.user)
    page = reverse("profile_section", kwargs={"section": "citizenships"})
    profile.refresh_from_db()
    typed = {"country": "IE", "version": profile.version}
    asked = client.post(page, typed).content.decode()
    assert agreed(asked)["shown"] == []
    # Meanwhile the same person adds it in another window; from this one they take the French citizenship away.
    client.post(page, typed | agreed(asked))
    profile.refresh_from_db()
    away = {"remove": "FR", "version": profile.version}

    refused = client.post(page, away | {"confirmed": "on"})

    assert refused.status_code == 422
    assert "Something else was changed meanwhile" in refused.content.decode()
    assert waiting(profile) == ["FR-WH", "FR-YP"]
    assert client.post(page, away | agreed(refused.content.decode())).status_code == 302
    assert waiting(profile) == []


def test_a_change_leaves_no_pool_but_those_that_were_shown(noon):
    profile = rounds.candidate("FR-YP", "FR-WH", at=noon)
    profile.refresh_from_db()
    told = {"section": Section.JOB, "values": NO_OFFER, "version": profile.version, "by": profile.user, "at": noon}

    with pytest.raises(WouldLeave):
        changes.change(profile_id=profile.pk, seen=[("FR", "working_holiday", "")], **told)
    assert waiting(profile) == ["FR-WH", "FR-YP"]
    changes.change(profile_id=profile.pk, seen=[("FR", "young_professionals", "")], **told)
    assert waiting(profile) == ["FR-WH"]


def test_a_mailing_address_that_a_pool_rests_on_shows_its_effect_first(client, noon):
    mail = {"country": "BE", "street_address": "1 Example Road", "city": "Exampleville"}
    profile = rounds.candidate("BE-WH", at=noon, citizenship="BE", residence="FR", mailing_address=mail)
    client.force_login(profile.user)
    page = reverse("profile_section", kwargs={"section": "contact"})
    profile.refresh_from_db()
    home = {"street_address": "2 rue du Test", "postal_code": "33380", "city": "Exempleville", "letters_at": "home"}
    typed = home | {"version": profile.version}

    asked = client.post(page, typed).content.decode()

    assert "You leave" in asked
    profile.refresh_from_db()
    assert profile.mailing_address == mail
    assert client.post(page, typed | agreed(asked)).status_code == 302
    assert waiting(profile) == []

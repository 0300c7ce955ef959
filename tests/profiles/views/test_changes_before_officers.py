"""What an officer reads of a wanted change: everything in words, in both languages; and what the person reads before they ask."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.translation import override

from iecsite import clock
from profiles.models import AnswerChange
from profiles.operations import changes
from profiles.rules.sections import Section
from tests.factories import applications, cast, organizations, people, rounds

pytestmark = pytest.mark.django_db
TOLD = people.answers()
WANTED = {
    Section.PASSPORT: TOLD[Section.PASSPORT] | {"number": "AB123456", "country": "GB", "document": "british_overseas"},
    Section.RESIDENCE: {"residence": "FR"},
    Section.PARTICIPATIONS: {
        "participations": [
            {
                "citizenship": "IE",
                "category": "working_holiday",
                "season": 2019,
                "permit_issued_on": None,
                "permit_expires_on": None,
                "recognized_organization": False,
            }
        ]
    },
    Section.ORGANIZATION: {"recognized_organization": True, "organization": "SWAP", "organization_letter": "A-1"},
    Section.JOB: TOLD[Section.JOB] | {"job_teer": 1, "job_programme": "vie"},
    Section.DECLARATIONS: TOLD[Section.DECLARATIONS] | {"funds_cad": Decimal(4321)},
}
IN_WORDS = {
    "en": {
        Section.PASSPORT: ["British National (Overseas)", "United Kingdom"],
        Section.RESIDENCE: ["Ireland", "France"],
        Section.PARTICIPATIONS: ["Working Holiday 2019 (Ireland), never used"],
        Section.ORGANIZATION: ["Example Exchange"],
        Section.JOB: ["VIE"],
        Section.DECLARATIONS: ["$4,321.00"],
    },
    "fr": {
        Section.PASSPORT: ["Royaume-Uni"],
        Section.RESIDENCE: ["Irlande", "France"],
        Section.PARTICIPATIONS: ["Vacances-travail 2019 (Irlande)"],
        Section.ORGANIZATION: ["Example Exchange"],
        Section.JOB: ["VIE"],
        Section.DECLARATIONS: ["321,00"],
    },
}
RAW = ["british_overseas", "working_holiday", ">GB<", ">FR<", ">IE<", ">SWAP<", ">vie<", ">4321<"]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("section", WANTED)
def test_an_officer_reads_every_answer_in_words(client, noon, section, language):
    organizations.organization("SWAP", at=noon)
    profile = rounds.invited("IE-WH", at=noon, citizenship="IE").profile
    profile.refresh_from_db()
    changes.change(
        profile_id=profile.pk,
        section=section,
        values=WANTED[section],
        version=profile.version,
        reason="It changed",
        by=profile.user,
        at=noon,
    )
    client.force_login(cast.with_second_factor(people.staff("Officers", at=noon)))
    with override(language):
        url = reverse("admin:profiles_answerchange_change", args=[AnswerChange.objects.get().pk])

    page = client.get(url).content.decode()

    for words in IN_WORDS[language][section]:
        assert words in page
    assert [code for code in RAW if code in page] == []


def test_an_applicant_with_a_new_passport_reads_when_its_copy_is_asked_for(client, noon, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: noon)
    profile = applications.application_at("submitted", at=noon).profile
    profile.refresh_from_db()
    client.force_login(profile.user)
    typed = {"number": "99ZZ99999", "country": "FR", "version": profile.version}
    typed |= {"issued_on_0": "10", "issued_on_1": "1", "issued_on_2": "2026"}
    typed |= {"expires_on_0": "9", "expires_on_1": "1", "expires_on_2": "2036"}

    page = client.post(reverse("profile_section", kwargs={"section": "passport"}), typed).content.decode()

    assert "when the officer has agreed, we ask you for a copy of it" in page
    assert "count as copies of the former passport, whatever they show" in page


def test_a_reason_that_is_missing_is_said_once_in_the_title_and_once_above(client, noon, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: noon)
    profile = rounds.invited("FR-WH", at=noon).profile
    profile.refresh_from_db()
    client.force_login(profile.user)
    typed = {"residence": "IE", "version": profile.version, "confirmed": "on", "reason": ""}

    page = client.post(reverse("profile_section", kwargs={"section": "residence"}), typed).content.decode()

    assert page.partition("<title>")[2].startswith("Error: What this change does")
    assert page.count('class="iec-errors"') == 1

"""A letter of introduction that is still good keeps its holder from sending a new profile."""

import pytest
from django.urls import reverse

from applications.operations import decisions, given_back
from iecsite import clock
from profiles.operations import profiles
from profiles.states import ProfileState
from tests.factories import cases, people

pytestmark = pytest.mark.django_db


def test_a_new_profile_is_sent_once_the_letter_is_given_back(noon, client, monkeypatch):
    officer = cases.officer(at=noon)
    application = cases.in_review(by=officer, at=noon)
    decisions.approve(application_id=application.pk, note="", by=officer, at=noon)
    draft = people.draft_profile(at=noon, user=application.profile.user)

    with pytest.raises(profiles.CannotSend) as refusal:
        profiles.send(profile_id=draft.pk, by=draft.user, at=noon)
    assert "good until February 2, 2027" in refusal.value.en
    assert "dites-le-nous" in refusal.value.fr

    monkeypatch.setattr(clock, "now", lambda: noon)
    client.force_login(draft.user)
    for name, body in (("profile_check", "Send my profile"), ("profile_renew", "")):
        page = client.get(reverse(name)).content.decode()
        assert "A letter of introduction of yours is still good" in page
        # Nothing is asked to be signed that cannot be sent.
        assert not body or f'value="{body}"' not in page

    given_back.give_back(application_id=application.pk, note="By phone.", by=officer, at=noon)
    assert profiles.send(profile_id=draft.pk, by=draft.user, at=noon).state == ProfileState.ACTIVE

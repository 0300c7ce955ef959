"""A profile from its first answer to its end."""

import pytest

from profiles.models import Letter, ProfileEntry
from profiles.operations import profiles
from profiles.states import ProfileState
from tests.factories import people

pytestmark = pytest.mark.django_db


def test_send_makes_a_candidate_and_writes_to_them(noon):
    profile = people.draft_profile(at=noon)

    sent = profiles.send(profile_id=profile.pk, by=profile.user, at=noon)

    assert sent.state == ProfileState.ACTIVE
    assert sent.sent_at == noon
    assert Letter.objects.get().event_key == f"profile/{profile.pk}/sent"
    assert [entry.kind for entry in ProfileEntry.objects.order_by("sequence")] == [
        "account_registered",
        "profile_started",
        "sections_saved",
        "profile_sent",
    ]

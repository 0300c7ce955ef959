"""Two windows at once: one profile, one sending, and the second save is told."""

import pytest

from profiles.models import Letter, Profile
from profiles.operations import profiles
from profiles.operations.sections import ChangedElsewhere
from profiles.rules.sections import Section
from profiles.states import ProfileState
from tests.factories import people
from tests.races.together import at_the_same_moment

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_starts_at_once_open_one_profile(noon):
    user = people.account(at=noon)

    started = at_the_same_moment(*[lambda: profiles.start(user_id=user.pk, by=user, at=noon)] * 4)

    assert {profile.pk for profile in started} == {Profile.objects.get().pk}


def test_two_sends_at_once_make_one_candidate_and_one_letter(noon):
    profile = people.draft_profile(at=noon)

    sent = at_the_same_moment(*[lambda: profiles.send(profile_id=profile.pk, by=profile.user, at=noon)] * 2)

    assert [one.state for one in sent] == [ProfileState.ACTIVE] * 2
    assert Letter.objects.filter(profile=profile).count() == 1


def test_two_saves_at_once_keep_one_and_tell_the_other(noon):
    profile = people.draft_profile(at=noon)

    def save(name):
        values = {"family_name": name, "given_names": "Both", "one_name_only": False}
        return profiles.save_section(
            profile_id=profile.pk, section=Section.NAMES, values=values, version=profile.version, by=profile.user, at=noon
        )

    ends = at_the_same_moment(lambda: save("One"), lambda: save("Two"))

    (kept,) = [end for end in ends if isinstance(end, Profile)]
    assert [type(end) for end in ends if end is not kept] == [ChangedElsewhere]
    assert Profile.objects.get().family_name == kept.family_name

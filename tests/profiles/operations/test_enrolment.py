"""Many people become candidates in one act, and nothing tells it from one by one."""

from datetime import date

import pytest
from django.db import transaction
from django.forms.models import model_to_dict

from iecsite import journal
from profiles.models import Letter, Profile, ProfileEntry, User
from profiles.operations import enrolment, profiles
from profiles.operations.enrolment import CannotEnrol, NewCandidate
from profiles.states import ProfileState
from tests.factories import people

pytestmark = pytest.mark.django_db


def newcomer(number=1, **changes):
    return NewCandidate(
        email=f"newcomer-{number}@example.org", language="fr", preferred_name="Maël", answers=people.answers(**changes)
    )


def left_behind(user):
    """Everything that becoming a candidate leaves of one person, without the numbers that differ from row to row."""
    profile = user.profiles.get()
    return {
        "account": (user.language, user.preferred_name, user.time_zone, user.is_active, user.has_usable_password()),
        "address": [(one.email, one.verified, one.primary) for one in user.emailaddress_set.all()],
        "profile": model_to_dict(profile, exclude=["id", "user", "uuid"]) | {"version": profile.version},
        "moments": (profile.created_at, profile.changed_at, profile.sent_at),
        "rows": [
            [model_to_dict(row, exclude=["id", "profile"]) for row in rows.all()]
            for rows in (profile.citizenships, profile.passports, profile.participations)
        ],
        "letters": list(
            Letter.objects.filter(user=user, profile=profile).values_list("kind", "language", "context", "state", "due_at")
        ),
        "journal": [
            (entry.kind, entry.profile_id in {None, profile.pk}, entry.details, entry.occurred_at)
            for entry in ProfileEntry.objects.filter(account=user).order_by("sequence")
        ],
    }


def test_enrolment_leaves_what_one_by_one_leaves(noon):
    answers = people.answers(citizenship="FR", family_name=" Lefèvre  ", given_names="Zoë")
    user = people.account(at=noon, email="one@example.org", language="fr", preferred_name="Zoë")
    profile = people.draft_profile(at=noon, user=user, only=answers)
    profiles.send(profile_id=profile.pk, by=user, at=noon)
    alone = left_behind(user)
    User.objects.filter(pk=user.pk).update(email="before@example.org")
    user.emailaddress_set.update(email="before@example.org")

    # One person, one profile: the first one makes way.
    with transaction.atomic():
        profiles.withdraw(profile_id=profile.pk, by=user, at=noon)
    same = NewCandidate(email="one@example.org", language="fr", preferred_name="Zoë", answers=answers)
    enrolment.enrol(people=[same], by=None, at=noon)

    assert left_behind(User.objects.get(email="one@example.org")) == alone


def test_enrolment_takes_a_bounded_number_of_statements(noon, django_assert_max_num_queries):
    people.agreements()

    with django_assert_max_num_queries(40):
        enrolled = enrolment.enrol(people=[newcomer(number) for number in range(250)], by=None, at=noon)

    assert len(enrolled) == 250
    assert {profile.user.email for profile in enrolled} == {f"newcomer-{number}@example.org" for number in range(250)}
    assert Profile.objects.filter(state=ProfileState.ACTIVE, version=2).count() == 250
    assert journal.first_break(ProfileEntry) is None


def test_enrolment_refuses_all_for_one_who_may_not_come(noon):
    crowd = [newcomer(1), newcomer(2, date_of_birth=date(1960, 1, 1)), newcomer(3)]

    with pytest.raises(CannotEnrol, match="Person 2: With these answers no pool is open to you") as refusal:
        enrolment.enrol(people=crowd, by=None, at=noon)

    assert refusal.value.number == 2
    assert refusal.value.fr.startswith("Personne 2\u00a0: Avec ces réponses")


def test_enrolment_refuses_a_section_left_out(noon):
    answers = people.answers()
    answers.popitem()

    with pytest.raises(CannotEnrol, match="Some sections are not filled in yet"):
        enrolment.enrol(people=[NewCandidate(email="a@example.org", answers=answers)], by=None, at=noon)


@pytest.mark.parametrize("second", ["newcomer-1@example.org", " NEWCOMER-1@example.org"])
def test_enrolment_refuses_an_address_twice(noon, second):
    crowd = [newcomer(1), NewCandidate(email=second, answers=people.answers())]

    with pytest.raises(CannotEnrol, match="Person 2: This address has an account already"):
        enrolment.enrol(people=crowd, by=None, at=noon)

"""Saying yes opens the application."""

from datetime import timedelta

import pytest

from applications.models import Application, ApplicationEntry
from applications.operations import intake
from profiles.models import Letter, Profile
from profiles.operations import letters
from profiles.states import ProfileState
from rounds.operations import invitations
from rounds.states import InvitationState
from tests.factories import applications, people, rounds

pytestmark = pytest.mark.django_db


def test_accepting_opens_an_application_with_exactly_twenty_days(noon):
    invitation = rounds.invited("FR-WH", at=noon)

    application = applications.accepted(invitation, at=noon + timedelta(days=3, seconds=7))

    assert application.due_at == noon + timedelta(days=23, seconds=7)
    assert application.reference.startswith("W")
    assert len(application.reference) == 10
    invitation.refresh_from_db()
    assert invitation.state == InvitationState.ACCEPTED
    assert Profile.objects.get(pk=invitation.profile_id).state == ProfileState.APPLICANT


def test_the_details_are_taken_over_from_the_profile(noon):
    application = applications.opened("FR-WH", at=noon, family_name="Lefèvre", phone="+33 6 11 22 33 44")

    assert application.family_name == "Lefèvre"
    assert application.phone == "+33 6 11 22 33 44"
    assert application.passport_country_id == "FR"
    assert application.country_id == "FR"
    assert application.max_stay_months == 24


def test_a_letter_tells_the_second_deadline_in_the_persons_language(noon):
    user = people.account(at=noon, language="fr", time_zone="Europe/Paris")
    application = applications.opened("FR-WH", at=noon, user=user)

    letter = Letter.objects.get(kind="applications/accepted")
    letters.open_letter(letter_id=letter.pk, by=user, at=noon)
    letter.refresh_from_db()

    assert "22 février 2026" in letter.subject
    assert "18\xa0h\xa000 (heure de Paris)" in letter.body
    assert application.reference in letter.body


def test_the_journal_names_the_act(noon):
    application = applications.opened(at=noon)

    entry = ApplicationEntry.objects.get(application=application)
    assert (entry.kind, entry.actor_id, entry.occurred_at) == ("application_opened", applications.owner(application).pk, noon)


def test_accepting_twice_opens_one_application(noon):
    invitation = rounds.invited(at=noon)
    applications.accepted(invitation, at=noon)

    with pytest.raises(invitations.AlreadyAnswered):
        applications.accepted(invitation, at=noon)

    assert Application.objects.count() == 1


def test_accepting_too_late_opens_nothing(noon):
    invitation = rounds.invited(at=noon)

    with pytest.raises(invitations.InvitationLapsed):
        applications.accepted(invitation, at=invitation.lapses_at)

    assert not Application.objects.exists()


def test_a_reference_that_is_taken_is_tried_again(noon, monkeypatch):
    numbers = iter([5, 5, 6])
    monkeypatch.setattr(intake.secrets, "randbelow", lambda _most: next(numbers))

    first, second = applications.opened(at=noon), applications.opened(at=noon)

    assert (first.reference, second.reference) == ("W000000005", "W000000006")

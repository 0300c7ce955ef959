"""Saying yes opens the application."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from applications.models import Application, ApplicationEntry
from applications.operations import intake
from profiles.models import Letter, Profile
from profiles.operations import letters, profiles
from profiles.rules.sections import Section
from profiles.states import ProfileState
from rounds.operations import candidacies, invitations
from rounds.states import InvitationState
from tests.factories import applications, organizations, people, rounds

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


def passports_told(profile, *, at, **expiries):
    """A passport of each country, in this order, a British one as Hong Kong takes it; a number that names its country."""
    for country, expires in expiries.items():
        days = {"issued_on": date(2023, 1, 10), "expires_on": expires}
        kind = "british_overseas" if country == "GB" else "passport"
        profile.refresh_from_db()
        profiles.save_section(
            profile_id=profile.pk,
            section=Section.PASSPORT,
            values={"number": f"{country}1234567", "country": country, "document": kind, **days},
            version=profile.version,
            by=profile.user,
            at=at,
        )
    profiles.send(profile_id=profile.pk, by=profile.user, at=at)
    return profile


def opened_from(profile, pool, *, at):
    candidacies.enter(profile_id=profile.pk, pool_id=pool.pk, by=profile.user, at=at)
    return applications.accepted(rounds.invitation_for(profile, pool.code, at=at), at=at)


@pytest.mark.parametrize(
    ("british", "own", "named"),
    [(date(2031, 1, 9), date(2030, 1, 9), "GB"), (date(2030, 1, 9), date(2031, 1, 9), "HK")],
    ids=["the overseas one is valid longer", "the own one is valid longer"],
)
def test_for_hong_kong_the_passport_that_is_valid_longest_is_taken_whatever_was_told_last(noon, british, own, named):
    profile = people.draft_profile(at=noon, citizenships=["HK", "FR"], citizenship="HK")
    passports_told(profile, at=noon, GB=british, HK=own, FR=date(2032, 1, 9))

    application = opened_from(profile, rounds.pool("HK-WH"), at=noon)

    assert application.passport_number == f"{named}1234567"
    assert (application.passport_country_id, application.passport_expires_on) == (named, max(british, own))


@pytest.mark.parametrize(("pool", "number"), [("GB-WH", "111111111"), ("HK-WH", "222222222")])
@pytest.mark.parametrize("order", [1, -1])
def test_of_two_british_passports_the_one_of_the_pool_is_taken_whatever_was_told_last(noon, pool, number, order):
    profile = people.draft_profile(at=noon, citizenship="GB", citizenships=["GB", "HK"], residence="HK", number="000000000")
    both = [("111111111", "passport"), ("222222222", "british_overseas")]
    for told, kind in both[::order]:
        profile.refresh_from_db()
        values = people.answers("GB", document=kind, number=told)[Section.PASSPORT]
        profiles.save_section(
            profile_id=profile.pk, section=Section.PASSPORT, values=values, version=profile.version, by=profile.user, at=noon
        )
    profiles.send(profile_id=profile.pk, by=profile.user, at=noon)

    application = opened_from(profile, rounds.pool(pool), at=noon)

    assert (application.passport_country_id, application.passport_number) == ("GB", number)


def test_through_a_recognized_organization_the_passport_of_the_partner_is_taken(noon):
    pool = organizations.pool(at=noon)
    organizations.letter(pool, "A-1", at=noon)
    told = {"recognized_organization": True, "organization": "SWAP", "organization_letter": "A-1"}
    profile = people.draft_profile(at=noon, citizenships=["FR", "BR"], **told)
    passports_told(profile, at=noon, FR=date(2031, 1, 9), BR=date(2032, 1, 9))

    application = opened_from(profile, pool, at=noon)

    assert (application.passport_country_id, application.passport_number) == ("FR", "FR1234567")


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
    monkeypatch.setattr(intake, "secrets", SimpleNamespace(randbelow=lambda _most: next(numbers)))

    first, second = applications.opened(at=noon), applications.opened(at=noon)

    assert (first.reference, second.reference) == ("W000000005", "W000000006")

"""A profile from its first answer to its end."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction

from iecsite.lifecycle import NotAllowed
from profiles.models import Letter, Profile, ProfileEntry
from profiles.operations import profiles
from profiles.operations.profiles import CannotSend
from profiles.operations.sections import CannotChange
from profiles.queries import profiles as queries
from profiles.queries.profiles import current_passport
from profiles.rules.sections import Section
from profiles.states import ProfileState, Removal
from tests.factories import people, rounds

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


def test_profile_of_somebody_else_is_not_there(noon):
    profile = people.draft_profile(at=noon)
    stranger = people.account(at=noon)

    with pytest.raises(Profile.DoesNotExist):
        profiles.send(profile_id=profile.pk, by=stranger, at=noon)
    with pytest.raises(Profile.DoesNotExist):
        save(profile, Section.BIRTH, by=stranger, at=noon, date_of_birth=date(2001, 1, 1))


@pytest.mark.parametrize("missing", list(Section))
def test_profile_with_a_section_unfilled_is_not_sent_and_says_which(noon, missing):
    told = {section: values for section, values in people.answers().items() if section != missing}
    profile = people.draft_profile(at=noon, only=told)

    with pytest.raises(CannotSend) as refusal:
        profiles.send(profile_id=profile.pk, by=profile.user, at=noon)

    assert refusal.value.sections == (missing,)
    assert Profile.objects.get().state == ProfileState.DRAFT


def test_profile_open_to_no_row_is_not_sent(noon):
    profile = people.draft_profile(at=noon, funds_cad=Decimal(100))

    with pytest.raises(CannotSend, match="no pool is open"):
        profiles.send(profile_id=profile.pk, by=profile.user, at=noon)


def test_values_of_another_section_are_a_mistake(noon):
    profile = people.draft_profile(at=noon)

    with pytest.raises(ValueError, match="made of"):
        save(profile, Section.NAMES, at=noon, date_of_birth=date(2001, 1, 1))


def test_a_candidate_keeps_at_least_one_citizenship(noon):
    profile = people.active_profile(at=noon)

    with pytest.raises(CannotChange, match="at least one citizenship"):
        save(profile, Section.CITIZENSHIPS, at=noon, citizenships=[])


def test_candidate_may_change_what_closes_no_door(noon):
    profile = people.active_profile(at=noon)

    changed = save(profile, Section.RESIDENCE, at=noon, residence="DE")

    assert changed.residence_id == "DE"


def test_candidate_in_a_pool_hears_first_which_pools_a_change_closes(noon):
    profile = rounds.candidate("FR-IC", at=noon)
    profile.refresh_from_db()

    with pytest.raises(CannotChange, match="can no longer take part") as refusal:
        save(profile, Section.STUDY, at=noon, student_enrolled=False, student_country=None)

    assert "Stage coop" in refusal.value.fr
    assert Profile.objects.get().student_enrolled is True


def test_new_passport_of_a_candidate_keeps_the_one_before(noon):
    profile = people.active_profile(at=noon)

    save(
        profile, Section.PASSPORT, at=noon, number="NEW 1", country="FR", issued_on=date(2026, 1, 5), expires_on=date(2036, 1, 4)
    )

    assert Profile.objects.get().passports.count() == 2
    assert current_passport(queries.whole().get()).number == "NEW 1"


def test_passport_typed_twice_is_one(noon):
    profile = people.draft_profile(at=noon)
    values = {"number": "ab 12-3", "country": "FR", "issued_on": date(2026, 1, 5), "expires_on": date(2036, 1, 4)}

    profile = save(profile, Section.PASSPORT, at=noon, **values)
    save(profile, Section.PASSPORT, at=noon, **values | {"number": "AB123"})

    assert profile.passports.get().number_key == "AB123"


def test_withdrawn_profile_is_over_written_to_and_its_answers_are_kept_for_the_next(noon):
    profile = people.active_profile(at=noon)
    with transaction.atomic():
        profiles.withdraw(profile_id=profile.pk, by=profile.user, at=noon)

    profile.refresh_from_db()
    assert (profile.state, profile.ended_at) == (ProfileState.WITHDRAWN, noon)
    assert Letter.objects.filter(kind="profiles/withdrawn").count() == 1
    again = profiles.start(user_id=profile.user_id, by=profile.user, at=noon)
    again = queries.whole().get(pk=again.pk)
    assert (again.family_name, again.state, again.sent_at) == (profile.family_name, ProfileState.DRAFT, None)
    assert current_passport(again).number == profile.passports.get().number
    assert set(queries.unfilled(again)) == {
        Section.PARTICIPATIONS,
        Section.ORGANIZATION,
        Section.STUDY,
        Section.PLACEMENT,
        Section.JOB,
        Section.DECLARATIONS,
    }


def test_withdrawn_draft_gets_no_letter(noon):
    profile = people.draft_profile(at=noon)
    with transaction.atomic():
        profiles.withdraw(profile_id=profile.pk, by=profile.user, at=noon)

    assert not Letter.objects.exists()


def walk(noon, *acts) -> Profile:
    """A candidate led through shared operations by name."""
    profile = people.active_profile(at=noon)
    steps = {
        "invited": lambda: profiles.become_invited(profile_ids=[profile.pk], at=noon),
        "back": lambda: profiles.return_to_pool(profile_id=profile.pk, at=noon),
        "applicant": lambda: profiles.become_applicant(profile_id=profile.pk, at=noon),
        "ended": lambda: profiles.end(profile_id=profile.pk, at=noon),
        "removed": lambda: profiles.remove(profile_id=profile.pk, reason=Removal.AGED_OUT, by=None, at=noon),
        "withdrawn": lambda: profiles.withdraw(profile_id=profile.pk, by=profile.user, at=noon),
    }
    with transaction.atomic():
        for act in acts:
            steps[act]()
    profile.refresh_from_db()
    return profile


@pytest.mark.parametrize(
    ("acts", "state"),
    [
        (["invited"], ProfileState.INVITED),
        (["invited", "back"], ProfileState.ACTIVE),
        (["invited", "applicant"], ProfileState.APPLICANT),
        (["invited", "applicant", "ended"], ProfileState.ENDED),
        (["removed"], ProfileState.REMOVED),
        (["invited", "removed"], ProfileState.REMOVED),
    ],
)
def test_profile_goes_where_its_table_lets_it(noon, acts, state):
    assert walk(noon, *acts).state == state


@pytest.mark.parametrize(
    "acts",
    [["back"], ["applicant"], ["ended"], ["invited", "withdrawn"], ["invited", "applicant", "removed"], ["withdrawn", "removed"]],
)
def test_profile_goes_nowhere_else(noon, acts):
    with pytest.raises(NotAllowed):
        walk(noon, *acts)


def test_only_candidates_become_invited(noon):
    profile = people.draft_profile(at=noon)

    assert profiles.become_invited(profile_ids=[profile.pk], at=noon) == 0


def test_invited_person_may_not_change_the_profile(noon):
    profile = walk(noon, "invited")

    with pytest.raises(CannotChange, match="invitation"):
        save(profile, Section.RESIDENCE, at=noon, residence="FR")


def test_removal_names_its_reason(noon):
    assert walk(noon, "removed").removal == Removal.AGED_OUT


def save(profile, section, *, at, by=None, **values) -> Profile:
    return profiles.save_section(
        profile_id=profile.pk, section=section, values=values, version=profile.version, by=by or profile.user, at=at
    )

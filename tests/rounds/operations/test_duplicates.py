"""One person, one profile: pairs are found, told, held back from rounds and decided."""

from datetime import date, timedelta

import pytest

from profiles.letters import words
from profiles.models import Duplicate, Letter
from profiles.operations import duplicates as lower
from profiles.operations import profiles
from profiles.rules.sections import Section
from profiles.states import ProfileState, Removal
from rounds.models import Candidacy, DrawEntry
from rounds.operations import candidacies, duplicates
from rounds.states import CandidacyState
from tests.factories import draws, people, rounds
from tests.races.together import at_the_same_moment

HOUR = timedelta(hours=1)
SAME = {"number": "12AB34567", "given_names": "Zoé", "family_name": "Dupré"}


def twins(noon, *codes, **changes):
    """Two accounts with one passport, the older first."""
    older = rounds.candidate(*codes, at=noon, **SAME)
    return older, rounds.candidate(*codes, at=noon + HOUR, **SAME | {"number": "12 ab-34567"} | changes)


def pair():
    return Duplicate.objects.select_related("older", "newer").get()


@pytest.mark.django_db
def test_the_same_passport_is_found_at_sending_whatever_its_spelling_and_both_are_told(noon):
    older, newer = twins(noon, "FR-WH", given_names="Anders", family_name="Andersson")

    found = pair()
    assert (found.older, found.newer, found.ground) == (older, newer, "passport")
    told = {letter.profile_id: letter for letter in Letter.objects.filter(kind__startswith="profiles/duplicate_")}
    assert {told[older.pk].kind, told[newer.pk].kind} == {"profiles/duplicate_older", "profiles/duplicate_newer"}
    for letter, address in ((told[older.pk], newer.user.email), (told[newer.pk], older.user.email)):
        for language in ("en", "fr"):
            letter.language = language
            subject, body = words.compose(letter)
            assert address not in subject + body
            assert "Anders" not in body or letter.profile_id == newer.pk


@pytest.mark.django_db
def test_the_same_names_and_birth_are_noted_for_staff_and_change_nothing(noon):
    rounds.candidate("FR-WH", at=noon, family_name="Müller", given_names="Zoé", citizenship="FR")
    newer = rounds.candidate("FR-WH", at=noon + HOUR, family_name="MUELLER", given_names="Zoe", citizenship="FR")

    assert pair().ground == "identity"
    assert Letter.objects.filter(kind__startswith="profiles/duplicate_").count() == 0
    draws.carried_out({"FR-WH": 2}, at=noon + 2 * HOUR)
    newer.refresh_from_db()
    assert newer.state == ProfileState.INVITED


@pytest.mark.django_db
def test_one_person_with_two_profiles_one_after_the_other_is_no_pair(noon):
    first = rounds.candidate("FR-WH", at=noon, **SAME)
    candidacies.withdraw(profile_id=first.pk, by=first.user, at=noon)
    people.active_profile(at=noon + HOUR, user=first.user, **SAME)

    assert Duplicate.objects.count() == 0


@pytest.mark.django_db
def test_a_changed_passport_is_looked_at_too(noon):
    rounds.candidate("FR-WH", at=noon, **SAME)
    other = rounds.candidate("FR-WH", at=noon, given_names="Noor")
    other.refresh_from_db()
    values = {"number": "12AB34567", "country": "FR", "issued_on": date(2026, 1, 5), "expires_on": date(2036, 1, 4)}
    profiles.save_section(
        profile_id=other.pk, section=Section.PASSPORT, values=values, version=other.version, by=other.user, at=noon + HOUR
    )

    assert pair().newer == other


@pytest.mark.django_db
def test_the_newer_of_two_is_in_no_list_until_it_is_decided(noon):
    older, newer = twins(noon, "FR-WH")
    round_ = draws.carried_out({"FR-WH": 2}, at=noon + 2 * HOUR)

    assert list(DrawEntry.objects.filter(round=round_).values_list("ticket__profile", flat=True)) == [older.pk]
    assert "FR-WH,1,1,duplicate:1" in round_.draw.completeness or "duplicate" in round_.draw.completeness

    newer.refresh_from_db()
    assert newer.state == ProfileState.ACTIVE
    duplicates.keep_both(duplicate_id=pair().pk, reason="Two sisters, one mistyped number", by=people.staff(at=noon), at=noon)
    again = draws.carried_out({"FR-WH": 2}, at=noon + 3 * HOUR)
    assert newer.pk in DrawEntry.objects.filter(round=again).values_list("ticket__profile", flat=True)


@pytest.mark.django_db
def test_the_newer_takes_part_again_when_the_older_one_is_gone(noon):
    older, newer = twins(noon, "FR-WH")
    candidacies.withdraw(profile_id=older.pk, by=older.user, at=noon + HOUR)
    round_ = draws.carried_out({"FR-WH": 1}, at=noon + 2 * HOUR)

    assert list(DrawEntry.objects.filter(round=round_).values_list("ticket__profile", flat=True)) == [newer.pk]


@pytest.mark.django_db
def test_one_person_keeps_the_older_profile_and_hears_of_it(noon):
    older, newer = twins(noon, "FR-WH", "FR-YP")

    duplicates.close_newer(duplicate_id=pair().pk, reason="Same photo page", by=people.staff(at=noon), at=noon + 2 * HOUR)

    newer.refresh_from_db()
    assert (newer.state, newer.removal) == (ProfileState.REMOVED, Removal.DUPLICATE)
    states = Candidacy.objects.values_list("profile", "state").distinct()
    assert set(states) == {(older.pk, CandidacyState.WAITING), (newer.pk, CandidacyState.REMOVED)}
    assert Letter.objects.filter(profile=newer, kind="profiles/duplicate_closed").count() == 1


@pytest.mark.django_db
def test_a_decision_needs_a_reason_is_made_once_and_waits_for_an_open_invitation(noon):
    older, newer = twins(noon, "FR-WH")
    officer = people.staff(at=noon)
    with pytest.raises(lower.CannotDecide, match="Enter the reason"):
        duplicates.keep_both(duplicate_id=pair().pk, reason=" ", by=officer, at=noon)
    rounds.invitation_for(newer, "FR-WH", at=noon)
    with pytest.raises(duplicates.CannotClose):
        duplicates.close_newer(duplicate_id=pair().pk, reason="One person", by=officer, at=noon)
    assert pair().outcome == ""
    duplicates.keep_both(duplicate_id=pair().pk, reason="Two persons", by=officer, at=noon)
    with pytest.raises(lower.CannotDecide, match="decided already"):
        duplicates.keep_both(duplicate_id=pair().pk, reason="Again", by=officer, at=noon)
    assert older.pk < newer.pk


@pytest.mark.django_db
def test_what_came_in_by_another_road_is_found_before_the_list_stands_and_once(noon):
    older, newer = twins(noon, "FR-WH", number="99ZZ11111")
    newer.passports.update(number="12AB34567", number_key="12AB34567")
    Duplicate.objects.all().delete()

    round_ = draws.carried_out({"FR-WH": 2}, at=noon + 2 * HOUR)
    draws.carried_out({"FR-WH": 1}, at=noon + 3 * HOUR)

    assert pair().ground == "passport"
    assert list(DrawEntry.objects.filter(round=round_).values_list("ticket__profile", flat=True)) == [older.pk]


@pytest.mark.django_db(transaction=True)
def test_two_who_send_at_once_see_each_other(noon):
    drafts = [people.draft_profile(at=noon, **SAME) for _ in range(2)]

    def send(profile):
        return lambda: profiles.send(profile_id=profile.pk, by=profile.user, at=noon)

    sent = at_the_same_moment(*(send(one) for one in drafts))

    assert [one.state for one in sent] == [ProfileState.ACTIVE] * 2
    assert Duplicate.objects.count() == 1


@pytest.mark.django_db
def test_the_look_takes_a_few_queries_whatever_the_number_of_profiles(noon, django_assert_num_queries):
    mine = rounds.candidate("FR-WH", at=noon, **SAME)
    for _ in range(8):
        people.active_profile(at=noon, family_name="Namesake")
    from profiles.queries.duplicates import others

    with django_assert_num_queries(3):
        assert others(mine) == []

"""One person, one profile: pairs are found, told, held back from rounds and decided."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from applications.operations import decisions
from profiles.letters import words
from profiles.models import Duplicate, Letter
from profiles.operations import duplicates as lower
from profiles.operations import erasure, profiles
from profiles.queries.duplicates import holding_back
from profiles.rules.sections import Section
from profiles.states import ProfileState
from rounds.models import DrawEntry
from rounds.operations import candidacies, duplicates
from tests.factories import applications as cases
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
    # The older account hears the way in. The newer one hears nothing that it would not hear anyway.
    told = Letter.objects.filter(kind__startswith="profiles/").exclude(kind="profiles/sent")
    assert [(one.kind, one.profile_id) for one in told] == [("profiles/duplicate_older", older.pk)]
    letter = told.get()
    for language in ("en", "fr"):
        letter.language = language
        subject, body = words.compose(letter)
        assert newer.user.email not in subject + body
        assert "Anders" not in body


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
    assert "FR-WH,2,1," in round_.draw.completeness

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


def listed(round_):
    return list(DrawEntry.objects.filter(round=round_).values_list("ticket__profile", flat=True))


def with_a_letter(noon, **person):
    """A person whose case ended with a letter of introduction."""
    return cases.application_at("approved", at=noon, **SAME | person).profile


@pytest.mark.django_db
def test_the_newer_stays_held_back_when_the_case_of_the_older_ends(noon):
    case = cases.application_at("submitted", at=noon, **SAME)
    newer = rounds.candidate("FR-WH", at=noon + HOUR, **SAME)
    lower.sweep(at=noon + 30 * HOUR)

    officer = people.staff("Officers", at=noon)
    decisions.take(application_id=case.pk, by=officer, at=noon + 31 * HOUR)
    decisions.approve(application_id=case.pk, by=officer, at=noon + 31 * HOUR)

    case.profile.refresh_from_db()
    assert case.profile.state == ProfileState.ENDED
    assert holding_back(newer.pk) is not None
    assert listed(draws.carried_out({"FR-WH": 1}, at=noon + 32 * HOUR)) == []


@pytest.mark.django_db
def test_a_second_account_is_paired_with_a_profile_that_ended_with_its_case_also_by_the_sweep(noon):
    older = with_a_letter(noon)
    newer = rounds.candidate("FR-WH", at=noon + HOUR, **SAME)

    assert (pair().older, pair().newer, pair().ground) == (older, newer, "passport")
    assert Letter.objects.filter(profile=older, kind="profiles/duplicate_ended").count() == 1
    Duplicate.objects.all().delete()
    assert [lower.sweep(at=noon + 2 * HOUR), lower.sweep(at=noon + 2 * HOUR)] == [1, 0]
    assert listed(draws.carried_out({"FR-WH": 1}, at=noon + 3 * HOUR)) == []


@pytest.mark.django_db
def test_a_profile_begun_earlier_is_held_back_by_one_begun_later_that_ended_with_its_case(noon):
    draft = people.draft_profile(at=noon, **SAME)
    ended = with_a_letter(noon + HOUR)

    profiles.send(profile_id=draft.pk, by=draft.user, at=noon + 2 * HOUR)
    pool = rounds.pool("FR-WH")
    candidacies.enter_many(profile_id=draft.pk, pool_ids=[pool.pk], by=draft.user, at=noon + 2 * HOUR)

    assert (pair().older, pair().newer) == (draft, ended)
    assert not Letter.objects.filter(profile=draft, kind__startswith="profiles/duplicate_").exists()
    lower.sweep(at=noon + 30 * HOUR)
    assert Letter.objects.filter(profile=draft, kind="profiles/held_back").count() == 1
    assert holding_back(draft.pk) is not None
    assert listed(draws.carried_out({"FR-WH": 1}, at=noon + 31 * HOUR)) == []


@pytest.mark.django_db
def test_an_erased_file_holds_nobody_back(noon):
    older = with_a_letter(noon)
    newer = rounds.candidate("FR-WH", at=noon + HOUR, **SAME)
    with transaction.atomic():
        erasure.erase(older.user, at=noon + 2 * HOUR)

    assert listed(draws.carried_out({"FR-WH": 1}, at=noon + 3 * HOUR)) == [newer.pk]


@pytest.mark.django_db
def test_where_the_account_with_the_letter_goes_on_the_other_profile_is_closed_and_both_are_told(noon):
    older = with_a_letter(noon)
    newer = rounds.candidate("FR-WH", at=noon + HOUR, **SAME)
    officer = people.staff(at=noon)
    with pytest.raises(duplicates.CannotClose, match="holds a letter of introduction"):
        duplicates.merge(duplicate_id=pair().pk, kept_id=newer.pk, reason="One face", by=officer, at=noon + 2 * HOUR)

    duplicates.merge(duplicate_id=pair().pk, kept_id=older.pk, reason="One face", by=officer, at=noon + 2 * HOUR)

    newer.refresh_from_db()
    older.refresh_from_db()
    assert (older.state, newer.state, newer.removal) == (ProfileState.ENDED, ProfileState.REMOVED, "duplicate")
    told = (
        Letter.objects.filter(event_key__contains="/duplicate_").exclude(kind="profiles/duplicate_ended").order_by("profile_id")
    )
    assert [one.kind for one in told] == ["rounds/duplicate_merged", "profiles/duplicate_closed"]
    assert "What you had told" not in words.compose(told[0])[1]
    assert "You had an application in the other one" in words.compose(told[1])[1]


@pytest.mark.django_db
def test_where_the_new_account_goes_on_after_a_refused_case_it_is_not_asked_again_next_time(noon):
    case = cases.application_at("refused", at=noon, **SAME)
    newer = rounds.candidate("FR-WH", at=noon + HOUR, **SAME)
    officer = people.staff(at=noon)
    merged = duplicates.merge(duplicate_id=pair().pk, kept_id=newer.pk, reason="One face", by=officer, at=noon + 2 * HOUR)

    candidacies.withdraw(profile_id=newer.pk, by=newer.user, at=noon + 4 * HOUR)
    people.active_profile(at=noon + 5 * HOUR, user=newer.user, **SAME)
    assert lower.sweep(at=noon + 6 * HOUR) == 0
    assert pair() == merged
    # In the account that does not go on it is asked.
    people.active_profile(at=noon + 7 * HOUR, user=case.profile.user, **SAME)
    assert Duplicate.objects.filter(outcome="").count() == 1


@pytest.mark.django_db
def test_one_decision_does_not_open_the_way_for_what_the_other_account_begins_afterwards(noon):
    case = cases.application_at("refused", at=noon, **SAME)
    newer = rounds.candidate("FR-WH", at=noon + HOUR, **SAME)
    officer = people.staff("Officers", at=noon)
    duplicates.merge(duplicate_id=pair().pk, kept_id=newer.pk, reason="One face", by=officer, at=noon + 2 * HOUR)
    candidacies.withdraw(profile_id=newer.pk, by=newer.user, at=noon + 3 * HOUR)

    again = cases.application_at("approved", at=noon + 4 * HOUR, user=case.profile.user, **SAME).profile
    third = people.active_profile(at=noon + 200 * HOUR, user=newer.user, **SAME)

    asked = Duplicate.objects.get(outcome="")
    assert {asked.older_id, asked.newer_id} == {again.pk, third.pk}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "untrue"),
    [
        ("en", ["not refused", "other one was closed", "newer", "first account"]),
        ("fr", ["pas un refus", "autre a été fermé", "plus récent", "premier compte"]),
    ],
)
def test_the_letters_about_a_profile_that_ended_with_a_refusal_say_nothing_untrue(noon, language, untrue):
    draft = people.draft_profile(at=noon, **SAME)
    ended = cases.application_at("refused", at=noon + HOUR, **SAME).profile
    profiles.send(profile_id=draft.pk, by=draft.user, at=noon + 200 * HOUR)
    duplicates.merge(duplicate_id=pair().pk, kept_id=draft.pk, reason="One face", by=people.staff(at=noon), at=noon + 201 * HOUR)

    told = list(Letter.objects.filter(kind__contains="/duplicate_").order_by("id"))
    assert {(one.kind, one.profile_id) for one in told} == {
        ("profiles/duplicate_ended", ended.pk),
        ("profiles/duplicate_closed", ended.pk),
        ("rounds/duplicate_merged", draft.pk),
    }
    for letter in told:
        letter.language = language
        body = words.compose(letter)[1]
        assert not [said for said in untrue if said in body]


@pytest.mark.django_db
def test_who_is_held_back_hears_of_a_check_a_day_later(noon):
    _older, newer = twins(noon, "FR-WH")
    found = noon + HOUR

    def told():
        return Letter.objects.filter(profile=newer, kind="profiles/held_back").count(), holding_back(newer.pk) is not None

    lower.sweep(at=found + timedelta(hours=23))
    assert told() == (0, False)
    lower.sweep(at=found + timedelta(hours=24))
    lower.sweep(at=found + timedelta(hours=25))
    assert told() == (1, True)


@pytest.mark.django_db
def test_who_is_held_back_hears_of_a_check_when_a_list_leaves_them_out(noon):
    _older, newer = twins(noon, "FR-WH")

    draws.carried_out({"FR-WH": 1}, at=noon + 2 * HOUR)

    assert Letter.objects.filter(profile=newer, kind="profiles/held_back").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_letter_of_a_check_does_not_say_that_there_is_another_account(noon, language):
    older, newer = twins(noon, "FR-WH")
    lower.sweep(at=noon + 30 * HOUR)
    letter = Letter.objects.get(profile=newer, kind="profiles/held_back")
    letter.language = language

    subject, body = words.compose(letter)

    for secret in (older.user.email, older.family_name, "12AB34567", "12 ab-34567"):
        assert secret not in subject + body


@pytest.mark.django_db
def test_who_was_told_of_a_check_hears_when_it_is_over(noon):
    _older, newer = twins(noon, "FR-WH")
    lower.sweep(at=noon + 30 * HOUR)

    duplicates.keep_both(duplicate_id=pair().pk, reason="One number was mistyped", by=people.staff(at=noon), at=noon + 31 * HOUR)

    assert Letter.objects.filter(profile=newer, kind="profiles/checked").count() == 1
    assert holding_back(newer.pk) is None


@pytest.mark.django_db
def test_two_persons_are_not_shown_again_until_they_share_a_passport_too(noon):
    older = rounds.candidate("FR-WH", at=noon, **SAME | {"number": "OLD000001"})
    newer = rounds.candidate("FR-WH", at=noon + HOUR, **SAME | {"number": "NEW000001"})
    assert pair().ground == "identity"
    officer = people.staff(at=noon)
    duplicates.keep_both(duplicate_id=pair().pk, reason="Two persons of one name", by=officer, at=noon + HOUR)
    assert lower.sweep(at=noon + 2 * HOUR) == 0
    assert pair().outcome == "kept"

    newer.passports.update(number="OLD000001", number_key="OLD000001")

    assert [lower.sweep(at=noon + 3 * HOUR), lower.sweep(at=noon + 3 * HOUR)] == [1, 0]
    assert (pair().ground, pair().outcome, pair().older) == ("passport", "", older)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param({"family_name": "Müller", "given_names": "Zoé"}, {"family_name": "Muller", "given_names": "Zoe"}, id="ü"),
        pytest.param({"family_name": "Nagy", "given_names": "Anna"}, {"family_name": "Anna", "given_names": "Nagy"}, id="order"),
        pytest.param(
            {"family_name": "García López", "given_names": "José María"},
            {"family_name": "Garcia", "given_names": "Jose", "citizenship": "IE", "number": "PX1234567"},
            id="another citizenship",
        ),
    ],
)
def test_another_passport_of_one_person_is_found_by_names_and_birth_and_again_by_the_sweep(noon, one, other):
    older = rounds.candidate(at=noon, **one)
    newer = rounds.candidate(at=noon + HOUR, **other)
    assert (pair().older, pair().newer, pair().ground) == (older, newer, "identity")

    Duplicate.objects.all().delete()
    assert [lower.sweep(at=noon + 2 * HOUR), lower.sweep(at=noon + 2 * HOUR)] == [1, 0]
    assert (pair().older, pair().newer) == (older, newer)


@pytest.mark.django_db
def test_names_alone_are_found_before_the_list_stands(noon):
    rounds.candidate("FR-WH", at=noon, **SAME | {"number": "OLD000001"})
    rounds.candidate("FR-WH", at=noon, **SAME | {"number": "NEW000001"})
    Duplicate.objects.all().delete()

    draws.carried_out({"FR-WH": 1}, at=noon + HOUR)

    assert pair().ground == "identity"


@pytest.mark.django_db
def test_a_common_name_gives_a_few_pairs_and_not_one_with_everybody(noon):
    for _person in range(8):
        rounds.candidate(at=noon, family_name="Kim", given_names="Minji")
    Duplicate.objects.all().delete()

    lower.sweep(at=noon)

    # Each with the five oldest.
    assert Duplicate.objects.count() == 4 + 3 + 2 + 1 + 5 * 3


@pytest.mark.django_db(transaction=True)
def test_two_workers_look_at_the_whole_stock_at_once(noon):
    older, newer = twins(noon, number="99ZZ11111")
    newer.passports.update(number="12AB34567", number_key="12AB34567")
    Duplicate.objects.all().delete()

    found = at_the_same_moment(*[lambda: lower.sweep(at=noon + 2 * HOUR)] * 2)

    assert sorted(found) == [0, 1]
    assert (pair().older, pair().newer) == (older, newer)
    assert Letter.objects.filter(profile=older, kind="profiles/duplicate_older").count() == 1


@pytest.mark.django_db
def test_a_decision_needs_a_reason_is_made_once_and_waits_for_an_open_invitation(noon):
    older, newer = twins(noon, "FR-WH")
    officer = people.staff(at=noon)
    with pytest.raises(lower.CannotDecide, match="Enter the reason"):
        duplicates.keep_both(duplicate_id=pair().pk, reason=" ", by=officer, at=noon)
    rounds.invitation_for(newer, "FR-WH", at=noon)
    with pytest.raises(duplicates.CannotClose):
        duplicates.merge(duplicate_id=pair().pk, kept_id=older.pk, reason="One person", by=officer, at=noon)
    with pytest.raises(lower.CannotDecide, match="Choose which"):
        duplicates.merge(duplicate_id=pair().pk, kept_id=0, reason="One person", by=officer, at=noon)
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
def test_the_look_takes_one_query_whatever_the_number_of_profiles(noon, django_assert_num_queries):
    mine = rounds.candidate("FR-WH", at=noon, **SAME)
    for _ in range(8):
        people.active_profile(at=noon, family_name="Namesake")
    from profiles.queries.duplicates import others

    with django_assert_num_queries(1):
        assert others(mine) == []


def new_number(profile, number, *, at, issued_on=date(2023, 1, 10), expires_on=date(2033, 1, 9)):
    profile.refresh_from_db()
    values = {"number": number, "country": "FR", "issued_on": issued_on, "expires_on": expires_on}
    profiles.save_section(
        profile_id=profile.pk, section=Section.PASSPORT, values=values, version=profile.version, by=profile.user, at=at
    )


def others(noon):
    """Two persons of other names, one of whom typed the number of the other's passport; the older first."""
    return twins(noon, "FR-WH", given_names="Anders", family_name="Andersson", date_of_birth=date(1999, 1, 1))


@pytest.mark.django_db
@pytest.mark.parametrize("by", [0, 1])
def test_a_mistyped_number_that_is_put_right_by_either_ends_the_pair_and_the_holding_back(noon, by):
    both = others(noon)
    lower.sweep(at=noon + 30 * HOUR)

    new_number(both[by], "77XY12345", at=noon + 31 * HOUR)
    lower.sweep(at=noon + 32 * HOUR)

    assert Duplicate.objects.count() == 0
    assert Letter.objects.filter(kind="profiles/checked", profile=both[1]).count() == 1
    # The officer still sees the number that was typed first.
    assert both[by].passports.filter(corrected=True).count() == 1
    round_ = draws.carried_out({"FR-WH": 2}, at=noon + 33 * HOUR)
    assert DrawEntry.objects.filter(round=round_).count() == 2


@pytest.mark.django_db
def test_an_invented_number_helps_once_and_the_true_one_put_back_waits_for_an_officer_whatever_is_typed_next(noon):
    _older, newer = others(noon)
    new_number(newer, "77XY12345", at=noon + 2 * HOUR)
    assert Duplicate.objects.count() == 0

    new_number(newer, "12AB34567", at=noon + 3 * HOUR, issued_on=date(2022, 3, 1), expires_on=date(2032, 2, 28))
    assert pair().newer == newer
    new_number(newer, "88ZZ99999", at=noon + 4 * HOUR, issued_on=date(2022, 3, 1), expires_on=date(2032, 2, 28))
    lower.sweep(at=noon + 5 * HOUR)

    assert pair().outcome == ""
    assert not newer.passports.filter(number_key="12AB34567", corrected=True).exists()
    round_ = draws.carried_out({"FR-WH": 2}, at=noon + 6 * HOUR)
    assert DrawEntry.objects.filter(round=round_).count() == 1


@pytest.mark.django_db
def test_a_second_correction_ends_no_pair(noon):
    slipped = rounds.candidate("FR-WH", at=noon, number="55CC11111", given_names="Zoé", family_name="Dupré")
    new_number(slipped, "12AB34567", at=noon + HOUR)
    rounds.candidate("FR-WH", at=noon + 2 * HOUR, number="12AB34567", given_names="Anders", family_name="Andersson")
    assert pair().ground == "passport"

    new_number(slipped, "77XY12345", at=noon + 3 * HOUR)

    assert pair().outcome == ""


BRITISH = {"citizenship": "GB", "citizenships": ["GB", "HK"], "residence": "HK", "number": "111111111"}


def of_kind(profile, kind, number, *, at, in_place_of=""):
    profile.refresh_from_db()
    values = people.answers("GB", document=kind, number=number)[Section.PASSPORT] | {"in_place_of": in_place_of}
    profiles.save_section(
        profile_id=profile.pk,
        section=Section.PASSPORT,
        values=values,
        version=profile.version,
        by=profile.user,
        at=at,
        accept=True,
    )


@pytest.mark.django_db
@pytest.mark.parametrize(("shared", "kind"), [("111111111", "passport"), ("222222222", "british_overseas")])
def test_either_of_two_british_passports_finds_the_other_account(noon, shared, kind):
    first = rounds.candidate("GB-WH", at=noon, **BRITISH)
    of_kind(first, "british_overseas", "222222222", at=noon)

    # A country numbers all its passports in one list: the kind that somebody told for the number is no way round.
    second = rounds.candidate(at=noon + HOUR, given_names="Anders", **BRITISH | {"number": "333333333"})
    of_kind(second, "british_overseas" if kind == "passport" else "passport", shared, at=noon + HOUR)

    assert (pair().older, pair().newer, pair().ground) == (first, second, "passport")


@pytest.mark.django_db
def test_a_second_kind_of_the_same_day_is_no_slip_of_the_first(noon):
    rounds.candidate("GB-WH", at=noon, given_names="Anders", date_of_birth=date(1999, 1, 1), **BRITISH)
    second = rounds.candidate("GB-WH", at=noon + HOUR, **BRITISH)
    assert pair().newer == second

    of_kind(second, "british_overseas", "222222222", at=noon + 2 * HOUR)

    assert pair().newer == second
    assert not second.passports.filter(corrected=True).exists()


@pytest.mark.django_db
def test_a_slip_of_kind_and_number_ends_a_pair_once_and_no_other_kind_is_a_way_round(noon):
    rounds.candidate("GB-WH", at=noon, given_names="Anders", date_of_birth=date(1999, 1, 1), **BRITISH)
    second = rounds.candidate("GB-WH", at=noon + HOUR, **BRITISH)

    of_kind(second, "british_overseas", "222222222", at=noon + 2 * HOUR, in_place_of="GB passport")
    assert Duplicate.objects.count() == 0

    of_kind(second, "passport", "111111111", at=noon + 3 * HOUR)
    assert pair().newer == second
    of_kind(second, "british_not_citizen", "444444444", at=noon + 4 * HOUR, in_place_of="GB passport")
    of_kind(second, "british_not_citizen", "555555555", at=noon + 5 * HOUR)

    assert pair().outcome == ""


@pytest.mark.django_db
def test_the_owner_of_a_number_that_somebody_mistyped_and_put_right_is_not_held_back_later(noon):
    slipped = rounds.candidate("FR-WH", at=noon, **SAME)
    new_number(slipped, "77XY12345", at=noon + HOUR)

    rounds.candidate("FR-WH", at=noon + 2 * HOUR, number="12AB34567", given_names="Anders", family_name="Andersson")

    assert lower.sweep(at=noon + 3 * HOUR) == 0
    assert Duplicate.objects.count() == 0


@pytest.mark.django_db
def test_a_new_passport_does_not_end_a_pair_since_the_one_before_it_was_shared(noon):
    _older, newer = others(noon)

    new_number(newer, "77XY12345", at=noon + 2 * HOUR, issued_on=date(2026, 1, 5), expires_on=date(2036, 1, 4))

    assert pair().newer == newer


@pytest.mark.django_db
def test_another_number_does_not_end_a_pair_whose_names_and_birth_are_alike_too(noon):
    _older, newer = twins(noon, "FR-WH")

    new_number(newer, "77XY12345", at=noon + 2 * HOUR)

    assert pair().newer == newer

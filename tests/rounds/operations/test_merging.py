"""Two profiles of one person become one: what moves, which pools begin and end, and what both accounts are written."""

import re
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from iecsite import clock
from profiles.letters import words
from profiles.models import Duplicate, Letter, Profile
from profiles.operations import duplicates as lower
from profiles.queries.profiles import current_passport, whole
from profiles.rules.participations import took_place
from profiles.states import ProfileState, Removal
from rounds.models import Candidacy
from rounds.operations import candidacies, duplicates
from rounds.queries.merging import merge_of
from rounds.queries.standing import candidacies_of
from rounds.states import CandidacyState, Departure, RoundState
from tests.factories import cast, draws, organizations, people, rounds
from tests.races.together import at_the_same_moment

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
STAY = {
    "citizenship": "FR",
    "category": "coop",
    "season": 2022,
    "permit_issued_on": date(2022, 5, 1),
    "permit_expires_on": date(2023, 4, 30),
    "recognized_organization": False,
}
ME = {"family_name": "Müller", "given_names": "Zoé"}


def two(noon, older=(), newer=(), **theirs):
    """A person with two accounts, each with a passport of its own; the newer told an earlier stay."""
    one = rounds.candidate(*older, at=noon, **ME | {"number": "OLD000001"})
    other = rounds.candidate(*newer, at=noon + HOUR, **ME | {"number": "NEW000001", "participations": [STAY]} | theirs)
    return one, other, Duplicate.objects.get()


def merge(pair, kept, at):
    officer = people.staff("Officers", at=at)
    return duplicates.merge(duplicate_id=pair.pk, kept_id=kept.pk, reason="One face", by=officer, at=at)


def fresh(profile):
    return whole().get(pk=profile.pk)


@pytest.mark.parametrize("goes_on", ["older", "newer"])
def test_what_only_the_other_told_moves_and_the_passport_in_use_stays(noon, goes_on):
    older, newer, pair = two(noon, ["FR-WH"], ["FR-WH"])
    kept, closed = (older, newer) if goes_on == "older" else (newer, older)
    before = current_passport(fresh(kept)).number

    merge(pair, kept, noon + 2 * HOUR)

    kept, closed = fresh(kept), fresh(closed)
    assert {one.number for one in kept.passports.all()} == {"OLD000001", "NEW000001"}
    assert current_passport(kept).number == before
    assert [one.season for one in kept.participations.all()] == [2022]
    assert (kept.state, closed.state, closed.removal) == (ProfileState.ACTIVE, ProfileState.REMOVED, Removal.DUPLICATE)
    pair.refresh_from_db()
    assert (pair.outcome, pair.kept_id, pair.reason) == ("closed", kept.pk, "One face")


def test_pools_of_the_closed_profile_go_on_and_its_places_end(noon):
    older, newer, pair = two(noon, ["FR-WH"], ["FR-WH", "FR-YP"])

    merge(pair, older, noon + 2 * HOUR)

    assert candidacies_of(fresh(older)) == ["FR-YP", "FR-WH"]
    ended = Candidacy.objects.filter(profile=newer)
    assert set(ended.values_list("state", "reason")) == {(CandidacyState.REMOVED, Departure.DUPLICATE)}


def test_who_still_stands_in_a_fixed_list_goes_on_with_the_candidacy_that_it_names(noon):
    older, _newer, pair = two(noon, ["FR-WH", "FR-YP"], ["FR-YP"])
    draws.carried_out({"FR-YP": 1}, at=noon + 2 * HOUR, until=RoundState.PUBLISHED)
    listed = Candidacy.objects.get(profile=older, pool__code="FR-YP")
    with transaction.atomic():
        candidacies.end_for([listed], reason=Departure.CHANGED, at=noon + 3 * HOUR)

    merge(pair, older, noon + 4 * HOUR)

    listed.refresh_from_db()
    assert (listed.state, listed.left_at) == (CandidacyState.WAITING, None)
    assert Candidacy.objects.filter(profile=older, pool__code="FR-YP").count() == 1


def test_a_pool_that_takes_nobody_is_lost_and_said_so_before(noon):
    older, newer, pair = two(noon, ["FR-WH"], ["FR-WH", "FR-YP"])
    rounds.pool("FR-YP", status="not_accepting")
    found = merge_of(fresh(older), fresh(newer), at=noon + 2 * HOUR)
    assert ([one.code for one in found.enters], [one.code for one, _why in found.lost]) == ([], ["FR-YP"])

    merge(pair, older, noon + 2 * HOUR)

    assert candidacies_of(fresh(older)) == ["FR-WH"]


def irish_stays():
    """More stays than Ireland lets anybody have."""

    def stay(year):
        first, last = date(year, 5, 1), date(year + 1, 4, 30)
        more = {"citizenship": "IE", "category": "working_holiday", "season": year}
        return STAY | more | {"permit_issued_on": first, "permit_expires_on": last}

    return [stay(year) for year in (2019, 2021, 2023)]


def test_a_pool_that_rests_on_the_passport_which_moves_goes_on(noon):
    older, _newer, pair = two(noon, ["FR-WH"], ["IE-WH"], citizenship="IE", participations=[])

    merge(pair, older, noon + 2 * HOUR)

    assert candidacies_of(fresh(older)) == ["FR-WH", "IE-WH"]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_letter_names_the_pools_that_are_lost(noon, language):
    older, _newer, pair = two(noon, ["FR-WH"], ["FR-WH", "FR-YP"])
    lost = rounds.pool("FR-YP", status="not_accepting")

    merge(pair, older, noon + 2 * HOUR)

    letter = Letter.objects.get(profile=older, kind="rounds/duplicate_merged")
    letter.language = language
    _subject, body = words.compose(letter)
    assert {"en": "You do not wait in them any more:", "fr": "Vous n'y attendez plus"}[language] in body.replace("\u2019", "'")
    assert f"– {lost.title(language)}\n" in body


def test_the_letter_of_an_organization_opens_no_pool_of_a_country_in_which_the_stays_are_used(noon):
    organizations.letter(organizations.pool(at=noon), at=noon)
    older = organizations.holder("IE", at=noon, **ME | {"number": "OLD000001", "participations": irish_stays()})
    newer = rounds.candidate("IE-WH", at=noon + HOUR, citizenship="IE", **ME | {"number": "NEW000001"})

    found = merge_of(fresh(older), fresh(newer), at=noon + 2 * HOUR)

    assert ([one.code for one in found.enters], [one.code for one, why in found.lost if why]) == ([], ["IE-WH"])


def test_an_earlier_stay_that_was_not_told_closes_a_pool(noon):
    stays = irish_stays()
    older = rounds.candidate("IE-WH", at=noon, citizenship="IE", **ME)
    newer = people.draft_profile(at=noon, citizenship="IE", **ME | {"participations": stays})
    # By another road than sending, which would refuse it.
    Profile.objects.filter(pk=newer.pk).update(state=ProfileState.ACTIVE, sent_at=noon)
    pair = Duplicate.objects.create(older=older, newer=newer, ground="identity", found_at=noon)
    found = merge_of(fresh(older), fresh(newer), at=noon + HOUR)
    assert [one.pool.code for one, why in found.leaves if why] == ["IE-WH"]

    merge(pair, older, noon + HOUR)

    left = Candidacy.objects.get(profile=older)
    assert (left.state, left.reason) == (CandidacyState.REMOVED, Departure.CHANGED)


NEVER_USED = STAY | {"permit_issued_on": None, "permit_expires_on": None}


@pytest.mark.parametrize(("here", "there", "counted"), [(NEVER_USED, STAY, 1), (STAY, NEVER_USED, 1), (STAY, STAY, 1)])
def test_a_stay_that_one_profile_calls_never_used_counts_once_if_the_other_tells_its_permit(noon, here, there, counted):
    older = rounds.candidate("FR-WH", at=noon, **ME | {"number": "OLD000001", "participations": [here]})
    newer = rounds.candidate("FR-WH", at=noon + HOUR, **ME | {"number": "NEW000001", "participations": [there]})
    pair = Duplicate.objects.get()
    assert len([one for one in merge_of(fresh(older), fresh(newer), at=noon).facts.participations if took_place(one)]) == counted

    merge(pair, older, noon + 2 * HOUR)

    told = fresh(older).participations.all()
    assert sum(one.permit_issued_on is not None for one in told) == counted
    assert len(told) == (2 if here is NEVER_USED else 1)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_both_accounts_are_written_to_and_neither_letter_names_the_other(noon, language):
    older, newer, pair = two(noon, ["FR-WH"], ["FR-YP"])
    merge(pair, older, noon + 2 * HOUR)

    other_pool = rounds.pool("FR-YP")
    written = {one.profile_id: one for one in Letter.objects.filter(kind__contains="duplicate_")}
    assert {written[older.pk].kind, written[newer.pk].kind} == {"rounds/duplicate_merged", "profiles/duplicate_closed"}
    for letter, other in ((written[older.pk], newer), (written[newer.pk], older)):
        letter.language = language
        subject, body = words.compose(letter)
        assert other.user.email not in subject + body
        assert "000001" not in body
    assert written[older.pk].context["enters"] == [
        {"pool_title_en": other_pool.title("en"), "pool_title_fr": other_pool.title("fr")}
    ]


def test_a_closed_profile_waits_for_an_open_invitation_and_the_invited_one_may_go_on(noon):
    older, newer, pair = two(noon, ["FR-WH"], ["FR-WH"])
    rounds.invitation_for(newer, "FR-WH", at=noon + HOUR)
    with pytest.raises(duplicates.CannotClose):
        merge(pair, older, noon + 2 * HOUR)

    merge(pair, newer, noon + 2 * HOUR)

    assert (fresh(newer).state, fresh(older).state) == (ProfileState.INVITED, ProfileState.REMOVED)


def test_a_pair_of_which_one_has_ended_is_kept(noon):
    older, newer, pair = two(noon, ["FR-WH"], ["FR-WH"])
    candidacies.withdraw(profile_id=newer.pk, by=newer.user, at=noon + HOUR)
    with pytest.raises(duplicates.CannotClose):
        merge(pair, older, noon + 2 * HOUR)


@pytest.mark.django_db(transaction=True)
def test_two_officers_decide_a_pair_once(noon):
    older, _newer, pair = two(noon, ["FR-WH"], ["FR-WH"])
    officers = [people.staff("Officers", at=noon) for _ in range(2)]

    def merging():
        return duplicates.merge(duplicate_id=pair.pk, kept_id=older.pk, reason="One", by=officers[0], at=noon + HOUR)

    def keeping():
        return duplicates.keep_both(duplicate_id=pair.pk, reason="Two", by=officers[1], at=noon + HOUR)

    ends = at_the_same_moment(merging, keeping)

    assert sorted(type(one).__name__ for one in ends) == ["CannotDecide", "Duplicate"]
    pair.refresh_from_db()
    assert (pair.outcome == "closed") == (Profile.objects.filter(state=ProfileState.REMOVED).count() == 1)


@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_and_a_merge_at_once_leave_one_end(noon):
    older, newer, pair = two(noon, ["FR-WH"], ["FR-WH"])
    officer = people.staff("Officers", at=noon)

    ends = at_the_same_moment(
        lambda: duplicates.merge(duplicate_id=pair.pk, kept_id=older.pk, reason="One", by=officer, at=noon + HOUR),
        lambda: candidacies.withdraw(profile_id=newer.pk, by=newer.user, at=noon + HOUR),
    )

    assert sum(isinstance(one, Exception) for one in ends) == 1
    assert fresh(newer).state in {ProfileState.REMOVED, ProfileState.WITHDRAWN}
    assert Candidacy.objects.filter(profile=newer, state=CandidacyState.WAITING).count() == 0


def test_whose_profile_was_closed_is_led_to_the_other_account_and_not_to_a_new_profile(noon, client, monkeypatch):
    older, newer, pair = two(noon, ["FR-WH"], ["FR-YP"])
    merge(pair, older, noon + 2 * HOUR)
    monkeypatch.setattr(clock, "now", lambda: noon + 2 * HOUR)
    client.force_login(newer.user)

    pages = [client.get(reverse(name)).content.decode() for name in ("profile", "home")]
    pages.append(client.get(reverse("my_pool", args=[2026, "FR-YP"])).content.decode())

    for page in pages:
        assert "You take part with your other account" in page
        assert reverse("find_account") in page
        assert "Take part again" not in page
        assert "Start a new profile" not in page


def test_nobody_decides_about_a_pair_of_their_own(noon):
    older, newer, pair = two(noon, ["FR-WH"], ["FR-YP"])

    for act in (
        lambda: duplicates.merge(duplicate_id=pair.pk, kept_id=older.pk, reason="I am one", by=newer.user, at=noon + HOUR),
        lambda: lower.keep(duplicate_id=pair.pk, reason="We are two", by=older.user, at=noon + HOUR),
    ):
        with pytest.raises(lower.CannotDecide, match="your own"):
            act()
    pair.refresh_from_db()
    assert pair.outcome == ""


def test_the_page_shows_what_it_would_do_before_it_does_it(client):
    at = clock.now()
    older, newer, pair = two(at, ["FR-WH"], ["FR-YP"])
    client.force_login(cast.staff(at)["Officers"])
    address = reverse("admin:profiles_duplicate_change", args=[pair.pk])
    form = {"kept": older.pk, "reason": "One face"}

    seen = client.post(address, form | {"act": "preview"}).content.decode()

    assert "What putting them together would do" in seen
    assert "NEW000001" in seen
    assert "International Co-op 2022 (France), permit from" in seen
    assert "Your two profiles are now one" in seen
    assert Profile.objects.filter(pk=newer.pk, state=ProfileState.ACTIVE).exists()
    for _twice in range(2):
        client.post(address, form | {"act": "merge", "once": "a"})
    assert Profile.objects.filter(pk=newer.pk, state=ProfileState.REMOVED).exists()
    page = client.get(address).content.decode()
    assert "One face" in page
    assert 'value="merge"' not in page


def test_a_decision_without_a_reason_says_so_and_keeps_the_choice(client):
    at = clock.now()
    _older, newer, pair = two(at, ["FR-WH"], ["FR-WH"])
    client.force_login(cast.staff(at)["Officers"])

    page = client.post(reverse("admin:profiles_duplicate_change", args=[pair.pk]), {"kept": newer.pk, "act": "keep"})

    assert "Enter the reason for your decision." in page.content.decode()
    assert re.search(rf'value="{newer.pk}"[^>]*checked|checked[^>]*value="{newer.pk}"', page.content.decode())
    assert not Duplicate.objects.get().outcome

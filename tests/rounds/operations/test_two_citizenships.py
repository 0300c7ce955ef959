"""Somebody of two citizenships, with a passport of each, waits in the pools of both."""

from datetime import date, timedelta

import pytest

from profiles.models import Agreement
from profiles.operations import new_terms, profiles
from profiles.operations.sections import CannotChange
from profiles.queries import judged
from profiles.queries import profiles as queries
from profiles.queries.agreements import terms_in_force
from profiles.queries.effects import effect_of
from profiles.rules.sections import Section
from rounds.models import Candidacy
from rounds.operations import candidacies, passports
from rounds.states import CandidacyState
from tests.factories import draws, people, rounds

pytestmark = pytest.mark.django_db
IRISH = {"number": "IE7654321", "country": "IE", "issued_on": date(2023, 1, 10), "expires_on": date(2026, 6, 30)}


def told(profile, values, at):
    profile.refresh_from_db()
    return profiles.save_section(
        profile_id=profile.pk, section=Section.PASSPORT, values=values, version=profile.version, by=profile.user, at=at
    )


@pytest.fixture
def profile(noon):
    """French by the passport told first, Irish by the one told last, which ends sooner; in a pool of each."""
    draft = people.draft_profile(at=noon, citizenships=["FR", "IE"])
    told(draft, IRISH, noon)
    profiles.send(profile_id=draft.pk, by=draft.user, at=noon)
    ids = [rounds.pool(code).pk for code in ("FR-WH", "IE-WH")]
    candidacies.enter_many(profile_id=draft.pk, pool_ids=ids, by=draft.user, at=noon)
    return draft


def waiting(profile):
    return sorted(Candidacy.objects.filter(profile=profile, state=CandidacyState.WAITING).values_list("pool__code", flat=True))


def test_a_draft_keeps_one_passport_of_each_country(noon):
    draft = people.draft_profile(at=noon, citizenships=["FR", "IE"])
    told(draft, IRISH, noon)
    told(draft, IRISH | {"number": "IE1111111"}, noon)

    assert sorted(draft.passports.values_list("country", "number"))[1] == ("IE", "IE1111111")
    assert draft.passports.count() == 2


def test_a_list_finds_for_each_pool_the_passport_of_its_country(noon, profile):
    round_ = draws.carried_out({"FR-WH": 1, "IE-WH": 1}, at=noon)

    assert sum(line.entries for line in round_.pools.all()) == 2


def test_one_pass_over_everybody_comes_to_the_same(noon, profile):
    found = {
        (country, category): codes
        for _pk, country, category, _stream, codes in judged.judged(terms_in_force(noon.date()), on=noon.date(), season=2026)
    }

    assert found["FR", "working_holiday"] == found["IE", "working_holiday"] == ()


def test_a_passport_that_ended_leaves_only_its_own_pools(noon, profile):
    later = noon + (date(2026, 7, 1) - noon.date())

    ended = passports.remove_next_expired(at=later)

    assert [one.pool.code for one in ended] == ["IE-WH"]
    assert passports.remove_next_expired(at=later) == []
    assert waiting(profile) == ["FR-WH"]


def test_a_new_passport_of_one_country_changes_nothing_for_the_other(noon, profile):
    whole = queries.whole().get(pk=profile.pk)

    shown = effect_of(whole, Section.PASSPORT, IRISH | {"expires_on": date(2026, 1, 31)}, on=noon.date())

    assert shown.leaves == (("IE", "working_holiday", ""),)
    assert ("FR", "working_holiday", "") in shown.stays


def test_the_next_profile_takes_both_over(noon, profile):
    candidacies.withdraw(profile_id=profile.pk, by=profile.user, at=noon)
    new = profiles.start(user_id=profile.user_id, by=profile.user, at=noon + timedelta(days=2))

    assert list(new.passports.order_by("id").values_list("country", flat=True)) == ["FR", "IE"]


def test_one_of_two_may_be_taken_out_of_a_draft_and_the_last_may_not(noon):
    draft = people.draft_profile(at=noon, citizenships=["FR", "IE"])
    told(draft, IRISH, noon)
    first, second = draft.passports.order_by("id")
    draft.refresh_from_db()
    seen = draft.version

    profiles.remove_passport(profile_id=draft.pk, passport_id=first.pk, version=seen, by=draft.user, at=noon)
    with pytest.raises(CannotChange, match="only one"):
        profiles.remove_passport(profile_id=draft.pk, passport_id=second.pk, version=seen + 1, by=draft.user, at=noon)

    assert list(draft.passports.all()) == [second]


@pytest.mark.parametrize("ends_first", ["HK", "GB"])
def test_for_hong_kong_a_british_overseas_passport_keeps_the_place_as_its_own_does(noon, ends_first):
    first, second = {"HK": ("HK", "GB"), "GB": ("GB", "HK")}[ends_first]
    draft = people.draft_profile(at=noon, citizenships=["HK"], citizenship="HK")
    kinds = {"HK": "passport", "GB": "british_overseas"}
    longer = {"number": "K1234567", "country": second, "document": kinds[second], "expires_on": date(2030, 6, 30)}
    told(draft, IRISH | longer, noon)
    told(draft, IRISH | {"number": "K7654321", "country": first, "document": kinds[first]}, noon)
    profiles.send(profile_id=draft.pk, by=draft.user, at=noon)
    candidacies.enter(profile_id=draft.pk, pool_id=rounds.pool("HK-WH").pk, by=draft.user, at=noon)
    expired = noon + (date(2026, 7, 1) - noon.date())

    assert passports.tell_whose_passport_ends(at=expired - timedelta(days=14)) == 0
    assert passports.remove_next_expired(at=expired) == []
    assert waiting(draft) == ["HK-WH"]


@pytest.mark.parametrize("kind", ["refugee_travel_document", "passport"])
def test_for_hong_kong_another_document_of_the_united_kingdom_that_is_valid_longer_keeps_no_place(noon, kind):
    draft = people.draft_profile(at=noon, citizenships=["HK"], citizenship="HK")
    told(draft, IRISH | {"number": "K7654321", "country": "HK"}, noon)
    profiles.send(profile_id=draft.pk, by=draft.user, at=noon)
    candidacies.enter(profile_id=draft.pk, pool_id=rounds.pool("HK-WH").pk, by=draft.user, at=noon)
    draft.refresh_from_db()
    british = IRISH | {"number": "R1234567", "country": "GB", "document": kind}
    told(draft, british | {"expires_on": date(2030, 6, 30)}, noon)
    expired = noon + (date(2026, 7, 1) - noon.date())

    assert passports.tell_whose_passport_ends(at=expired - timedelta(days=14)) == 1
    assert [one.profile_id for one in passports.remove_next_expired(at=expired)] == [draft.pk]


def test_terms_that_are_only_scheduled_choose_no_passport_yet(noon):
    draft = people.draft_profile(at=noon, citizenships=["HK"], citizenship="HK")
    british = IRISH | {"number": "K1234567", "country": "GB", "document": "british_overseas"}
    told(draft, british | {"expires_on": date(2030, 6, 30)}, noon)
    told(draft, IRISH | {"number": "K7654321", "country": "HK"}, noon)
    profiles.send(profile_id=draft.pk, by=draft.user, at=noon)
    candidacies.enter(profile_id=draft.pk, pool_id=rounds.pool("HK-WH").pk, by=draft.user, at=noon)
    _without_british_passports_from(date(2026, 8, 1), at=noon)

    assert passports.remove_next_expired(at=noon + (date(2026, 7, 1) - noon.date())) == []
    assert [one.profile_id for one in passports.remove_next_expired(at=noon + (date(2026, 8, 1) - noon.date()))] == [draft.pk]


def _without_british_passports_from(day, *, at):
    base = Agreement.objects.get(country="HK", category="working_holiday", stream="", effective_until=None)
    new = new_terms.write(
        base_id=base.pk,
        columns={"passport_codes": "HK"},
        effective_from=day,
        reason="A note of the partner",
        by=people.staff("Programme", at=at),
        at=at,
    )
    new_terms.approve(draft_id=new.pk, by=people.staff("Programme", at=at), at=at)

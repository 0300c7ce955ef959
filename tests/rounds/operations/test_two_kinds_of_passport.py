"""Somebody with a British citizen's passport and a British National (Overseas) one: each pool goes by its own, everywhere."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from profiles.models import Letter, Passport
from profiles.operations import changes, profiles
from profiles.operations.sections import WouldLeave
from profiles.queries import judged
from profiles.queries import profiles as queries
from profiles.queries.agreements import terms_in_force
from profiles.queries.effects import effect_of
from profiles.rules.sections import Section
from profiles.states import ChangeState
from rounds.models import Candidacy
from rounds.operations import candidacies, passports
from rounds.operations import draws as rounds_drawn
from rounds.states import CandidacyState
from tests.factories import draws, people, rounds

pytestmark = pytest.mark.django_db
ENDS, LONG = date(2026, 6, 30), date(2033, 1, 9)
CITIZEN = {"number": "111111111", "country": "GB", "document": "passport"}
OVERSEAS = {"number": "222222222", "country": "GB", "document": "british_overseas"}
HONG_KONG, UNITED_KINGDOM = ("HK", "working_holiday", ""), ("GB", "working_holiday", "")


def values(kind, expires=LONG, **changes):
    return kind | {"issued_on": date(2023, 1, 10), "expires_on": expires} | changes


def told(profile, answers, at, **more):
    profile.refresh_from_db()
    seen = profile.version
    return profiles.save_section(
        profile_id=profile.pk, section=Section.PASSPORT, values=answers, version=seen, by=profile.user, at=at, **more
    )


def holder(at, *passports_told, sent=True):
    """Somebody of both who told these passports, in this order."""
    profile = people.draft_profile(at=at, citizenship="HK", citizenships=["HK", "GB"])
    for answers in passports_told:
        told(profile, answers, at)
    # The one that everybody of the factory has.
    profile.passports.filter(country="HK").delete()
    return profiles.send(profile_id=profile.pk, by=profile.user, at=at) if sent else profile


def entered(profile, at):
    ids = [rounds.pool(code).pk for code in ("HK-WH", "GB-WH")]
    candidacies.enter_many(profile_id=profile.pk, pool_ids=ids, by=profile.user, at=at)
    return profile


def waiting(profile):
    return sorted(Candidacy.objects.filter(profile=profile, state=CandidacyState.WAITING).values_list("pool__code", flat=True))


def held(profile):
    return [(one.document, one.number) for one in queries.held_passports(queries.whole().get(pk=profile.pk))]


BOTH = [values(CITIZEN), values(OVERSEAS)]


@pytest.mark.parametrize("order", [1, -1])
def test_both_are_held_and_both_open_their_pools(noon, order):
    profile = entered(holder(noon, *BOTH[::order]), noon)

    assert waiting(profile) == ["GB-WH", "HK-WH"]
    assert sorted(held(profile)) == [("british_overseas", "222222222"), ("passport", "111111111")]
    round_ = draws.carried_out({"GB-WH": 1, "HK-WH": 1}, at=noon)
    assert sum(line.entries for line in round_.pools.all()) == 2


CASES = [
    pytest.param([values(CITIZEN), values(OVERSEAS)], {"GB-WH", "HK-WH"}, id="both valid"),
    pytest.param([values(CITIZEN, ENDS), values(OVERSEAS)], {"HK-WH"}, id="the citizen's ends"),
    pytest.param([values(OVERSEAS), values(CITIZEN, ENDS)], {"HK-WH"}, id="the citizen's ends, told last"),
    pytest.param([values(CITIZEN), values(OVERSEAS, ENDS)], {"GB-WH"}, id="the overseas one ends, told last"),
    pytest.param([values(OVERSEAS, ENDS), values(CITIZEN)], {"GB-WH"}, id="the overseas one ends"),
    pytest.param([values(CITIZEN, ENDS), values(OVERSEAS, ENDS)], set(), id="both end"),
]


@pytest.mark.parametrize(("answers", "keeps"), CASES)
def test_list_letters_sweep_and_rule_look_at_the_same_of_two_kinds(noon, answers, keeps):
    profile = entered(holder(noon, *answers), noon)
    later = noon + (ENDS - noon.date()) + timedelta(days=1)

    round_ = draws.approved({"GB-WH": 1, "HK-WH": 1}, at=later, draw_at=later + timedelta(days=1))
    rounds_drawn.advance(round_id=round_.pk, at=later)
    whole = queries.whole().get(pk=profile.pk)
    rule = {
        f"{one.country}-WH"
        for one in queries.verdicts_of(whole, on=later.date(), season=2026)
        if one.eligible and one.category == "working_holiday"
    }
    passports.tell_whose_passport_ends(at=later - timedelta(days=15))
    ended = passports.remove_next_expired(at=later)

    assert {line.pool.code for line in round_.pools.all() if line.entries} == keeps == rule
    assert {one.pool.code for one in ended} == {"GB-WH", "HK-WH"} - keeps
    assert set(waiting(profile)) == keeps
    written = Letter.objects.filter(kind="rounds/soon_passport_expired")
    assert {pool["pool_code"] for one in written for pool in one.context["pools"]} == {"GB-WH", "HK-WH"} - keeps


@pytest.mark.parametrize(("answers", "keeps"), CASES)
def test_one_pass_over_everybody_comes_to_the_same(noon, answers, keeps):
    profile = holder(noon, *answers)
    on = ENDS + timedelta(days=1)

    found = {
        f"{country}-WH"
        for pk, country, category, _stream, codes in judged.judged(terms_in_force(on), on=on, season=2026)
        if pk == profile.pk and category == "working_holiday" and not codes
    }

    assert found == keeps


def test_a_renewed_one_replaces_its_own_kind_and_leaves_the_other_and_the_history(noon):
    profile = entered(holder(noon, *BOTH), noon)
    renewed = values(CITIZEN, number="333333333", issued_on=date(2026, 1, 5), expires_on=date(2036, 1, 4))

    shown = effect_of(queries.whole().get(pk=profile.pk), Section.PASSPORT, renewed, on=noon.date())
    told(profile, renewed, noon)

    assert (shown.leaves, set(shown.stays)) == ((), {HONG_KONG, UNITED_KINGDOM})
    assert held(profile) == [("passport", "333333333"), ("british_overseas", "222222222")]
    assert Passport.objects.get(profile=profile, number="111111111").replaced
    assert not Passport.objects.get(profile=profile, number="111111111").corrected
    assert waiting(profile) == ["GB-WH", "HK-WH"]


def test_what_is_added_opens_and_what_comes_in_place_of_another_closes_its_pools(noon):
    profile = holder(noon, values(CITIZEN))
    candidacies.enter(profile_id=profile.pk, pool_id=rounds.pool("GB-WH").pk, by=profile.user, at=noon)
    whole = queries.whole().get(pk=profile.pk)

    added = effect_of(whole, Section.PASSPORT, values(OVERSEAS), on=noon.date())
    instead = values(OVERSEAS, in_place_of="GB passport")
    replaced = effect_of(whole, Section.PASSPORT, instead, on=noon.date())

    assert (added.leaves, added.stays) == ((), (UNITED_KINGDOM,))
    assert HONG_KONG in added.opens
    assert (replaced.leaves, replaced.stays) == ((UNITED_KINGDOM,), ())
    with pytest.raises(WouldLeave):
        told(profile, instead, noon)
    told(profile, instead, noon, accept=True)
    assert held(profile) == [("british_overseas", "222222222")]
    assert (waiting(profile), profile.passports.count()) == ([], 2)


def test_the_same_number_of_another_kind_is_the_same_passport_whose_kind_is_put_right(noon):
    profile = holder(noon, values(CITIZEN, number="22 2222 222"))

    told(profile, values(OVERSEAS), noon)

    assert held(profile) == [("british_overseas", "222222222")]
    assert profile.passports.count() == 1


def test_a_draft_holds_both_and_keeps_nothing_of_what_is_replaced(noon):
    draft = holder(noon, *BOTH, sent=False)
    told(draft, values(CITIZEN, number="333333333"), noon)
    assert held(draft) == [("passport", "333333333"), ("british_overseas", "222222222")]

    told(draft, values(OVERSEAS, number="444444444", in_place_of="GB passport"), noon)

    assert (held(draft), draft.passports.count()) == ([("british_overseas", "444444444")], 1)


def test_the_next_profile_takes_both_over_and_not_what_was_replaced(noon):
    profile = entered(holder(noon, *BOTH), noon)
    told(profile, values(OVERSEAS, number="444444444", issued_on=date(2026, 1, 5)), noon)
    candidacies.withdraw(profile_id=profile.pk, by=profile.user, at=noon)

    new = profiles.start(user_id=profile.user_id, by=profile.user, at=noon + timedelta(days=2))

    assert held(new) == [("british_overseas", "444444444"), ("passport", "111111111")]
    assert new.passports.count() == 2


def test_the_database_holds_one_of_each_kind(noon):
    profile = holder(noon, *BOTH)
    again = {"country_id": "GB", "document": "passport", "expires_on": LONG}

    Passport.objects.create(profile=profile, number="A", number_key="A", replaced=True, **again)
    with pytest.raises(IntegrityError, match="passport_one_held_of_each_kind"), transaction.atomic():
        Passport.objects.create(profile=profile, number="B", number_key="B", **again)


RENEWED = values(CITIZEN, number="333333333", in_place_of="GB passport")
OTHER = values(OVERSEAS, number="444444444", in_place_of="GB british_overseas")


def wished(profile, answers, at):
    profile.refresh_from_db()
    return changes.change(
        profile_id=profile.pk,
        section=Section.PASSPORT,
        values=answers,
        version=profile.version,
        reason="A new one.",
        by=profile.user,
        at=at,
    )


@pytest.fixture
def drawn(noon):
    """Somebody with both, the British National (Overseas) one told last, who was drawn."""
    profile = entered(holder(noon, *BOTH), noon)
    draws.carried_out({"GB-WH": 1}, at=noon)
    return profile


def test_a_wish_about_another_passport_is_refused_while_one_waits_and_takes_the_place_of_none(noon, drawn):
    first = wished(drawn, RENEWED, noon)

    with pytest.raises(changes.OtherPassportWaits, match="another passport of yours waits"):
        wished(drawn, OTHER, noon)

    first.refresh_from_db()
    assert first.state == ChangeState.ASKED
    second = wished(drawn, RENEWED | {"number": "555555555"}, noon)
    first.refresh_from_db()
    assert (first.state, second.state) == (ChangeState.DROPPED, ChangeState.ASKED)


@pytest.mark.parametrize(("answers", "number"), [(RENEWED, "111111111"), (OTHER, "222222222")])
def test_a_wish_is_compared_with_the_passport_that_is_to_give_way(noon, drawn, answers, number):
    assert wished(drawn, answers, noon).before["number"] == number


def test_an_added_passport_is_compared_with_none(noon, drawn):
    assert wished(drawn, values(CITIZEN, country="HK", number="666666666", in_place_of=""), noon).before == {}

"""Several passports of one person: each agreement goes by the one that it takes, whatever else is held or was told last."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.rules import eligibility
from profiles.rules.changed_facts import with_answers
from profiles.rules.facts import (
    BRITISH_NOT_CITIZEN,
    BRITISH_OVERSEAS,
    CITIZENS_PASSPORT,
    DOCUMENTS,
    REFUGEE_DOCUMENT,
    Facts,
    Passport,
)
from profiles.rules.passports import gives_way, passport_for, written
from profiles.rules.problems import Code
from profiles.rules.sections import Section
from tests.profiles.rules.people import ON, SEASON, someone, terms

LONG, ENDED = date(2033, 1, 9), date(2026, 1, 31)
GOOD = {"HK": {("HK", CITIZENS_PASSPORT), ("GB", BRITISH_OVERSEAS)}, "GB": {("GB", CITIZENS_PASSPORT)}}
OF_PASSPORTS = {Code.PASSPORT_COUNTRY, Code.PASSPORT_EXPIRED}


def passport(kind: str, expires: date = LONG, *, country: str = "GB") -> Passport:
    return Passport(country=country, expires=expires, document=kind)


def holding(*told: Passport) -> Facts:
    """Somebody of Hong Kong and the United Kingdom who lives there; the passports in the order in which they were told."""
    last, *others = reversed(told)
    return someone("HK", citizenships=("HK", "GB"), passport=last, other_passports=tuple(others))


def found(facts: Facts) -> dict[str, list[str]]:
    return {
        country: [
            str(one.code)
            for one in eligibility.problems(facts, terms(country, "working_holiday"), on=ON, season=SEASON)
            if one.code in OF_PASSPORTS
        ]
        for country in ("HK", "GB")
    }


CITIZEN, OVERSEAS = passport(CITIZENS_PASSPORT), passport(BRITISH_OVERSEAS)
ENDED_CITIZEN, ENDED_OVERSEAS = passport(CITIZENS_PASSPORT, ENDED), passport(BRITISH_OVERSEAS, ENDED)


@pytest.mark.parametrize(
    ("told", "hong_kong", "united_kingdom"),
    [
        pytest.param([CITIZEN], ["passport_country"], [], id="a citizen's alone"),
        pytest.param([OVERSEAS], [], ["passport_country"], id="an overseas one alone"),
        pytest.param([CITIZEN, OVERSEAS], [], [], id="both, the overseas one last"),
        pytest.param([OVERSEAS, CITIZEN], [], [], id="both, the citizen's last"),
        pytest.param([ENDED_CITIZEN, OVERSEAS], [], ["passport_expired"], id="the citizen's ended"),
        pytest.param([OVERSEAS, ENDED_CITIZEN], [], ["passport_expired"], id="the citizen's ended and was told last"),
        pytest.param([CITIZEN, ENDED_OVERSEAS], ["passport_expired"], [], id="the overseas one ended"),
        pytest.param([ENDED_OVERSEAS, CITIZEN], ["passport_expired"], [], id="the overseas one ended and was told first"),
        pytest.param([CITIZEN, passport(REFUGEE_DOCUMENT)], ["passport_country"], [], id="a travel document besides"),
        pytest.param([OVERSEAS, passport(BRITISH_NOT_CITIZEN)], [], ["passport_country"], id="another British one besides"),
        pytest.param(
            [CITIZEN, ENDED_OVERSEAS, passport(CITIZENS_PASSPORT, country="HK")], [], [], id="all three, the overseas one ended"
        ),
    ],
)
def test_each_agreement_goes_by_its_own_british_passport(told, hong_kong, united_kingdom):
    assert found(holding(*told)) == {"HK": hong_kong, "GB": united_kingdom}


held = st.lists(
    st.builds(passport, st.sampled_from(DOCUMENTS), st.sampled_from([LONG, ENDED]), country=st.sampled_from(["GB", "HK"])),
    min_size=1,
    max_size=6,
    unique_by=lambda one: (one.country, one.document),
)


@given(held, st.randoms(use_true_random=False))
def test_a_pool_is_open_if_and_only_if_one_of_its_passports_is_valid_in_whatever_order_they_were_told(told, dice):
    again = list(told)
    dice.shuffle(again)
    valid = {(one.country, one.document) for one in told if one.expires == LONG}

    for order in (told, again):
        assert {country: not codes for country, codes in found(holding(*order)).items()} == {
            country: bool(good & valid) for country, good in GOOD.items()
        }


@given(held, st.sampled_from(DOCUMENTS), st.sampled_from([LONG, ENDED]), st.data())
def test_a_passport_told_now_replaces_its_own_kind_and_the_one_named_and_no_other(told, kind, expires, data):
    facts = holding(*told)
    named = data.draw(st.sampled_from(["", *(written((one.country, one.document)) for one in told)]))
    new = with_answers(facts, Section.PASSPORT, {"country": "GB", "expires_on": expires, "document": kind, "in_place_of": named})

    assert new.passport == passport(kind, expires)
    gone = {"GB " + kind, named}
    assert set(new.other_passports) == {one for one in told if f"{one.country} {one.document}" not in gone}
    assert replace(new, passport=facts.passport, other_passports=facts.other_passports) == facts


@pytest.mark.parametrize(
    ("named", "gone"),
    [
        ("", {("GB", "passport")}),
        ("GB british_overseas", {("GB", "passport"), ("GB", "british_overseas")}),
        ("GB passport", {("GB", "passport")}),
        ("nonsense", {("GB", "passport")}),
    ],
)
def test_what_gives_way_is_named_by_issuer_and_kind(named, gone):
    assert gives_way(("GB", CITIZENS_PASSPORT), named) == gone


def test_the_passport_for_a_pool_is_the_one_of_its_agreement_and_else_the_one_told_last():
    both = holding(CITIZEN, OVERSEAS)
    assert [passport_for(both, terms(one, "working_holiday")) for one in ("GB", "HK")] == [CITIZEN, OVERSEAS]
    assert passport_for(holding(OVERSEAS, passport(BRITISH_NOT_CITIZEN)), terms("GB", "working_holiday")) == passport(
        BRITISH_NOT_CITIZEN
    )

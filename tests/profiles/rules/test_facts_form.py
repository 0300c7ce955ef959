"""Facts are read from JSON in one form, and whatever cannot be read is refused by its key."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from profiles.rules.answer import answer
from profiles.rules.facts import Facts, JobOffer, Participation, Passport, Placement, Student
from profiles.rules.facts_form import Question, decode, questions
from profiles.rules.malformed import MalformedFacts
from tests.profiles.rules.people import ALL_TERMS

LEAST = {"on": "2026-02-02", "date_of_birth": "1998-05-04", "citizenships": ["FR"]}
WHOLE = {
    "id": "a-1",
    "on": "2026-02-02",
    "season": 2026,
    "date_of_birth": "1998-05-04",
    "citizenships": ["FR"],
    "residence": "FR",
    "passport": {"country": "FR", "expires": "2030-01-01"},
    "participations": [
        {
            "citizenship": "FR",
            "category": "working_holiday",
            "season": 2024,
            "permit_issued": "2024-05-01",
            "permit_expires": "2026-05-01",
            "recognized_organization": False,
        }
    ],
    "student": {"enrolled": True, "country": "FR"},
    "job_offer": {"paid": True, "self_employed": False, "teer": 2, "post_secondary": True},
    "placement": {"required_by_programme": True, "in_field_of_study": True, "paid": True},
    "recognized_organization": False,
    "dependants_accompany": False,
    "funds_cad": 3000,
    "insurance_whole_stay": True,
    "departure_ticket_or_funds": True,
}


def season_on(day):
    return day.year if day.month > 1 else None


def read(value):
    (question,) = questions(value, season_on=season_on)
    return question


def refusal(value):
    with pytest.raises(MalformedFacts) as refused:
        questions(value, season_on=season_on)
    assert refused.value.key in refused.value.en
    assert refused.value.key in refused.value.fr
    return refused.value.key


def test_the_whole_form_is_read():
    assert read(WHOLE) == Question(
        id="a-1",
        on=date(2026, 2, 2),
        season=2026,
        facts=Facts(
            date_of_birth=date(1998, 5, 4),
            citizenships=("FR",),
            residence="FR",
            passport=Passport(country="FR", expires=date(2030, 1, 1)),
            participations=(
                Participation(
                    citizenship="FR",
                    category="working_holiday",
                    season=2024,
                    permit_issued=date(2024, 5, 1),
                    permit_expires=date(2026, 5, 1),
                ),
            ),
            student=Student(enrolled=True, country="FR"),
            job_offer=JobOffer(paid=True, teer=2, post_secondary=True),
            placement=Placement(required_by_programme=True, in_field_of_study=True, paid=True),
            funds_cad=Decimal(3000),
            insurance_whole_stay=True,
            departure_ticket_or_funds=True,
        ),
    )


def test_missing_keys_are_null_false_or_empty():
    least = read(LEAST)
    nulls = read(LEAST | dict.fromkeys(set(WHOLE) - set(LEAST)))

    assert least == nulls
    assert least.facts == Facts(date_of_birth=date(1998, 5, 4), citizenships=("FR",))
    assert least.id is None


@pytest.mark.parametrize("key", ["passport", "student", "job_offer", "placement"])
def test_an_empty_object_is_none(key):
    assert read(LEAST | {key: {}}) == read(LEAST)


@pytest.mark.parametrize(("on", "season"), [("2026-02-02", 2026), ("2026-01-02", None)])
def test_the_season_is_the_one_open_on_the_day_unless_told(on, season):
    assert read(LEAST | {"on": on}).season == season
    assert read(LEAST | {"on": on, "season": 2025}).season == 2025


def test_countries_are_made_capital_and_told_once():
    facts = read(LEAST | {"citizenships": ["fr", "DE", "FR"], "residence": None}).facts

    assert facts.citizenships == ("FR", "DE")
    assert facts.residence is None


def test_a_list_is_read_in_order():
    several = questions([LEAST | {"id": 1}, LEAST | {"id": 2}], season_on=season_on)

    assert [one.id for one in several] == [1, 2]
    assert questions([], season_on=season_on) == []


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"on": None}, "on"),
        ({"on": "2026-2-2"}, "on"),
        ({"on": "20260202"}, "on"),
        ({"on": "2026-02-30"}, "on"),
        ({"on": "0026-02-02"}, "on"),
        ({"on": 20260202}, "on"),
        ({"on": "２０２６-02-02"}, "on"),
        ({"date_of_birth": None}, "date_of_birth"),
        ({"date_of_birth": "2026-02-03"}, "date_of_birth"),
        ({"date_of_birth": "1899-12-31"}, "date_of_birth"),
        ({"citizenships": None}, "citizenships"),
        ({"citizenships": "FR"}, "citizenships"),
        ({"citizenships": ["France"]}, "citizenships[0]"),
        ({"citizenships": ["FR", 7]}, "citizenships[1]"),
        ({"citizenships": [None]}, "citizenships[0]"),
        ({"residence": "FRA"}, "residence"),
        ({"residence": ""}, "residence"),
        ({"residence": ["FR"]}, "residence"),
        ({"id": {"a": 1}}, "id"),
        ({"id": True}, "id"),
        ({"id": "\ud800"}, "id"),
        ({"\ud800": 1}, "\\ud800"),
        ({"season": "2026"}, "season"),
        ({"season": 2026.0}, "season"),
        ({"season": True}, "season"),
        ({"season": 26}, "season"),
        ({"passport": "FR"}, "passport"),
        ({"passport": []}, "passport"),
        ({"passport": {"country": "FR", "number": "1"}}, "passport.number"),
        ({"passport": {"expires": "never"}}, "passport.expires"),
        ({"participations": {}}, "participations"),
        ({"participations": [None]}, "participations[0]"),
        ({"participations": [{}, {"category": "wh"}]}, "participations[1].category"),
        ({"participations": [{"season": "2024"}]}, "participations[0].season"),
        (
            {"participations": [{"permit_issued": "2025-01-02", "permit_expires": "2025-01-01"}]},
            "participations[0].permit_expires",
        ),
        ({"student": {"country": ""}}, "student.country"),
        ({"student": {"enrolled": "yes"}}, "student.enrolled"),
        ({"student": {"enrolled": 1}}, "student.enrolled"),
        ({"job_offer": True}, "job_offer"),
        ({"job_offer": {"teer": 6}}, "job_offer.teer"),
        ({"job_offer": {"teer": -1}}, "job_offer.teer"),
        ({"job_offer": {"teer": "2"}}, "job_offer.teer"),
        ({"placement": {"paid": "true"}}, "placement.paid"),
        ({"funds_cad": -1}, "funds_cad"),
        ({"funds_cad": "3000"}, "funds_cad"),
        ({"funds_cad": True}, "funds_cad"),
        ({"funds_cad": float("inf")}, "funds_cad"),
        ({"insurance_whole_stay": 1}, "insurance_whole_stay"),
        ({"dependants_accompany": "no"}, "dependants_accompany"),
        ({"citizenship": "FR"}, "citizenship"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_key(change, key):
    assert refusal(LEAST | change) == key
    assert refusal([LEAST, LEAST | change]) == f"[1].{key}"


@pytest.mark.parametrize("key", ["on", "date_of_birth", "citizenships"])
def test_a_required_key_that_is_missing_is_named(key):
    assert refusal({name: value for name, value in LEAST.items() if name != key}) == key


@pytest.mark.parametrize("value", [None, "FR", 3, True])
def test_facts_are_an_object_or_a_list(value):
    assert refusal(value) == ""
    assert refusal([value]) == "[0]"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "line 1"),
        ('{"on": }', "line 1, column 8"),
        ('{"on": "2026-02-02", "on": "2026-02-03"}', "on: is there twice"),
        ('{"funds_cad": NaN}', "NaN"),
        ("[" * 100_000, "nested too deeply"),
        ("1" * 5000, "too long"),
        (b"\xff\xfe\x00", "UTF-8"),
    ],
)
def test_what_is_no_json_is_refused_in_words(text, words):
    with pytest.raises(MalformedFacts, match=words):
        decode(text)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*WHOLE, "country", "x"]), inner, max_size=4),
    max_leaves=12,
)


def refused_key(value):
    """The key by which a value is refused, or None when it is read, answered and written."""
    try:
        read_all = questions(value, season_on=season_on)
    except MalformedFacts as refused:
        return refused.key
    json.dumps([answer(one, ALL_TERMS.values()) for one in read_all], ensure_ascii=False).encode()
    return None


# A loaded machine makes deep values slowly; that says nothing about the reading.
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(json_values)
def test_any_json_is_read_or_refused(value):
    refused_key(value)


@given(st.sampled_from(sorted(WHOLE)), json_values)
def test_any_value_of_a_key_is_read_or_refused_by_that_key(key, value):
    assert (refused_key(WHOLE | {key: value}) or key).startswith((key, "date_of_birth"))


def test_the_answer_has_the_agreed_form():
    found = answer(read(WHOLE), ALL_TERMS.values())

    assert list(found) == ["id", "on", "results"]
    assert (found["id"], found["on"]) == ("a-1", "2026-02-02")
    coop, professional, vie, holiday = found["results"]
    assert coop == {
        "country": "FR",
        "category": "coop",
        "stream": "",
        "eligible": True,
        "max_stay_months": 12,
        "problems": [],
    }
    assert [problem["code"] for problem in holiday["problems"]] == ["category_used"]
    assert set(holiday["problems"][0]) == {"code", "en", "fr"}
    assert (professional["eligible"], vie["stream"]) == (False, "vie")


def test_no_known_citizenship_is_told_at_the_top():
    found = answer(read(LEAST | {"citizenships": ["BR"]}), ALL_TERMS.values())

    assert found["results"] == []
    assert [problem["code"] for problem in found["problems"]] == ["citizenship"]

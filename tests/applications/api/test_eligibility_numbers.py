"""POST /api/v1/eligibility with numbers and with the organization that gave the letter."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from applications.queries import check
from profiles.queries import agreements
from tests.factories import draws, organizations, people, rounds

pytestmark = pytest.mark.django_db
ON = date(2026, 2, 2)
FRENCH = {
    "on": ON.isoformat(),
    "date_of_birth": "2000-05-04",
    "citizenships": ["FR"],
    "residence": "FR",
    "passport": {"country": "FR", "expires": "2033-01-01"},
    "participations": [],
    "student": {"enrolled": False},
    "placement": None,
    "job_offer": None,
    "dependants_accompany": False,
    "funds_cad": 2500,
    "insurance_whole_stay": True,
    "departure_ticket_or_funds": True,
}
LETTER = {"recognized_organization": True, "organization": "swap"}


@pytest.fixture(autouse=True)
def programme():
    people.agreements()


def asked(facts, query=""):
    return Client().post(f"/api/v1/eligibility{query}", json.dumps(facts), content_type="application/json")


def rows(facts, query="?numbers=true"):
    return {(one["country"], one["category"], one["stream"]): one for one in asked(facts, query).json()["results"]}


def test_numbers_are_those_of_the_check_page(noon):
    draws.carried_out({"FR-WH": 1}, at=noon)
    for _person in range(3):
        rounds.candidate("FR-WH", at=noon)

    found = rows(FRENCH)

    told = {key: value for key, value in FRENCH.items() if key not in ("on", "residence")}
    shown = check.result(told, agreements.terms_in_force(ON), on=ON, season=2026).rows
    page = {(one.verdict.country, one.verdict.category, one.verdict.stream): one for one in shown}
    assert found.keys() == page.keys()
    for key, one in found.items():
        assert one["cost"] == (None if page[key].cost is None else str(page[key].cost))
        assert one["odds"]["pool"] == page[key].numbers.pool.code
        assert (one["odds"]["candidates"], one["odds"]["rating"]) == (page[key].numbers.candidates, page[key].numbers.band)
    holiday = found["FR", "working_holiday", ""]
    assert Decimal(holiday["cost"]) > 200
    assert holiday["odds"]["candidates"] == 3
    assert found["FR", "coop", ""]["cost"] is None


def test_without_being_asked_for_no_number_stands_in_a_row():
    assert {"cost", "odds"}.isdisjoint(rows(FRENCH, "")["FR", "working_holiday", ""])


def test_a_season_without_pools_has_no_odds():
    assert rows(FRENCH | {"season": 2190})["FR", "working_holiday", ""]["odds"] is None


def test_numbers_for_many_take_as_many_queries_as_for_one():
    many = [FRENCH, FRENCH | {"citizenships": ["IE"]}, FRENCH | {"citizenships": ["AU", "DE"]}]
    counted = []
    for people_asked in ([FRENCH], many):
        with CaptureQueriesContext(connection) as queries:
            asked(people_asked, "?numbers=true")
        counted.append(len(queries))

    assert counted[0] == counted[1] <= 10


def test_the_letter_of_a_named_organization_is_judged_by_its_memorandum(noon):
    organizations.pool(at=noon, max_age=28, countries=["FR", "BR"])

    open_, old, american = (
        rows(one | LETTER)
        for one in (
            FRENCH,
            FRENCH | {"date_of_birth": "1996-05-04"},
            FRENCH | {"citizenships": ["US"], "passport": {"country": "US", "expires": "2033-01-01"}},
        )
    )

    key = ("XR", "working_holiday", "SWAP")
    assert open_[key]["eligible"]
    assert (open_[key]["odds"]["pool"], open_[key]["odds"]["candidates"]) == ("XR-WH-SWAP", 0)
    assert [one["code"] for one in old[key]["problems"]] == ["age_high"]
    assert [one["code"] for one in american[key]["problems"]] == ["citizenship"]
    # The rows that any organization opens stand aside, and what the agreement opens stays as it is without a letter.
    assert ("XR", "working_holiday", "") not in open_
    assert open_["FR", "working_holiday", ""]["eligible"]


def test_an_organization_without_a_memorandum_opens_nothing():
    found = rows(FRENCH | {"recognized_organization": True, "organization": "NOBODY"})

    assert {country for country, _category, _stream in found} == {"FR"}


@pytest.mark.parametrize(
    "facts",
    [{"organization": "SWAP"}, LETTER | {"organization": "S"}, LETTER | {"organization": 5}],
    ids=["no letter", "too short", "no text"],
)
def test_an_organization_that_cannot_be_read_is_refused_by_its_key(facts):
    answer = asked(FRENCH | facts)

    assert (answer.status_code, answer.json()["key"]) == (400, "organization")
    assert answer.json()["en"] != answer.json()["fr"]


def test_the_command_gives_the_same_answer(noon, tmp_path, capsys):
    organizations.pool(at=noon)
    (tmp_path / "facts.json").write_text(json.dumps(FRENCH | LETTER))

    call_command("eligibility", str(tmp_path / "facts.json"))

    assert json.loads(capsys.readouterr().out) == asked(FRENCH | LETTER).json()

"""POST /api/v1/eligibility: the command's form and answer, and refusals as problem+json in both languages."""

import json
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from iecsite.models import DatedSetting
from profiles.api import eligibility
from profiles.api.schema import EXAMPLE
from profiles.models import Agreement

PERSON = {"id": "é-1", "on": "2026-02-02", "date_of_birth": "1998-05-04", "citizenships": ["FR"]}
ADDRESS = "/api/v1/eligibility"


@pytest.fixture
def post():
    """Posts as a stranger from elsewhere would: no session, no token, CSRF checks on."""

    def send(body, content_type="application/json", **headers):
        raw = body if isinstance(body, str | bytes) else json.dumps(body)
        return Client(enforce_csrf_checks=True).post(ADDRESS, raw, content_type=content_type, headers=headers)

    return send


def refused(response, status):
    assert response.status_code == status
    assert response["Content-Type"].startswith("application/problem+json")
    body = response.json()
    assert body["en"] != body["fr"]
    return body


@pytest.mark.django_db
def test_one_object_gives_one_answer_without_key_or_token(post):
    response = post(PERSON)

    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    body = response.json()
    assert (body["id"], body["on"], len(body["results"])) == ("é-1", "2026-02-02", 4)


@pytest.mark.django_db
@pytest.mark.parametrize(("length", "queries"), [(0, 2), (1, 3), (3, 3)])
def test_a_list_gives_a_list_with_as_many_queries_as_one(post, length, queries, django_assert_num_queries):
    with django_assert_num_queries(queries):
        response = post([PERSON | {"id": number} for number in range(length)])
    assert [one["id"] for one in response.json()] == list(range(length))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "key"),
    [
        (PERSON | {"funds_cad": -5}, "funds_cad"),
        ([PERSON, PERSON | {"typo": 1}], "[1].typo"),
        ([PERSON | {"student": {"country": "", "enrolled": None}, "passport": {}}], "[0].student.country"),
        ({}, "on"),
        ("{", ""),
        ("", ""),
        (b"\xff\xff", ""),
        ("[" * 100_000, ""),
    ],
)
def test_malformed_facts_are_400_with_the_key_and_both_sentences(post, body, key):
    found = refused(post(body), 400)

    assert found["key"] == key
    assert key in found["en"]


@pytest.mark.django_db
@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "text/plain"])
def test_another_content_type_is_415(post, content_type):
    assert "application/json" in refused(post(json.dumps(PERSON), content_type), 415)["en"]


@pytest.mark.django_db
def test_a_charset_beside_the_content_type_does_not_matter(post):
    assert post(PERSON, "application/json; charset=utf-8").status_code == 200


@pytest.mark.django_db
def test_only_post_is_taken(client):
    assert refused(client.get(ADDRESS), 405)


@pytest.mark.django_db
def test_a_client_that_wants_something_else_is_told(post):
    refused(post(PERSON, accept="text/html"), 406)


@pytest.mark.django_db
def test_more_than_one_request_may_carry_is_413(post):
    refused(post(" " * eligibility.MOST_BYTES + "1"), 413)
    refused(post([PERSON] * (eligibility.MOST_PEOPLE + 1)), 413)
    many = [chr(65 + one // 26) + chr(65 + one % 26) for one in range(26 * 26)]
    refused(post([PERSON | {"citizenships": many}] * 3), 413)


@pytest.mark.django_db
def test_without_a_loaded_programme_it_says_so(post):
    Agreement.objects.all().delete()
    response = post(PERSON)

    refused(response, 503)
    assert response["Retry-After"] == "60"


@pytest.mark.django_db
def test_what_can_be_done_is_told_where_it_is_asked_for():
    young = EXAMPLE | {"date_of_birth": "2008-05-04"}
    ways = {}
    for query in ("", "?remedies=true"):
        answer = Client().post(f"/api/v1/eligibility{query}", json.dumps(young), content_type="application/json").json()
        (holiday,) = (one for one in answer["results"] if one["category"] == "working_holiday")
        ways[query] = [problem.get("remedy") for problem in holiday["problems"]]

    assert ways[""] == [None]
    assert ways["?remedies=true"] == [
        {
            "kind": "from_a_day",
            "from": "2026-05-04",
            "en": "This ends on May 4, 2026.",
            "fr": "Cela prend fin le 4\u00a0mai\u00a02026.",
        }
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(("letter", "countries"), [(False, {"US"}), (True, {"US", "XR", "XN"})])
def test_the_rows_of_organizations_come_with_a_letter_of_one(letter, countries):
    facts = EXAMPLE | {"citizenships": ["US"], "passport": {"country": "US", "expires": "2030-01-01"}}
    body = json.dumps(facts | {"recognized_organization": letter})
    found = Client().post("/api/v1/eligibility", body, content_type="application/json").json()["results"]

    assert {one["country"] for one in found} == countries
    open_ = {(one["country"], one["category"]) for one in found if one["eligible"]}
    assert open_ == ({("US", "working_holiday"), ("XR", "working_holiday")} if letter else set())
    if not letter:
        assert "recognized_organization" in {problem["code"] for problem in found[0]["problems"]}


@pytest.mark.django_db
@pytest.mark.parametrize("named", [{}, {"organization": "SWAP"}])
def test_a_letter_opens_no_pool_of_an_agreement_whose_stays_are_used_up(post, named):
    used = {"citizenship": "IE", "category": "working_holiday", "permit_issued": "2023-05-01", "permit_expires": "2024-05-01"}
    stays = [used | {"season": season} for season in (2022, 2023)]
    facts = EXAMPLE | {"citizenships": ["IE"], "passport": {"country": "IE", "expires": "2030-01-01"}, "participations": stays}

    found = post(facts | {"recognized_organization": True} | named).json()["results"]

    (holiday,) = (one for one in found if (one["country"], one["category"]) == ("IE", "working_holiday"))
    assert "participations_used" in {problem["code"] for problem in holiday["problems"]}


@pytest.mark.django_db
def test_each_question_is_judged_by_the_choices_of_its_own_day(post, django_assert_num_queries):
    DatedSetting.objects.create(
        name="luxembourg_max_age", value="list_2023", effective_on=date(2027, 1, 1), note_en="Decided.", note_fr="Décidé."
    )
    person = {"date_of_birth": "1993-05-04", "citizenships": ["LU"]}
    days = ["2026-12-31", "2027-01-01", "2026-12-31"]

    with django_assert_num_queries(3):
        told = post([person | {"id": day, "on": day} for day in days]).json()

    too_old = [any(problem["code"] == "age_high" for row in one["results"] for problem in row["problems"]) for one in told]
    assert too_old == [False, True, False]


@pytest.mark.django_db
def test_many_days_and_an_organization_take_as_many_queries_as_one(post):
    person = PERSON | {"recognized_organization": True, "organization": "SWAP"}
    asked = []
    for days in (["2026-12-31"], ["2026-12-31", "2027-01-01", "2027-02-01"]):
        with CaptureQueriesContext(connection) as queries:
            assert post([person | {"on": day} for day in days]).status_code == 200
        asked.append(len(queries))

    assert asked[0] == asked[1]

"""A page for everything that goes wrong, in the person's language or in both, and never a trace of the code."""

import pytest
from django.test import Client, RequestFactory

from iecsite.middleware import DatabaseAway
from iecsite.views import errors
from tests.factories import people

pytestmark = pytest.mark.django_db


def words(response):
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize(
    ("address", "language", "heading"),
    [
        ("/en/nowhere/", "en", "We can't find this page"),
        ("/fr/nulle-part/", "fr", "Cette page est introuvable"),
    ],
)
def test_address_that_does_not_exist(client, address, language, heading):
    response = client.get(address)

    assert response.status_code == 404
    assert f'<html lang="{language}"' in words(response)
    assert f"<h1>{heading}</h1>" in words(response).replace("&#x27;", "'")


def test_what_belongs_to_somebody_else_reads_like_what_does_not_exist(client, noon):
    from profiles.models import Letter

    people.person(at=noon)
    letter = Letter.objects.first()
    client.force_login(people.account(at=noon))

    other, nothing = client.get(f"/en/letters/{letter.pk}/"), client.get("/en/letters/999999/")

    assert (other.status_code, nothing.status_code) == (404, 404)
    assert _content(other) == _content(nothing)


def _content(response) -> str:
    text = words(response)
    return text[text.index("<h1") : text.index("<footer")]


@pytest.mark.parametrize(
    ("address", "language", "heading"),
    [
        ("/en/account/login/", "en", "This page was open too long"),
        ("/fr/compte/login/", "fr", "Cette page est restée ouverte trop longtemps"),
    ],
)
def test_form_without_its_seal(address, language, heading):
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(address, {"login": "somebody@example.org"})

    assert response.status_code == 403
    assert f'<html lang="{language}"' in words(response)
    assert heading in words(response)
    assert "CSRF" not in words(response)


@pytest.mark.parametrize(("code", "view"), [(500, errors.server_error), (503, errors.unavailable)])
def test_fault_of_ours_is_told_in_both_languages_without_the_database(rf, django_assert_num_queries, code, view):
    with django_assert_num_queries(0):
        response = view(rf.get("/fr/profil/"))

    assert response.status_code == code
    assert 'lang="fr"' in words(response)
    assert '<html lang="en"' in words(response)


def test_service_away_says_when_to_come_back():
    response = errors.unavailable(RequestFactory().get("/en/"))

    assert response["Retry-After"] == "30"
    assert response["Cache-Control"] == "no-store"
    assert "Nothing that you saved is lost" in words(response)
    assert "Rien de ce que vous avez enregistré" in words(response)


@pytest.mark.parametrize(("address", "code"), [("/api/v1/nothing", 404), ("/data/nothing.csv", 404)])
def test_interface_answers_with_a_problem_in_both_languages(client, address, code):
    response = client.get(address)

    assert response.status_code == code
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == code
    assert body["en"]
    assert body["fr"]
    assert body["en"] != body["fr"]


@pytest.mark.parametrize(("view", "code"), [(errors.server_error, 500), (errors.unavailable, 503)])
def test_interface_tells_a_fault_of_ours_as_a_problem(rf, view, code):
    import json

    response = view(rf.post("/api/v1/eligibility"))

    assert (response.status_code, response["Content-Type"]) == (code, "application/problem+json")
    assert set(json.loads(response.content)) == {"status", "title", "en", "fr"} | ({"type"} if code == 0 else set())


def test_error_in_a_view_shows_the_page_and_no_trace(client, monkeypatch, noon):
    from profiles.queries import letters

    def breaks(*_args, **_more):
        raise ZeroDivisionError("a secret of the code")

    monkeypatch.setattr(letters, "of", breaks)
    client.force_login(people.account(at=noon))
    client.raise_request_exception = False
    response = client.get("/en/letters/")

    assert response.status_code == 500
    assert "The fault is ours" in words(response)
    assert "secret" not in words(response)
    assert "Traceback" not in words(response)


@pytest.mark.parametrize("failure", ["OperationalError", "InterfaceError"])
def test_database_lost_in_the_middle_of_a_request_is_503(rf, failure):
    from django import db

    def breaks(_request):
        raise getattr(db, failure)("server closed the connection unexpectedly")

    response = DatabaseAway(breaks)(rf.get("/en/profile/"))

    assert response.status_code == 503
    assert response["Retry-After"] == "30"


def test_staff_without_the_right_are_told_so_in_their_language(client, noon):
    from tests.factories.cast import with_second_factor

    client.force_login(with_second_factor(people.staff("Cashiers", at=noon)))
    response = client.get("/fr/admin/profiles/agreement/")

    assert response.status_code == 403
    assert '<html lang="fr"' in words(response)

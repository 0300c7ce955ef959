"""Countries that are typed into the check: the list works by itself, and the box beside it is understood by the server."""

import pytest

from iecsite import clock
from profiles.queries import carried_answers
from tests.factories import people

pytestmark = pytest.mark.django_db
CITIZENSHIPS = "/en/check/citizenships/"


@pytest.fixture(autouse=True)
def programme():
    people.agreements()


def told(client, response):
    return carried_answers.opened(client.get(response["Location"]).wsgi_request.GET["a"], at=clock.now())["citizenships"]


def test_the_list_alone_is_enough(client):
    assert told(client, client.post(CITIZENSHIPS, {"country": "FR", "second": "IE"})) == ["FR", "IE"]


@pytest.mark.parametrize("typed", ["Germany", "allemagne", "DE"])
def test_a_name_in_either_language_is_understood(client, typed):
    assert told(client, client.post(CITIZENSHIPS, {"country": "", "country_typed": typed})) == ["DE"]


def test_what_was_chosen_from_the_list_counts(client):
    assert told(client, client.post(CITIZENSHIPS, {"country": "FR", "country_typed": "Germany"})) == ["FR"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("Frnace", "We know no country named “Frnace”. Did you mean this one: France? Choose it from the list."),
        ("<b>Xyzzy", "We know no country named “&lt;b&gt;Xyzzy”. Choose a country from the list."),
        ("   ", "Choose a country from the list."),
    ],
)
def test_a_name_that_nobody_knows_gets_a_sentence_and_stays(client, typed, sentence):
    page = client.post(CITIZENSHIPS, {"country": "", "country_typed": typed}).content.decode()

    assert sentence in page
    assert not typed.strip() or "data-typed=" in page


def test_a_suggestion_is_made_in_the_language_of_the_page(client):
    page = client.post("/fr/verifier/citoyennetes/", {"country": "", "country_typed": "Alemagne"}).content.decode()

    assert "Allemagne" in page.partition("iec-errors")[2].partition("</ul>")[0]


def test_each_line_is_found_by_its_other_name_too(client):
    page = client.get(CITIZENSHIPS).content.decode()

    assert '<option value="DE" data-also="Allemagne">Germany</option>' in page

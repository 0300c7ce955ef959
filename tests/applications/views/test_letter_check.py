"""Anyone who is shown a letter can see whether it is real and still holds."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from applications.operations import decision_letters, given_back
from applications.queries.letter_check import check
from iecsite import clock
from tests.conftest import NOON
from tests.factories import applications, people
from tests.journeys.walk import Browser

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def at(monkeypatch):
    def put(moment):
        monkeypatch.setattr(clock, "now", lambda: moment)
        return moment

    put(NOON)
    return put


@pytest.fixture
def letter():
    """A letter of introduction that was written, as its decision."""
    case = applications.application_at("approved", at=NOON)
    decision_letters.write_next_letter(at=NOON)
    case.refresh_from_db()
    return case.decision


def asked(code, language="en"):
    with translation.override(language):
        return Browser().open(reverse("letter_check")).send(code=code)


@pytest.mark.parametrize("typed", [str, str.lower, lambda code: "-".join(re.findall("....", code)), lambda code: f" {code} "])
def test_a_letter_that_holds_is_told_with_what_it_must_say(letter, typed):
    page = asked(typed(letter.check_code))

    assert "is ours, and it holds" in page.text
    for word in (letter.application.reference, "C. E.", "February 2, 2026", "February 2, 2027"):
        assert word in page.text


def test_neither_name_nor_birth_nor_passport_is_told(letter):
    page = asked(letter.check_code)

    case = letter.application
    for told in (case.family_name, case.given_names, case.passport_number, str(case.date_of_birth.year)):
        assert told not in page.text


def test_a_digit_that_was_read_as_a_letter_is_found(letter):
    type(letter).objects.update(check_code="0123" + letter.check_code[4:])

    assert check("OI23" + letter.check_code[4:], at=NOON).state == "holds"


def test_a_letter_is_over_on_the_day_after_its_last(letter):
    last = NOON + (letter.letter_valid_until - clock.home_date(NOON))

    assert [check(letter.check_code, at=last + days * DAY).state for days in (0, 1)] == ["holds", "ended"]


def test_a_letter_that_was_given_back_no_longer_holds(letter):
    officer = people.staff("Officers", at=NOON)
    given_back.give_back(application_id=letter.application_id, note="By e-mail", by=officer, at=NOON + DAY)

    page = asked(letter.check_code, "fr")

    assert "n'est plus valable" in page.text
    assert "3 février 2026" in page.text


def test_a_refusal_is_told_as_one():
    case = applications.application_at("refused", at=NOON)
    while decision_letters.write_next_letter(at=NOON):
        pass
    case.refresh_from_db()

    assert "It is a refusal" in asked(case.decision.check_code).text


def test_a_code_that_is_none_and_one_of_the_wrong_length_get_a_sentence(letter):
    assert "We have no letter with this code" in asked("7F3K-92QX-M4TB-8WJC").text
    assert "this one has 3" in asked("7F3").text
    assert "Enter the code" in asked("").text


def test_the_letter_names_the_page(letter, monkeypatch):
    told = {}
    monkeypatch.setattr(decision_letters, "introduction_letter", lambda content: told.setdefault("letter", content) and b"")
    decision_letters.pdf_of(type(letter).objects.select_related(
        "application__profile__user", "application__pool__country", "application__country", "application__passport_country"
    ).get())  # fmt: skip

    address = told["letter"].head.check_at
    assert "Check a letter" in Browser().open(address.removeprefix("http://localhost:8000")).text

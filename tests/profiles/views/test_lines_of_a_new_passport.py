"""The two lines where a passport is told already: what the page filled in gives way to them, and what was typed does not."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from iecsite import clock
from profiles.rules import machine_readable
from tests.factories import people

pytestmark = pytest.mark.django_db
WHO = {"family_name": "Exemple", "given_names": "Camille", "country": "FRA", "nationality": "FRA", "born": date(2000, 5, 4)}
RENEWED = "\n".join(machine_readable.lines_of(number="99ZZ12345", expires=date(2036, 2, 1), **WHO))
BOX = ("_0", "_1", "_2")


@pytest.fixture
def candidate(client, noon, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: noon + timedelta(minutes=1))
    profile = people.active_profile(at=noon)
    client.force_login(profile.user)
    return profile


def form_of(client):
    return client.get(address()).context["form"]


def address():
    return reverse("profile_section", kwargs={"section": "passport"})


def as_shown(form):
    """What a browser sends when nothing is touched."""
    posted = {name: form[name].value() for name in ("version", "seen", "country", "number", "document")}
    for name in ("issued_on", "expires_on"):
        day = form[name].value()
        day = day if isinstance(day, list) else [day.day, day.month, day.year]
        posted |= {f"{name}{box}": str(value) for box, value in zip(BOX, day, strict=True)}
    return posted


def test_the_lines_of_a_new_passport_take_the_place_of_what_was_filled_in(client, candidate):
    form = client.post(address(), as_shown(form_of(client)) | {"lines": RENEWED}).context["form"]

    assert (form["number"].value(), form.data["expires_on_2"]) == ("99ZZ12345", "2036")
    assert "number" not in form.errors
    assert "expires_on" not in form.errors
    assert "We filled in what the lines say" in str(form.errors["lines"])


def test_its_day_of_issue_is_asked_anew_and_then_it_is_saved(client, candidate):
    form = client.post(address(), as_shown(form_of(client)) | {"lines": RENEWED}).context["form"]
    assert (form.data["issued_on_2"], "issued_on" in form.errors) == ("", True)

    issued = {"issued_on_0": "2", "issued_on_1": "1", "issued_on_2": "2026"}
    typed = {name: form.data[name] for name in form.data} | issued
    client.post(address(), typed | {"confirmed": "on"})

    passport = candidate.passports.latest("id")
    assert (passport.number, passport.issued_on, passport.expires_on) == ("99ZZ12345", date(2026, 1, 2), date(2036, 2, 1))


def test_a_number_that_was_typed_stays_and_is_held_against_the_lines(client, candidate):
    typed = as_shown(form_of(client)) | {"lines": RENEWED, "number": "98ZZ12345"}
    form = client.post(address(), typed).context["form"]

    assert form["number"].value() == "98ZZ12345"
    assert "The lines say 99ZZ12345" in str(form.errors["number"])


def test_lines_whose_digits_do_not_fit_overwrite_nothing(client, candidate):
    shown = as_shown(form_of(client))
    form = client.post(address(), shown | {"lines": RENEWED.replace("99ZZ12345", "99ZZ12375")}).context["form"]

    assert form["number"].value() == shown["number"]


def test_a_number_printed_with_a_dash_fits_its_lines(client, candidate):
    first, second = RENEWED.splitlines()
    number = "AB<12345<"
    lines = f"{first}\n{number}{machine_readable.check_digit(number)}{second[10:]}"
    typed = {"lines": lines, "number": "AB-12345", "lines_reason": "Printed so"}

    form = client.post(address(), as_shown(form_of(client)) | typed).context["form"]

    assert "number" not in form.errors

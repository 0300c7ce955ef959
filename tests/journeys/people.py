"""What the people of a journey do, page by page."""

import re
from datetime import date

from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile

from applications.gateway import local
from tests.factories.applications import picture
from tests.factories.people import SIGNED, code_in
from tests.journeys.walk import Browser

PASSWORD = "correct horse battery staple"


def day(name: str, on: date) -> dict[str, int]:
    """A date in its three boxes."""
    return {f"{name}_0": on.day, f"{name}_1": on.month, f"{name}_2": on.year}


def signed_up(email: str, *, language: str = "en") -> Browser:
    """Signs up, and enters the code of the message."""
    person = Browser().open(f"/{language}/")
    person.open("/fr/compte/signup/" if language == "fr" else "/en/account/signup/")
    person.send(email=email, password1=PASSWORD)
    person.send("action=verify", code=code_in(mail.outbox[-1]))
    return signed_in(person, email, language=language)


def signed_in(person: Browser, email: str, *, language: str = "en") -> Browser:
    """Signs in unless the confirmation did."""
    person.open(f"/{language}/" + ("accueil/" if language == "fr" else "home/"))
    if "login" in person.url:
        person.send(login=email, password=PASSWORD)
    assert "login" not in person.url
    return person


def fill_profile(person: Browser, *, language: str = "en", citizenship: str = "FR", number: str = "12AB34567") -> Browser:
    """Fills in the twelve parts, one page after the other, checks and sends."""
    person.open("/fr/profil/" if language == "fr" else "/en/profile/").send()
    tasks, done = person.url, set()
    answers: list[dict[str, object]] = [
        {"family_name": "Dvořák", "given_names": "Zoë Ångström"},
        day("date_of_birth", date(2000, 5, 4)),
        {"country": citizenship},
        {"country": citizenship, "number": number, **day("issued_on", date(2023, 1, 10)), **day("expires_on", date(2033, 1, 9))},
        {"residence": citizenship},
        {"street_address": "1 Example Street", "city": "Exampleville", "postal_code": "33380", "phone": "+33 1 23 45 67 89"},
        {"before": "no"},
        {"recognized_organization": "no"},
        {"student_enrolled": "no"},
        {"has_placement": "no"},
        {"has_job_offer": "no"},
        {
            "dependants_accompany": "no",
            "funds_cad": "2500",
            "insurance_whole_stay": "yes",
            "departure_ticket_or_funds": "yes",
        },
    ]
    for told in answers:
        # The list grows: how an address is written follows from the country that is told before.
        pages = re.findall(r'href="(/(?:en/profile|fr/profil)/[^"/]+/)"', person.at(tasks).html)
        for page in dict.fromkeys(one for one in pages if one not in done):
            person.open(page)
            try:
                person.send(**told)
            except AssertionError:
                continue
            done.add(page)
            break
        else:
            raise AssertionError(f"no page asks for {sorted(told)}")
    person.open("/fr/profil/verification/" if language == "fr" else "/en/profile/check/")
    return person.send(**SIGNED | {"signed_name": "Zoë Ångström Dvořák"})


def complete_application(person: Browser, *, language: str = "en") -> Browser:
    """From the task list of an open application to the page of the card: details, documents, check."""
    tasks = person.url
    person.open(_links(person)[0]).send(
        address="12, rue des Exemples",
        city="Nantes",
        postal_code="44000",
        country="FR",
        phone="+33 6 12 34 56 78",
        stay_months="12",
        confirmed="on",
        **day("arrival_on", date(2026, 9, 1)),
    )
    listed = person.at(tasks).open(_links(person)[1]).url
    for page in dict.fromkeys(re.findall(rf'href="({listed}[a-z0-9_-]+/)"', person.html)):
        person.open(page).send(file=SimpleUploadedFile("page.jpg", picture(), "image/jpeg"))
    person.at(tasks).open(_links(person)[2])
    person.send(true="on", alone="on", insured="on", funds="on")
    assert "fees" in person.url or "frais" in person.url, person.text[:600]
    return person.send()


def pay(person: Browser, number: str = local.TAKEN) -> Browser:
    """Enters a card on the local page."""
    return person.send(number=number)


def _links(person: Browser) -> list[str]:
    """Where the task list leads, in its order."""
    return re.findall(rf'href="({person.url}[a-z-]+/)"', person.html)

"""In a real browser with scripts switched off: from signing up to an application that is paid and sent."""

from datetime import date, timedelta

import pytest
from django.core import mail

from applications.gateway import local
from applications.models import Application
from applications.queries import standing
from iecsite import clock
from rounds.models import Invitation
from tests.browser import chromium
from tests.conftest import NOON
from tests.factories import draws, people
from tests.factories.applications import picture
from tests.journeys.people import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]


class Page:
    """A page with the few acts of somebody who reads and types."""

    def __init__(self, page, site: str) -> None:
        self.page, self.site = page, site

    def open(self, path: str) -> None:
        response = self.page.goto(self.site + path)
        assert response.status == 200, f"{response.status} at {path}"

    def type(self, **values: object) -> None:
        for name, value in values.items():
            if isinstance(value, date):
                parts = {f"{name}_0": value.day, f"{name}_1": value.month, f"{name}_2": value.year}
                self.type(**{key: str(part) for key, part in parts.items()})
                continue
            found = self.page.locator(f'main [name="{name}"]').first
            if found.evaluate("one => one.tagName") == "SELECT":
                found.select_option(str(value))
            elif found.get_attribute("type") in ("radio", "checkbox"):
                self.page.locator(f'main [name="{name}"][value="{value}"]').check()
            else:
                found.fill(str(value))

    def press(self, words: str = "") -> None:
        button = self.page.get_by_role("button", name=words) if words else self.page.locator("main form .btn-primary")
        button.first.click()
        self.page.wait_for_load_state()
        assert self.page.locator("h1").count() == 1, self.page.content()[:500]

    @property
    def text(self) -> str:
        return " ".join(self.page.locator("main").inner_text().split())


PROFILE = {
    "names": {"family_name": "Exemple", "given_names": "Camille"},
    "birth": {"date_of_birth": date(2000, 5, 4)},
    "citizenships": {"country": "FR"},
    "passport": {"country": "FR", "number": "12AB34567", "issued_on": date(2023, 1, 10), "expires_on": date(2033, 1, 9)},
    "residence": {"residence": "FR"},
    "contact": {"street_address": "1 Example Street", "city": "Exampleville", "postal_code": "33380"},
    "past-participations": {"before": "no"},
    "recognized-organization": {"recognized_organization": "no"},
    "study": {"student_enrolled": "no"},
    "placement": {"has_placement": "no"},
    "job-offer": {"has_job_offer": "no"},
    "declarations": {
        "dependants_accompany": "no",
        "funds_cad": "2500",
        "insurance_whole_stay": "yes",
        "departure_ticket_or_funds": "yes",
    },
}


@pytest.fixture
def window(live_server, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    with chromium() as browser:
        context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
        yield Page(context.new_page(), live_server.url)
        context.close()


def sign_up(window: Page) -> None:
    window.open("/en/account/signup/")
    window.type(email="camille@example.org", password1=PASSWORD)
    window.press()
    window.type(code=people.code_in(mail.outbox[-1]))
    window.press("Confirm my address")


def test_from_signing_up_to_sent_without_scripts(window, monkeypatch, tmp_path):
    sign_up(window)
    window.open("/en/profile/")
    window.press("Start my profile")
    for section, answers in PROFILE.items():
        window.open(f"/en/profile/{section}/")
        window.type(**answers)
        window.press()
    window.open("/en/profile/check/")
    for box in window.page.locator('main [name^="declared_"]').all():
        box.check()
    window.type(signed_name="Camille Exemple")
    window.press()
    window.open("/en/pools/")
    window.type(pools="FR-WH")
    window.press()

    draws.carried_out({"FR-WH": 1}, at=NOON)
    invitation = Invitation.objects.get()
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=1))
    window.open(f"/en/invitation/{invitation.pk}/yes/")
    window.press()
    application = Application.objects.get()
    home = f"/en/application/{application.reference}/"

    window.open(home + "details/")
    window.type(
        address="12, rue des Exemples",
        city="Nantes",
        postal_code="44000",
        country="FR",
        phone="+33 6 12 34 56 78",
        stay_months=12,
        arrival_on=date(2026, 9, 1),
    )
    window.page.locator('[name="confirmed"]').check()
    window.press()
    for line in standing.checklist_of(application):
        if line.required:
            file = tmp_path / f"{line.key}.jpg"
            file.write_bytes(picture())
            window.open(f"{home}documents/{line.key}/")
            window.page.locator('input[type="file"]').set_input_files(file)
            window.press()
    window.open(home + "check/")
    for name in ("true", "alone", "insured", "funds"):
        window.page.locator(f'[name="{name}"]').check()
    window.press()
    window.press()
    window.type(number=local.TAKEN)
    window.press()

    application.refresh_from_db()
    assert application.state == "submitted"
    assert application.reference in window.text

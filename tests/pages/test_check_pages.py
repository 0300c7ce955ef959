"""Every question of the check and its result, in both languages, filled in, sent empty, and at both widths."""

import pytest
from django.urls import reverse
from django.utils import translation

from iecsite import clock
from profiles.queries import carried_answers
from profiles.rules.check import Step
from tests.browser import chromium
from tests.factories import people
from tests.pages.test_pages import SEND_EMPTY, looked_at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]
TOLD = {
    "citizenships": ["FR", "US"],
    "date_of_birth": "2000-05-04",
    "residence": "FR",
    "passport": {"country": "FR", "expires": "2033-01-01"},
    "participations": [
        {
            "citizenship": "FR",
            "category": "working_holiday",
            "season": 2023,
            "permit_issued": "2023-04-01",
            "permit_expires": "2024-03-31",
        }
    ],
    "recognized_organization": False,
    "student": {"enrolled": True, "country": "FR"},
    "placement": None,
    "job_offer": {"paid": True, "self_employed": False, "teer": 2, "post_secondary": True},
}


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


@pytest.mark.parametrize("width", [320, 1280])
def test_questions_and_result(browser, live_server, width):
    people.agreements()
    token = carried_answers.sealed(TOLD, at=clock.now())
    nothing = carried_answers.sealed({"citizenships": ["BR"]}, at=clock.now())
    context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=False)
    page = context.new_page()
    problems = []
    for language in ("en", "fr"):
        with translation.override(language):
            questions = [reverse("check_question", kwargs={"step": step.value}) for step in Step if step is not Step.RESIDENCE]
            results = [reverse("check_result")]
        for url, answers, send in [
            *((url, token, True) for url in questions),
            *((url, token, False) for url in results),
            *((url, nothing, False) for url in results),
        ]:
            response = page.goto(f"{live_server.url}{url}?a={answers}")
            found = [f"status {response.status}"] if response.status != 200 else []
            found += looked_at(page)
            if send and not url.endswith(("passport/", "passeport/")):
                with page.expect_navigation():
                    page.evaluate(SEND_EMPTY)
                found += [f"sent empty: {one}" for one in looked_at(page)]
            problems += [f"{url} at {width}: {one}" for one in found]
    context.close()
    assert problems == []

"""Every question of the check and its result, in both languages, filled in, sent empty, and at both widths."""

import pytest
from django.urls import reverse
from django.utils import translation

from iecsite import clock
from profiles.queries import carried_answers
from profiles.rules.check import Step
from tests.factories import people
from tests.pages.looking import window

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
    "student": {"enrolled": True, "country": "FR"},
    "placement": None,
    "job_offer": {"paid": True, "self_employed": False, "teer": 2, "post_secondary": True},
    "dependants_accompany": False,
}
AMERICAN = {"citizenships": ["US"], "date_of_birth": "2000-05-04", "participations": [], "recognized_organization": False}
# Not asked of a French citizen; the second is looked at as an American.
UNASKED = {Step.RESIDENCE, Step.ORGANIZATION}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_questions_and_result(browser, live_server, language):
    people.agreements()
    token = carried_answers.sealed(TOLD, at=clock.now())
    american = carried_answers.sealed(AMERICAN, at=clock.now())
    nothing = carried_answers.sealed({"citizenships": ["BR"]}, at=clock.now())
    with translation.override(language):
        questions = {step: reverse("check_question", kwargs={"step": step.value}) for step in Step if step not in UNASKED}
        organization = reverse("check_question", kwargs={"step": Step.ORGANIZATION.value})
        result = reverse("check_result")
    problems = []
    with window(browser, live_server) as open_one:
        for step, url in questions.items():
            problems += open_one.open(f"{url}?a={token}", language=language)
            if step is not Step.PASSPORT:
                problems += open_one.send_empty()
        problems += open_one.open(f"{organization}?a={american}", language=language)
        problems += open_one.send_empty()
        for answers in (token, nothing):
            problems += open_one.open(f"{result}?a={answers}", language=language)

    assert not problems, "\n".join(problems)

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
    # Asked for because of the earlier stay.
    "recognized_organization": False,
}
AMERICAN = {
    "citizenships": ["US"],
    "date_of_birth": "2000-05-04",
    "passport": {"country": "US", "expires": "2033-01-01"},
    "participations": [],
    "recognized_organization": False,
}
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
        for url in questions.values():
            problems += open_one.open(f"{url}?a={token}", language=language)
            problems += open_one.send_empty()
        problems += open_one.open(f"{organization}?a={american}", language=language)
        problems += open_one.send_empty()
        for answers in (token, nothing):
            problems += open_one.open(f"{result}?a={answers}", language=language)

    assert not problems, "\n".join(problems)


# What is typed, the names that are offered, and the code that is sent when Enter chooses the first of them.
TYPED = [
    ("en", "allem", ["Germany"], "DE"),
    ("en", "  cote d ivo", ["Côte d’Ivoire"], "CI"),
    ("fr", "etats", ["États-Unis", "îles mineures éloignées des États-Unis"], "US"),
    ("fr", "south k", ["Corée (République de)"], "KR"),
]


@pytest.mark.parametrize(("language", "typed", "offered", "code"), TYPED)
def test_a_country_is_typed_and_chosen_from_the_keyboard(browser, live_server, language, typed, offered, code):
    people.agreements()
    with translation.override(language):
        url = reverse("check_question", kwargs={"step": Step.CITIZENSHIPS.value})
    with window(browser, live_server) as open_one:
        problems = open_one.open(url, language=language)
        box = open_one.page.get_by_role("combobox").first
        box.press_sequentially(typed)
        names = open_one.page.get_by_role("option").all_inner_texts()
        problems += open_one.look()
        box.press("ArrowDown")
        box.press("Enter")
        sent = open_one.page.evaluate("new FormData(document.querySelector('main form')).get('country')")

    assert not problems, "\n".join(problems)
    assert names == offered
    assert sent == code


def test_what_was_typed_and_is_no_country_comes_back_with_a_suggestion(browser, live_server):
    people.agreements()
    with window(browser, live_server) as open_one:
        open_one.open("/en/check/citizenships/", language="en")
        box = open_one.page.get_by_role("combobox").first
        box.fill("Frnace")
        with open_one.page.expect_navigation():
            open_one.page.get_by_role("button", name="Continue").click()
        problems = open_one.look()
        page = open_one.page

        assert "Did you mean this one: France?" in page.inner_text("main")
        assert page.get_by_role("combobox").first.input_value() == "Frnace"
        page.get_by_role("link", name="We know no country").click()
        assert page.evaluate("document.activeElement.getAttribute('role')") == "combobox"
    assert not problems, "\n".join(problems)


def test_a_country_is_chosen_where_the_pointer_is_let_go(browser, live_server):
    people.agreements()
    with window(browser, live_server) as open_one:
        open_one.open("/en/check/citizenships/", language="en")
        page = open_one.page
        box, mouse = page.get_by_role("combobox").first, page.mouse
        box.press_sequentially("allem")
        sent = "new FormData(document.querySelector('main form')).get('country')"

        page.get_by_role("option").first.hover()
        mouse.down()
        mouse.move(5, 5)
        mouse.up()
        assert (box.input_value(), page.evaluate(sent)) == ("allem", "")
        page.get_by_role("option").first.click()

        assert (box.input_value(), page.evaluate(sent)) == ("Germany", "DE")


def test_two_letters_that_are_a_code_and_begin_another_name_choose_nothing(browser, live_server):
    people.agreements()
    with window(browser, live_server) as open_one:
        open_one.open("/en/check/citizenships/", language="en")
        page = open_one.page
        box = page.get_by_role("combobox").first
        box.fill("De")
        # The list over the button closes, and nothing is chosen.
        box.press("Tab")
        assert box.input_value() == "De"
        with page.expect_navigation():
            page.get_by_role("button", name="Continue").click()

        assert "We know no country named “De”." in page.inner_text("main")
        assert page.get_by_role("combobox").first.input_value() == "De"


def test_without_scripts_the_lists_are_there(browser, live_server):
    people.agreements()
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/en/check/citizenships/")
    page.locator("select[name=country]").select_option("FR")
    page.get_by_role("button", name="Continue").click()

    assert "/en/check/birth/" in page.url
    context.close()

"""In a real browser: what was typed goes along to the same page in the other language, and stays nowhere else."""

import pytest
from django.urls import reverse
from django.utils import translation

from iecsite import clock
from profiles.models import Profile
from tests.factories import people
from tests.pages.looking import window

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]
STILL_HERE = {
    "en": "What you typed is still here. It is not saved yet.",
    "fr": "Ce que vous avez inscrit est toujours là. Ce n'est pas encore enregistré.",
}
OTHER = {"en": "fr", "fr": "en"}


def address(name, language, **parts):
    with translation.override(language):
        return reverse(name, kwargs=parts)


def toggled(page):
    """Follow the toggle; the language of the page that opens."""
    with page.expect_navigation():
        page.locator("a.iec-language").click()
    return page.evaluate("document.documentElement.lang")[:2]


def stored(page):
    return page.evaluate("JSON.stringify(sessionStorage)")


def said(page):
    page.wait_for_timeout(300)
    return [line.inner_text() for line in page.locator("p[role=status].iec-notice").all()]


def not_answered(route):
    """The page stays as it was."""
    route.fulfill(status=204)


@pytest.mark.parametrize("language", OTHER)
def test_a_section_of_the_profile_keeps_what_was_typed(browser, live_server, language):
    user = people.draft_profile(at=clock.now()).user
    with window(browser, live_server, user=user) as open_one:
        page = open_one.page
        open_one.page.goto(live_server.url + address("profile_section", language, section="names"))
        assert (toggled(page), said(page)) == (OTHER[language], []), "nothing was typed yet"
        assert toggled(page) == language
        page.locator("[name=family_name]").fill("Exemple-Tremblay")
        page.locator("[name=one_name_only]").check()
        page.locator("[name=other_names]").fill("Camille Autre\nCamille Encore")

        assert toggled(page) == OTHER[language]

        assert page.locator("[name=family_name]").input_value() == "Exemple-Tremblay"
        assert page.locator("[name=one_name_only]").is_checked()
        assert page.locator("[name=other_names]").input_value() == "Camille Autre\nCamille Encore"
        assert said(page) == [STILL_HERE[OTHER[language]]]
        assert (stored(page), open_one.look()) == ("{}", [])
        assert Profile.objects.get().family_name == "Exemple"
        assert toggled(page) == language
        assert page.locator("[name=family_name]").input_value() == "Exemple-Tremblay", "and back again"


@pytest.mark.parametrize("language", OTHER)
def test_the_check_keeps_countries_chosen_typed_and_answered_with_an_error(browser, live_server, language):
    people.agreements()
    germany = {"en": "Germany", "fr": "Allemagne"}
    with window(browser, live_server) as open_one:
        page = open_one.page
        page.goto(live_server.url + address("check_question", language, step="citizenships"))
        page.locator("[name=country_typed]").fill(germany[language])
        page.locator("[name=second_typed]").fill("Frnace")
        page.locator("main form .btn-primary").click()
        page.wait_for_load_state()
        assert page.locator("main .iec-errors").count() == 1

        assert toggled(page) == OTHER[language]

        assert page.locator("[name=country]").input_value() == "DE"
        assert page.locator("[name=country_typed]").input_value() == germany[OTHER[language]]
        assert page.locator("[name=second_typed]").input_value() == "Frnace"
        assert said(page) == [STILL_HERE[OTHER[language]]]


def test_a_password_never_goes_along_even_while_it_is_shown(browser, live_server):
    with window(browser, live_server) as open_one:
        page = open_one.page
        page.goto(live_server.url + address("account_signup", "en"))
        page.locator("[name=email]").fill("camille@example.org")
        page.locator("[name=password1]").fill("ember-canoe-quartz-meadow")
        page.locator("main form button.btn-link").first.click()
        assert page.locator("[name=password1]").get_attribute("type") == "text"
        page.route("**/fr/**", not_answered)
        page.locator("a.iec-language").click()
        page.wait_for_timeout(300)

        assert "camille@example.org" in stored(page)
        assert "ember-canoe" not in stored(page)


def test_nothing_is_left_for_a_page_that_the_toggle_did_not_name(browser, live_server):
    user = people.draft_profile(at=clock.now()).user
    names = {language: live_server.url + address("profile_section", language, section="names") for language in OTHER}
    with window(browser, live_server, user=user) as open_one:
        page = open_one.page
        page.goto(names["en"])
        page.locator("[name=family_name]").fill("Exemple-Tremblay")
        page.route(names["fr"], not_answered, times=1)
        page.locator("a.iec-language").click()
        page.wait_for_timeout(300)

        page.goto(live_server.url + address("start", "en"))
        assert stored(page) == "{}"
        page.goto(names["fr"])
        assert (page.locator("[name=family_name]").input_value(), said(page)) == ("Exemple", [])

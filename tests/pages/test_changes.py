"""Pages of answers that are changed after sending: the forms, the effect that is shown first, and what another window saved."""

from datetime import date
from itertools import product

import pytest
from django.urls import reverse
from django.utils import translation

from iecsite import clock
from profiles.operations import profiles
from profiles.rules import machine_readable
from profiles.rules.sections import Section
from tests.factories import people, rounds
from tests.pages.looking import window

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]
NAMES = {"family_name": "Autrement", "given_names": "Dominique", "one_name_only": False}
TYPED = {"family_name": "Autrement", "given_names": "Dominique"}


def page(section, language):
    with translation.override(language):
        return reverse("profile_section", kwargs={"section": section.value})


@pytest.mark.parametrize("stands", ["candidate", "invited"])
def test_forms_of_a_sent_profile(browser, live_server, stands):
    at = clock.now()
    profile = rounds.candidate("FR-WH", at=at) if stands == "candidate" else rounds.invited("FR-WH", at=at).profile
    problems = []
    with window(browser, live_server, user=profile.user) as open_one:
        for language, section in product(("en", "fr"), Section):
            problems += open_one.open(page(section, language), language=language)
            problems += open_one.send_empty()

    assert not problems, "\n".join(problems)


@pytest.mark.parametrize(("language", "title"), [("en", "What this change does"), ("fr", "Effet de cette modification")])
def test_the_effect_that_leaves_a_pool_and_once_more_when_it_became_another(browser, live_server, language, title):
    profile = rounds.candidate("FR-YP", "FR-WH", at=clock.now())
    with window(browser, live_server, user=profile.user) as open_one:
        problems = open_one.open(page(Section.JOB, language), language=language)
        problems += open_one.send(has_job_offer="no")
        assert open_one.page.locator("h1").inner_text() == title
        assert open_one.page.locator('[name="shown"]').count() == 1
        problems += open_one.send(shown="IE working_holiday ")
        assert open_one.page.locator("h1").inner_text() == title
        assert open_one.page.locator(".iec-notice-warn, .iec-notice").count() > 0

    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_effect_that_an_officer_decides_about_with_its_reason_missing(browser, live_server, language):
    profile = rounds.invited("FR-WH", at=clock.now()).profile
    with window(browser, live_server, user=profile.user) as open_one:
        problems = open_one.open(page(Section.NAMES, language), language=language)
        problems += open_one.send(**TYPED)
        assert open_one.page.locator('[name="reason"]').count() == 1
        problems += open_one.send(reason="")
        assert open_one.shows_errors

    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_answers_that_another_window_saved_are_shown_beside_those_typed_here(browser, live_server, language):
    profile = people.draft_profile(at=clock.now())
    with window(browser, live_server, user=profile.user) as open_one:
        problems = open_one.open(page(Section.NAMES, language), language=language)
        elsewhere = NAMES | {"family_name": "Ailleurs"}
        profiles.save_section(
            profile_id=profile.pk,
            section=Section.NAMES,
            values=elsewhere,
            version=profile.version,
            by=profile.user,
            at=clock.now(),
        )
        problems += open_one.send(**TYPED)
        assert "Ailleurs" in open_one.page.locator("main").inner_text()
        assert open_one.page.locator('[name="family_name"]').input_value() == "Autrement"

    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_signs_that_look_alike_in_the_lines_of_a_passport_are_offered_and_one_is_chosen(browser, live_server, language):
    profile = people.draft_profile(at=clock.now(), citizenships=["FR", "HK", "GB"])
    first, second = machine_readable.lines_of(
        family_name="Exemple",
        given_names="Camille",
        number="12AB34567",
        country="FRA",
        nationality="FRA",
        born=date(2000, 5, 4),
        expires=date(2033, 1, 9),
    )
    with window(browser, live_server, user=profile.user) as open_one:
        problems = open_one.open(page(Section.PASSPORT, language), language=language)
        problems += open_one.send(lines=f"{first}\nI{second[1:]}", number="")
        assert open_one.page.locator('[name="look_alike"]').count() > 1
        assert open_one.page.locator('[name="look_alike"]:checked').count() == 0
        problems += open_one.send(look_alike="11")
        assert open_one.page.locator('[name="number"]').input_value() == "12AB34567"
        assert open_one.page.locator('[name="look_alike"]').count() == 0

    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_second_passport_of_one_country_is_asked_about_and_may_be_added_and_taken_out(browser, live_server, language):
    profile = rounds.candidate("GB-WH", at=clock.now(), citizenship="GB", citizenships=["GB", "HK"], residence="HK")
    with window(browser, live_server, user=profile.user) as open_one:
        problems = open_one.open(page(Section.PASSPORT, language), language=language)
        problems += open_one.send(number="222222222", document="british_overseas")
        assert open_one.shows_errors
        assert open_one.page.locator('[name="place"]').count() == 2
        assert open_one.page.locator('[name="place"]:checked').count() == 0
        assert open_one.page.locator('[name="number"]').input_value() == "222222222"
        problems += open_one.send(place="besides")
        problems += open_one.send()
        problems += open_one.open(page(Section.PASSPORT, language), language=language)
        assert open_one.page.locator('[name="remove"]').count() == 2

    assert not problems, "\n".join(problems)

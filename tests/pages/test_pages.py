"""
Pages in a real browser: no accessibility violation, no sideways scroll, nothing that the policy refuses.

In both languages, narrow and wide, as they open and with their form sent empty.
"""

from datetime import timedelta
from itertools import product

import pytest
from django.contrib.sessions.models import Session
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation

from iecsite import clock
from iecsite.views import errors
from profiles.rules.sections import Section
from tests.factories import cast, people
from tests.pages.looking import NARROW, NARROW_STAFF, window
from tests.pages.states import STATES, address

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]


@pytest.mark.parametrize("name", STATES)
def test_pages_of_a_state(browser, live_server, name):
    state = STATES[name]
    user, arguments = state.made(clock.now())

    problems = []
    with window(browser, live_server, user=user, narrow=NARROW_STAFF if name.startswith("staff") else NARROW) as open_one:
        for language in ("en", "fr"):
            for page in state.pages:
                with translation.override(language):
                    url = address(page, arguments)
                problems += open_one.open(url, language=language)
                if page in state.wrong:
                    problems += open_one.send_empty()
                    if not open_one.shows_errors:
                        problems.append(f"{url}: no error is shown when it is sent empty")

    assert not problems, "\n".join(problems)


def test_choice_of_language(browser, live_server):
    with window(browser, live_server) as open_one:
        assert open_one.open("/", language="en") == []


def test_forms_of_the_profile(browser, live_server):
    profile = people.draft_profile(at=clock.now())
    problems = []
    with window(browser, live_server, user=profile.user) as open_one:
        for language, section in product(("en", "fr"), Section):
            with translation.override(language):
                url = reverse("profile_section", kwargs={"section": section.value})
            problems += open_one.open(url, language=language)
            problems += open_one.send_empty()

    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_pages_of_what_went_wrong(browser, live_server, language):
    someone = cast.with_second_factor(people.staff("Cashiers", at=clock.now()))
    with translation.override(language):
        not_theirs = reverse("admin:rounds_round_plan")
    with window(browser, live_server, user=someone, narrow=NARROW_STAFF) as open_one:
        problems = open_one.open(f"/{language}/nowhere/", language=language, status=404)
        problems += open_one.open(not_theirs, language=language, status=403)

    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_page_that_offers_again_what_was_sent_too_late(browser, live_server, language):
    someone = people.account(at=clock.now())
    with translation.override(language):
        url = reverse("questions")
    with window(browser, live_server, user=someone) as open_one:
        problems = open_one.open(url, language=language)
        Session.objects.update(expire_date=clock.now() - timedelta(seconds=1))
        problems += open_one.send(words="Is my name right?")
        assert open_one.page.locator(".iec-notice").count() == 1
        open_one.page.context.clear_cookies()
        kept = {"path": url, "page": url, "owner": str(someone.pk), "fields": [["words", "x"]], "files": True}
        open_one.sign_in(someone, kept_form=kept)
        problems += open_one.open(url, language=language)
        assert open_one.page.locator("input[name=words][type=hidden]").count() == 1

    assert not problems, "\n".join(problems)


@pytest.mark.parametrize(("status", "view"), [(500, errors.server_error), (503, errors.unavailable)])
def test_pages_of_a_fault_of_ours(browser, live_server, status, view):
    body = view(RequestFactory().get("/en/")).content.decode()
    with window(browser, live_server) as open_one:
        answer = {"status": status, "body": body, "content_type": "text/html; charset=utf-8"}
        open_one.page.route("**/en/broken/", lambda route: route.fulfill(**answer))
        problems = open_one.open("/en/broken/", language="en", status=status)

    assert not problems, "\n".join(problems)

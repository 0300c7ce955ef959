"""
Pages in a real browser: no accessibility violation, no sideways scroll, nothing that the policy refuses.

In both languages, narrow and wide, as they open and with their form sent empty.
"""

import pytest
from django.urls import reverse
from django.utils import translation

from iecsite import clock
from profiles.rules.sections import Section
from tests.factories import people
from tests.pages.looking import NARROW, NARROW_STAFF, window
from tests.pages.states import STATES

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
                    url = reverse(page, args=arguments.get(page, []))
                problems += open_one.open(url, language=language)
                if page in state.wrong:
                    problems += open_one.send_empty()
                    if not open_one.shows_errors:
                        problems.append(f"{url}: no error is shown when it is sent empty")

    assert not problems, "\n".join(problems)


def test_choice_of_language(browser, live_server):
    with window(browser, live_server) as open_one:
        assert open_one.open("/", language="en") == []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_forms_of_the_profile(browser, live_server, language):
    profile = people.draft_profile(at=clock.now())
    problems = []
    with translation.override(language):
        urls = [reverse("profile_section", kwargs={"section": section.value}) for section in Section]
    with window(browser, live_server, user=profile.user) as open_one:
        for url in urls:
            problems += open_one.open(url, language=language)
            problems += open_one.send_empty()

    assert not problems, "\n".join(problems)

"""Pages in a real browser: no accessibility violation, no sideways scroll, nothing that the policy refuses, in both languages."""

import json

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings as django_settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse
from django.utils import translation

from iecsite import clock
from profiles.rules.sections import Section
from tests.browser import chromium
from tests.factories import people
from tests.pages.states import STATES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]

# Sends the first form of the page as it is with every field of it emptied, past the checks of the browser.
SEND_EMPTY = """() => {
  const form = document.querySelector('#content-main form[method=post], main form[method=post], #content form[method=post]');
  for (const one of form.elements) {
    if (one.type === 'checkbox' || one.type === 'radio') one.checked = false;
    else if (one.type !== 'hidden' && one.type !== 'submit' && one.type !== 'file' && 'value' in one) one.value = '';
  }
  HTMLFormElement.prototype.submit.call(form);
}"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


def session_of(user) -> str:
    """A signed-in session of somebody."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


def looked_at(page) -> list[str]:
    """What is wrong with the page as it stands."""
    found = []
    if page.locator("h1").count() != 1:
        found.append(f"{page.locator('h1').count()} h1")
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"):
        found.append("scrolls sideways")
    page.evaluate(AXE_SCRIPT)
    options = json.dumps({"runOnly": RULES})
    axe = page.evaluate(f"axe.run(document, {options}).then(r => r.violations.map(v => v.id + ' ' + v.nodes[0].html))")
    return found + [f"axe: {violation[:160]}" for violation in axe]


def check(browser, live_server, user, pages, *, width, wrong=()):
    """Open each page in both languages and collect what is wrong with it; those of `wrong` also with their form sent empty."""
    context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=False)
    if user is not None:
        cookie = {"name": django_settings.SESSION_COOKIE_NAME, "value": session_of(user), "url": live_server.url}
        context.add_cookies([cookie])
    page = context.new_page()
    console: list[str] = []
    page.on("console", lambda message: console.append(message.text) if message.type == "error" else None)
    problems = []
    for language in ("en", "fr"):
        for name, arguments in pages:
            with translation.override(language):
                url = reverse(name, args=arguments)
            console.clear()
            response = page.goto(live_server.url + url)
            found = [f"status {response.status}"] if response.status != 200 else []
            if page.evaluate("document.documentElement.lang")[:2] != language:
                found.append("wrong language")
            # Before axe is put into the page, which writes styles of its own.
            found += [f"console: {text}" for text in console]
            found += looked_at(page)
            if name in wrong:
                with page.expect_navigation():
                    page.evaluate(SEND_EMPTY)
                if not page.locator(".is-invalid, .iec-errors, .errornote, .errorlist, [role=alert]").count():
                    found.append("no error is shown when it is sent empty")
                found += [f"sent empty: {one}" for one in looked_at(page)]
            problems += [f"{url} at {width}: {one}" for one in found]
    context.close()
    return problems


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("name", STATES)
def test_pages_of_a_state(browser, live_server, name, width):
    state = STATES[name]
    if width == 320 and name.startswith("staff"):
        width = 360  # an officer's telephone; the staff site promises no less
    user, arguments = state.made(clock.now())

    pages = [(page, arguments.get(page, [])) for page in state.pages]

    problems = check(browser, live_server, user, pages, width=width, wrong=state.wrong)
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("width", [320, 1280])
def test_choice_of_language_and_forms_of_the_profile(browser, live_server, width):
    profile = people.draft_profile(at=clock.now())
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(live_server.url + "/")
    assert looked_at(page) == []
    context.close()
    problems = []
    for section in Section:
        with translation.override("en"):
            english = reverse("profile_section", kwargs={"section": section.value})
        with translation.override("fr"):
            french = reverse("profile_section", kwargs={"section": section.value})
        problems += check_urls(browser, live_server, profile.user, [english, french], width=width, empty=True)

    assert problems == []


def check_urls(browser, live_server, user, urls, *, width, empty=False):
    """The same for plain addresses; with `empty` also with their form sent empty."""
    context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=False)
    context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": session_of(user), "url": live_server.url}])
    page = context.new_page()
    problems = []
    for url in urls:
        page.goto(live_server.url + url)
        problems += [f"{url} at {width}: {one}" for one in looked_at(page)]
        if empty:
            with page.expect_navigation():
                page.evaluate(SEND_EMPTY)
            problems += [f"{url} at {width}, sent empty: {one}" for one in looked_at(page)]
    context.close()
    return problems

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
from tests.browser import chromium
from tests.factories import applications, cast, draws, people, rounds

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]

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


def check(browser, live_server, user, names, *, width):
    """Open each page in both languages and collect what is wrong with it."""
    context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=False)
    if user is not None:
        cookie = {"name": django_settings.SESSION_COOKIE_NAME, "value": session_of(user), "url": live_server.url}
        context.add_cookies([cookie])
    page = context.new_page()
    console: list[str] = []
    page.on("console", lambda message: console.append(message.text) if message.type == "error" else None)
    wrong = []
    for language in ("en", "fr"):
        for name, arguments in names:
            with translation.override(language):
                url = reverse(name, args=arguments)
            console.clear()
            response = page.goto(live_server.url + url)
            found = [f"status {response.status}"] if response.status != 200 else []
            found += [f"console: {text}" for text in console]
            if page.evaluate("document.documentElement.lang")[:2] != language:
                found.append("wrong language")
            if page.locator("h1").count() != 1:
                found.append(f"{page.locator('h1').count()} h1")
            if page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"):
                found.append("scrolls sideways")
            page.evaluate(AXE_SCRIPT)
            options = json.dumps({"runOnly": RULES})
            axe = page.evaluate(f"axe.run(document, {options}).then(r => r.violations.map(v => v.id + ' ' + v.nodes[0].html))")
            found += [f"axe: {violation[:160]}" for violation in axe]
            wrong += [f"{url} at {width}: {one}" for one in found]
    context.close()
    return wrong


@pytest.mark.parametrize("width", [320, 1280])
def test_public_pages(browser, live_server, width):
    round_ = draws.carried_out({"FR-WH": 1}, at=clock.now())
    names = [
        ("start", []),
        ("rounds", []),
        ("round_page", [getattr(round_, "code", "2026-001")]),
        ("components", []),
        ("account_login", []),
        ("account_signup", []),
        ("account_reset_password", []),
    ]

    assert check(browser, live_server, None, names, width=width) == []


@pytest.mark.parametrize("width", [320, 1280])
def test_candidates_pages(browser, live_server, width):
    profile = rounds.candidate("FR-WH", at=clock.now())
    names = [
        ("home", []),
        ("profile", []),
        ("profile_check", []),
        ("pools", []),
        ("profile_withdraw", []),
        ("letters", []),
        ("letter", [profile.user.letters.first().pk]),
        ("settings", []),
        ("mfa_index", []),
    ]

    assert check(browser, live_server, profile.user, names, width=width) == []


@pytest.mark.parametrize("width", [320, 1280])
def test_new_persons_pages(browser, live_server, width):
    user = people.account(at=clock.now())

    assert check(browser, live_server, user, [("home", []), ("profile", []), ("pools", []), ("letters", [])], width=width) == []


@pytest.mark.parametrize("width", [320, 1280])
def test_invited_persons_pages(browser, live_server, width):
    invitation = rounds.invited("FR-WH", at=clock.now())
    names = [(name, [invitation.pk]) for name in ("invitation", "invitation_accept", "invitation_decline")]

    assert check(browser, live_server, invitation.profile.user, [("home", []), *names], width=width) == []


@pytest.mark.parametrize("width", [320, 1280])
def test_applicants_pages(browser, live_server, width):
    application = applications.ready_to_pay("FR-YP", at=clock.now())
    payment = applications.begin_to_pay(application, at=clock.now())
    reference = [application.reference]
    names = [
        ("home", []),
        ("application", reference),
        ("application_details", reference),
        ("application_documents", reference),
        ("application_document_add", [*reference, "passport"]),
        ("application_check", reference),
        ("application_fees", reference),
        ("application_pay", reference),
        ("card_page", [payment.gateway_key]),
        ("application_withdraw", reference),
    ]

    assert check(browser, live_server, application.profile.user, names, width=width) == []


@pytest.mark.parametrize("state", ["submitted", "approved", "refused"])
def test_pages_after_sending(browser, live_server, state):
    application = applications.application_at(state, at=clock.now())
    names = [("home", []), ("application", [application.reference]), ("application_sent", [application.reference])]
    if state != "submitted":
        names.append(("decision", [application.reference]))

    assert check(browser, live_server, application.profile.user, names, width=320) == []


def test_staff_pages(browser, live_server):
    at = clock.now()
    everybody = cast.staff(at)
    case = applications.application_at("submitted", at=at)
    round_ = draws.planned({"FR-WH": 1}, at=at)
    letter = case.profile.user.letters.first()
    names = [
        ("admin:index", []),
        ("admin:applications_application_changelist", []),
        ("admin:applications_application_change", [case.pk]),
        ("admin:applications_application_decide", [case.pk, "approve"]),
        ("admin:applications_application_decide", [case.pk, "refuse"]),
        ("admin:applications_application_review", [case.pk, case.documents.first().pk]),
        ("admin:rounds_round_changelist", []),
        ("admin:rounds_round_plan", []),
        ("admin:rounds_round_change", [round_.pk]),
        ("admin:profiles_letter_changelist", []),
        ("admin:profiles_letter_change", [letter.pk]),
        ("admin:profiles_profile_changelist", []),
        ("admin:profiles_profile_change", [case.profile_id]),
        ("admin:rounds_pool_changelist", []),
        ("admin:applications_fee_changelist", []),
    ]

    assert check(browser, live_server, everybody["superuser"], names, width=1280) == []

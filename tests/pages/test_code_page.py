"""The pages on which the code of an e-mail is entered, as they open and with their form sent empty and with wrong digits."""

import time

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import translation

from iecsite import clock
from profiles.operations import accounts, email_codes
from tests.factories import people
from tests.pages.looking import window

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]

PASSWORD = "correct horse battery staple"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_code_of_a_sign_up(browser, live_server, language):
    with translation.override(language):
        signup = reverse("account_signup")
    with window(browser, live_server) as open_one:
        problems = open_one.open(signup, language=language)
        problems += open_one.send(email="new@example.org", password1=PASSWORD)
        problems += open_one.send_empty()
        assert open_one.shows_errors
        problems += open_one.send(code="12")
        assert open_one.shows_errors

    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_address_that_waits_for_its_code(browser, live_server, language):
    user = people.account(at=clock.now())
    with translation.override(language):
        address = reverse("account_email")
    waiting = {"account_email_verification_code": {"email": "second@example.org", "code": "000000", "at": time.time()}}
    with window(browser, live_server) as open_one:
        open_one.sign_in(user, **waiting)
        problems = open_one.open(address, language=language)

    assert not problems, "\n".join(problems)


def just_confirmed(user):
    """What a session holds whose owner has just said again who they are."""
    records = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    return {"account_authentication_methods": records, "account_authentication_methods_user": str(user.pk)}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_codes_by_email_from_on_to_off(browser, live_server, language):
    user = accounts.set_password(user_id=people.account(at=clock.now()).pk, password=PASSWORD, by=None, at=clock.now())
    with translation.override(language):
        on, codes, off = (reverse(name) for name in ("email_codes_on", "mfa_view_recovery_codes", "email_codes_off"))
    with window(browser, live_server) as open_one:
        open_one.sign_in(user, **just_confirmed(user))
        problems = open_one.open(on, language=language)
        open_one.page.locator("main .btn-primary").click()
        open_one.page.wait_for_load_state()
        problems += open_one.look()
        problems += open_one.send_empty()
        assert open_one.shows_errors
        problems += open_one.send(code="12")
        assert open_one.shows_errors
        problems += open_one.send(code=people.code_in(mail.outbox[-1]))
        assert open_one.page.url.endswith(codes)
        problems += open_one.open(off, language=language)
        assert open_one.page.url.endswith(off)

    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_code_of_a_sign_in(browser, live_server, language):
    user = accounts.set_password(user_id=people.account(at=clock.now()).pk, password=PASSWORD, by=None, at=clock.now())
    email_codes.turn_on(by=user, at=clock.now())
    with translation.override(language):
        login, code = reverse("account_login"), reverse("account_confirm_login_code")
    with window(browser, live_server) as open_one:
        problems = open_one.open(login, language=language)
        problems += open_one.send(login=user.email, password=PASSWORD)
        assert open_one.page.url.endswith(code)
        problems += open_one.send_empty()
        assert open_one.shows_errors
        problems += open_one.send(code="12")
        assert open_one.shows_errors

    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_sign_in_for_which_no_code_was_sent_yet(browser, live_server, language):
    user = accounts.set_password(user_id=people.account(at=clock.now()).pk, password=PASSWORD, by=None, at=clock.now())
    email_codes.turn_on(by=user, at=clock.now())
    with translation.override(language):
        login, code = reverse("account_login"), reverse("account_confirm_login_code")
        Client().post(login, {"login": user.email, "password": PASSWORD})
    with window(browser, live_server) as open_one:
        problems = open_one.open(login, language=language)
        problems += open_one.send(login=user.email, password=PASSWORD)
        assert open_one.page.url.endswith(code)

    assert len(mail.outbox) == 1
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize(("language", "show", "hide"), [("en", "Show", "Hide"), ("fr", "Afficher", "Masquer")])
def test_a_new_password_is_shown_and_hidden(browser, live_server, language, show, hide):
    with translation.override(language):
        signup = reverse("account_signup")
    with window(browser, live_server) as open_one:
        problems = open_one.open(signup, language=language)
        field = open_one.page.locator("[name=password1]")
        open_one.page.get_by_role("button", name=show).click()
        assert field.get_attribute("type") == "text"
        problems += open_one.look()
        open_one.page.get_by_role("button", name=hide).click()
        assert field.get_attribute("type") == "password"

    assert not problems, "\n".join(problems)

"""The page on which the code of an e-mail is entered, as it opens and with its form sent empty and with wrong digits."""

import time

import pytest
from django.urls import reverse
from django.utils import translation

from iecsite import clock
from tests.factories import people
from tests.pages.looking import window

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_code_of_a_sign_up(browser, live_server, language):
    with translation.override(language):
        signup = reverse("account_signup")
    with window(browser, live_server) as open_one:
        problems = open_one.open(signup, language=language)
        problems += open_one.send(email="new@example.org", password1="correct horse battery staple")
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

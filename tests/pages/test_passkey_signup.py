"""Passkeys in a real browser: a sign-up from the address to the recovery codes, and back in; and one beside codes by e-mail."""

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.urls import reverse
from django.utils import translation

from iecsite import clock
from profiles.models import User
from profiles.operations import accounts, email_codes
from tests.factories import people
from tests.pages.looking import window
from tests.pages.test_code_page import PASSWORD, just_confirmed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]
# A telephone that knows its owner.
TELEPHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_from_the_address_to_the_codes_and_back_in(browser, live_server, language):
    with translation.override(language):
        signup, by_passkey, made = (
            reverse(name) for name in ("account_signup", "account_signup_by_passkey", "mfa_signup_webauthn")
        )
        codes, login, home = (reverse(name) for name in ("mfa_view_recovery_codes", "account_login", "home"))
        to = reverse("profile")
    with window(browser, live_server, lasting=False) as open_one:
        page = open_one.page
        devices = page.context.new_cdp_session(page)
        devices.send("WebAuthn.enable")
        devices.send("WebAuthn.addVirtualAuthenticator", {"options": TELEPHONE})

        problems = open_one.open(signup, language=language)
        assert page.locator(f'main a[href="{by_passkey}"]').count() == 1
        problems += open_one.open(f"{by_passkey}?next={to}", language=language)
        problems += open_one.send(email="new@example.org")
        problems += open_one.send(code=people.code_in(mail.outbox[-1]))
        assert page.url.endswith(made)
        page.locator("#mfa_webauthn_signup").click()
        page.wait_for_url(f"**{codes}?**")
        assert page.locator(f'main .iec-actions a[href="{to}"]').count() == 1
        assert page.locator(".iec-codes li").count() == 10
        problems += open_one.look()

        page.context.clear_cookies()
        problems += open_one.open(login, language=language)
        page.locator("#passkey_login").click()
        page.wait_for_url(f"**{home}")

    assert not problems, "\n".join(problems)
    user = User.objects.get()
    assert not user.has_usable_password()
    assert set(Authenticator.objects.filter(user=user).values_list("type", flat=True)) == {"webauthn", "recovery_codes"}


def test_a_key_takes_the_place_of_codes_by_email(browser, live_server):
    at = clock.now()
    user = accounts.set_password(user_id=people.account(at=at).pk, password=PASSWORD, by=None, at=at)
    email_codes.turn_on(by=user, at=at)
    with window(browser, live_server, lasting=False) as open_one:
        page = open_one.page
        devices = page.context.new_cdp_session(page)
        devices.send("WebAuthn.enable")
        devices.send("WebAuthn.addVirtualAuthenticator", {"options": TELEPHONE})
        open_one.sign_in(user, **just_confirmed(user))
        page.goto(live_server.url + reverse("mfa_add_webauthn"))
        page.locator("#mfa_webauthn_add").click()
        page.wait_for_url(f"**{reverse('mfa_index')}")
        assert "Codes by e-mail are off now." in page.locator("main").inner_text()

        page.context.clear_cookies()
        mail.outbox.clear()
        open_one.open(reverse("account_login"), language="en")
        problems = open_one.send(login=user.email, password=PASSWORD)
        assert page.url.endswith(reverse("mfa_authenticate"))
        # Whoever has a key and no app is not asked for an app.
        assert "Use your passkey or security key." in page.locator("main").inner_text()
        assert "app" not in page.locator("main p").first.inner_text()
        problems += open_one.send_empty()

    assert not problems, "\n".join(problems)
    user.refresh_from_db()
    assert user.email_codes_since is None
    assert not mail.outbox

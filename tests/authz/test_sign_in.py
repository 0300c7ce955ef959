"""The pages of signing in come from a package; which of them are open to nobody in particular is ours to say."""

import pytest
from django.urls import URLResolver, get_resolver, reverse

from tests.factories import people

pytestmark = pytest.mark.django_db
OPEN = {
    "account_login", "account_signup", "account_signup_by_passkey", "mfa_signup_webauthn",
    "account_inactive", "account_email_verification_sent",
    "account_reset_password", "account_reset_password_done", "account_reset_password_from_key",
    "account_reset_password_from_key_done", "account_confirm_login_code", "mfa_authenticate", "mfa_login_webauthn",
    "account_logout",
}  # fmt: skip
CLOSED = {
    "account_change_password", "account_set_password", "account_email", "account_reauthenticate", "mfa_index",
    "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes", "mfa_list_webauthn", "mfa_add_webauthn", "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn", "mfa_edit_webauthn",
}  # fmt: skip
ARGUMENTS = {
    "account_reset_password_from_key": ["0", "a-b"], "mfa_remove_webauthn": [1],
    "mfa_edit_webauthn": [1],
}  # fmt: skip


def package_routes():
    found = set()

    def walk(patterns):
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                walk(pattern.url_patterns)
            elif pattern.name and pattern.name.startswith(("account_", "mfa_")):
                found.add(pattern.name)

    walk(get_resolver().url_patterns)
    return found


def address(name):
    return reverse(name, args=ARGUMENTS.get(name, []))


def test_every_page_of_the_package_has_a_line():
    assert package_routes() == OPEN | CLOSED


def test_what_is_about_an_account_asks_for_a_sign_in(client):
    for name in sorted(CLOSED):
        for response in (client.get(address(name)), client.post(address(name))):
            assert response.status_code == 302, name
            assert "login" in response["Location"], name


def test_staff_site_has_no_door_of_its_own(client, noon):
    """Django's own sign-in of the admin would know no second factor and no limit."""
    client.force_login(people.staff("Officers", at=noon))
    response = client.post(reverse("admin:login"), {"username": "x@example.org", "password": "x"})

    assert (response.status_code, response["Location"]) == (302, reverse("mfa_index"))
    client.logout()
    response = client.post(reverse("admin:login"), {"username": "x@example.org", "password": "x"})
    assert response["Location"].startswith(reverse("account_login"))

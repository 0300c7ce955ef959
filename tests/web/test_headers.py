"""What every answer carries in its head, and what no cache may keep."""

import pytest
from django.urls import reverse
from django.utils import translation

from tests.factories import people

pytestmark = pytest.mark.django_db
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
PUBLIC = ["/", "/en/components/", "/fr/composants/", "/en/account/login/", "/en/nowhere/", "/health", "/api/v1/nothing"]


def policy(response):
    directives = (part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))
    return {name: " ".join(sorted(values.split(), reverse=True)) for name, values in directives} == {
        name: " ".join(sorted(values.split(), reverse=True)) for name, values in POLICY.items()
    }


@pytest.mark.parametrize("address", PUBLIC)
def test_policy_allows_our_own_files_and_nothing_else(client, address):
    assert policy(client.get(address)), "the policy differs from the one written here"


@pytest.mark.parametrize("address", PUBLIC)
def test_every_answer_carries_the_headers(client, address):
    response = client.get(address)
    # What lies open may be read by pages of any site.
    expected = ALWAYS | ({"Cross-Origin-Resource-Policy": "cross-origin"} if address.startswith("/api/") else {})

    assert {name: response.get(name) for name in ALWAYS} == expected


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", ["profile", "letters", "settings", "pools", "home", "mfa_index"])
def test_personal_page_is_kept_by_no_cache(client, noon, name, language):
    client.force_login(people.person(at=noon))
    with translation.override(language):
        response = client.get(reverse(name))

    kept = response["Cache-Control"]
    assert response.status_code in {200, 302}
    assert "no-store" in kept
    assert "private" in kept
    assert policy(response)


def test_the_same_public_page_is_private_for_who_is_signed_in(client, noon):
    before = client.get("/en/components/").get("Cache-Control", "")
    client.force_login(people.account(at=noon))

    assert "no-store" not in before
    assert "no-store" in client.get("/en/components/")["Cache-Control"]


def test_page_of_a_refused_person_is_kept_by_no_cache(client, noon):
    client.force_login(people.account(at=noon))

    assert "no-store" in client.get("/en/nowhere/")["Cache-Control"]


def test_cookies_are_out_of_the_reach_of_scripts_and_of_other_sites(client, noon):
    client.get("/en/account/login/")
    client.force_login(people.account(at=noon))
    client.get("/en/components/")

    session = client.cookies["sessionid"]
    assert session["httponly"] is True
    assert session["samesite"] == "Lax"
    assert client.cookies["csrftoken"]["samesite"] == "Lax"


def test_production_keeps_cookies_on_tls_and_tells_browsers_for_two_years():
    import os
    import subprocess
    import sys

    from iecsite.management.commands.check_production import EXAMPLE

    words = "SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SECURE_HSTS_SECONDS SECURE_HSTS_INCLUDE_SUBDOMAINS SECURE_SSL_REDIRECT"
    script = f"from django.conf import settings; print(*[getattr(settings, word) for word in {words.split()!r}])"
    environment = os.environ | EXAMPLE | {"DJANGO_SETTINGS_MODULE": "iecsite.settings"}
    run = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)

    assert run.stdout.split() == ["True", "True", "63072000", "True", "True"]

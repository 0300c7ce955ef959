"""A code of the second factor is good once, whichever process of the web server sees it."""

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.factories import people

pytestmark = pytest.mark.django_db
WORDS = "a password of many words"


@pytest.fixture
def owner(noon):
    user = people.staff("Officers", at=noon)
    user.set_password(WORDS)
    user.save()
    user.emailaddress_set.update(verified=True)
    return user


def signs_in(user, code):
    client = Client()
    client.post(reverse("account_login"), {"login": user.email, "password": WORDS})
    client.post(reverse("mfa_authenticate"), {"code": code})
    return "_auth_user_id" in client.session


def test_code_is_good_once(owner):
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(owner, secret)
    code = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))

    assert signs_in(owner, code)
    assert not signs_in(owner, code)


def test_whoever_has_an_app_and_no_key_is_offered_no_key(owner):
    totp.TOTP.activate(owner, totp.generate_totp_secret())
    client = Client()
    client.post(reverse("account_login"), {"login": owner.email, "password": WORDS})

    page = client.get(reverse("mfa_authenticate")).content.decode()

    assert "Open the app on your phone" in page
    assert "mfa_webauthn_authenticate" not in page


def test_what_one_process_counted_all_of_them_know(django_assert_num_queries):
    cache.set("counted", 1)
    with django_assert_num_queries(1):
        assert cache.get("counted") == 1

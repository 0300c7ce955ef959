"""Behind a proxy: one person's wrong passwords keep nobody else out, and nobody escapes by making up an address."""

import pytest
from django.core.cache import cache
from django.urls import reverse

pytestmark = pytest.mark.django_db
MOST = 10


@pytest.fixture(autouse=True)
def _forgotten():
    cache.clear()
    yield
    cache.clear()


def tries(client, number, forwarded):
    """A wrong password for an account of its own, through the proxy; whether it was turned away for too many tries."""
    form = {"login": f"somebody-{number}@example.org", "password": "not the right words"}
    response = client.post(reverse("account_login"), form, REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": forwarded})
    return response.status_code == 429 or "Too many" in response.content.decode()


@pytest.fixture
def proxy(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1


def test_wrong_passwords_of_one_address_keep_nobody_else_out(client, proxy):
    turned_away = [tries(client, number, "198.51.100.7") for number in range(MOST + 1)]

    assert turned_away == [False] * MOST + [True]
    assert not tries(client, 99, "198.51.100.8")


def test_made_up_addresses_before_the_one_of_the_proxy_are_not_believed(client, proxy):
    turned_away = [tries(client, number, f"203.0.113.{number}, 198.51.100.7") for number in range(MOST + 1)]

    assert turned_away[-1]


def test_without_a_proxy_the_header_is_not_believed_at_all(client):
    turned_away = [tries(client, number, f"203.0.113.{number}") for number in range(MOST + 1)]

    assert turned_away[-1]

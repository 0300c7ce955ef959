"""A new password is typed once wherever one is chosen, with the words of a button that shows it."""

import pytest
from django.core import mail
from django.urls import reverse

from iecsite import clock
from profiles.operations import accounts
from tests.factories import people, recoveries

pytestmark = pytest.mark.django_db

OLD, NEW = "correct horse battery staple", "another horse and two staples"


@pytest.fixture
def person():
    return accounts.set_password(user_id=people.account(at=clock.now()).pk, password=OLD, by=None, at=clock.now())


def asks_once(page):
    html = page.content.decode()
    return html.count('autocomplete="new-password"') == 1 and 'data-show="Show the password"' in html


def test_changed(person, client):
    client.force_login(person)
    assert asks_once(client.get(reverse("account_change_password")))

    client.post(reverse("account_change_password"), {"oldpassword": OLD, "password1": NEW})

    person.refresh_from_db()
    assert person.check_password(NEW)


def test_chosen_anew_by_the_link_of_a_message(person, client):
    client.post(reverse("account_reset_password"), {"email": person.email})
    link = next(word for word in mail.outbox[-1].body.split() if "/password/reset/key/" in word)
    page = client.get(link, follow=True)
    assert asks_once(page)

    client.post(page.request["PATH_INFO"], {"password1": NEW})

    person.refresh_from_db()
    assert person.check_password(NEW)


def test_chosen_by_who_had_none(client, noon):
    person = people.account(at=noon)
    client.force_login(person)
    assert asks_once(client.get(reverse("account_set_password")))

    client.post(reverse("account_set_password"), {"password1": NEW})

    person.refresh_from_db()
    assert person.check_password(NEW)


def test_chosen_with_the_link_of_a_recovery(client):
    at = clock.now()
    found = recoveries.ready(at=at, user=people.active_profile(at=at).user)
    page = reverse("recovery_use", args=[recoveries.link(found)])
    assert asks_once(client.get(page))

    client.post(page, {"password1": NEW})

    found.user.refresh_from_db()
    assert found.user.check_password(NEW)


def test_signed_up_with(client):
    assert asks_once(client.get(reverse("account_signup")))


def test_one_that_is_too_short_is_told_beside_it(person, client):
    client.force_login(person)

    page = client.post(reverse("account_change_password"), {"oldpassword": OLD, "password1": "short"})

    assert "too short" in page.content.decode()

"""Wrong codes of the second factor in the same moment, and codes by e-mail against an app."""

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from iecsite import clock
from profiles.operations import accounts, email_codes
from tests.factories import people
from tests.races.together import at_the_same_moment

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "correct horse battery staple"


@pytest.fixture
def owner():
    cache.clear()
    at = clock.now()
    user = people.account(at=at)
    accounts.set_password(user_id=user.pk, password=PASSWORD, by=None, at=at)
    email_codes.turn_on(by=user, at=at)
    return user


def test_wrong_codes_at_once_from_one_session_are_counted(owner):
    """Whichever of them saves the session last: after ten tries the right code opens nothing."""
    client = Client()
    client.post(reverse("account_login"), {"login": owner.email, "password": PASSWORD})
    right = people.code_in(mail.outbox[-1])
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"

    def guess():
        one = Client()
        one.cookies[settings.SESSION_COOKIE_NAME] = client.session.session_key
        return one.post(reverse("account_confirm_login_code"), {"code": wrong}).status_code

    answers = at_the_same_moment(*[guess] * 12)
    client.post(reverse("account_confirm_login_code"), {"code": right})

    assert not [one for one in answers if isinstance(one, Exception)]
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("_time", range(3))
def test_turned_on_twice_at_once_they_are_on_once(_time):
    at = clock.now()
    user = people.account(at=at)

    results = at_the_same_moment(*[lambda: email_codes.turn_on(by=user, at=at)] * 2)

    assert sorted(results) == [False, True]
    assert user.entries_about.filter(kind="email_codes_on").count() == 1

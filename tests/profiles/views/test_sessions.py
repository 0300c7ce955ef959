"""People see where they are signed in, and may sign out everywhere else."""

import re

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from iecsite.tasks import forget_ended_sessions
from profiles.operations import accounts
from tests.factories import people

pytestmark = pytest.mark.django_db
PASSWORD = "ember-canoe-quartz-meadow"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:135.0) Gecko/20100101 Firefox/135.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Mobile/15E148 Safari/604.1"


@pytest.fixture
def person(noon):
    user = people.account(at=noon)
    accounts.set_password(user_id=user.pk, password=PASSWORD, by=None, at=noon)
    user.emailaddress_set.update_or_create(email=user.email, defaults={"verified": True, "primary": True})
    return user


def signed_in(person, browser):
    client = Client(headers={"user-agent": browser})
    response = client.post("/en/account/login/", {"login": person.email, "password": PASSWORD})
    assert response.status_code == 302, response.content
    return client


def listed(client, language="en"):
    page = client.get({"en": "/en/account/sessions/", "fr": "/fr/compte/sessions/"}[language]).content.decode()
    return re.findall(r'<th scope="row">(.*?)</th>', page, re.DOTALL), page


def test_each_browser_is_listed_and_this_one_is_marked(person):
    signed_in(person, IPHONE)
    here = signed_in(person, FIREFOX)

    rows, page = listed(here)

    assert [row.partition(" <")[0] for row in rows] == ["Safari, iPhone", "Firefox, Windows"]
    assert ["This one" in row for row in rows] == [False, True]
    assert "127.0.0.1" in page


def test_signing_out_everywhere_else_leaves_this_one(person):
    telephone, here = signed_in(person, IPHONE), signed_in(person, FIREFOX)

    done = here.post("/en/account/sessions/", follow=True)

    assert "You are signed out everywhere else." in done.content.decode()
    assert "You are signed in nowhere else." in done.content.decode()
    assert telephone.get("/en/home/").status_code == 302
    assert here.get("/en/home/").status_code == 200
    rows, page = listed(here, "fr")
    assert len(rows) == 1
    assert "Celle-ci" in page


def test_nobody_sees_where_somebody_else_is_signed_in(person, noon):
    signed_in(person, FIREFOX)
    other = Client()
    other.force_login(people.account(at=noon))

    assert listed(other)[0] == []


def test_what_ended_is_forgotten(person):
    client = signed_in(person, FIREFOX)
    signed_in(person, IPHONE)
    client.session.flush()

    forget_ended_sessions(at_once=True)

    assert [one.user_agent for one in UserSession.objects.all()] == [IPHONE]

"""A session that ends by itself loses nothing that its owner typed, and gives nothing to anybody else."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from iecsite.session_ended import SINCE
from profiles.models import Participation, Question, User
from profiles.operations import accounts
from tests.factories import people

pytestmark = pytest.mark.django_db
PASSWORD = "ember-canoe-quartz-meadow"
ASKED = {"topic": "letter", "words": "Is my name right on the letter?"}


def person(noon):
    user = people.account(at=noon)
    accounts.set_password(user_id=user.pk, password=PASSWORD, by=None, at=noon)
    user.emailaddress_set.update_or_create(email=user.email, defaults={"verified": True, "primary": True})
    return user


def sign_in(client, user, to=""):
    return client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD, "next": to}, follow=True)


def end(client):
    """As after 30 minutes without a page."""
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert Session.objects.filter(session_key=key).update(expire_date=timezone.now() - timedelta(seconds=1)) == 1


@pytest.fixture
def late(noon):
    """Somebody whose session ended, at a page that they sent then."""
    user, client = person(noon), Client()
    sign_in(client, user)
    end(client)
    sent = client.post(reverse("questions"), ASKED)
    assert sent.status_code == 302
    return user, client, client.get(sent["Location"])


def test_the_sign_in_page_says_why_and_that_what_was_sent_is_kept(late):
    page = late[2].content.decode()

    assert "We signed you out" in page
    assert "What you sent last is kept until then." in page
    assert ASKED["words"] not in page
    assert Question.objects.count() == 0


def signed_in_earlier(client, hours):
    session = client.session
    session[SINCE] -= timedelta(hours=hours).total_seconds()
    session.save()


@pytest.mark.parametrize(("hours", "staff", "ended"), [(11, False, False), (13, False, True), (7, True, False), (9, True, True)])
def test_a_sign_in_ends_after_half_a_day_whatever_comes_and_sooner_for_staff(noon, hours, staff, ended):
    user, client = person(noon), Client()
    User.objects.filter(pk=user.pk).update(is_staff=staff)
    sign_in(client, user)
    assert client.get(reverse("settings")).status_code == 200
    signed_in_earlier(client, hours)

    for _twice in range(2):
        assert (client.get(reverse("settings")).status_code == 302) == ended


def test_what_is_sent_after_half_a_day_is_kept_too(noon):
    user, client = person(noon), Client()
    sign_in(client, user)
    client.get(reverse("questions"))
    signed_in_earlier(client, 13)

    assert "We signed you out" in client.post(reverse("questions"), ASKED, follow=True).content.decode()
    assert Question.objects.count() == 0
    assert ASKED["words"] in sign_in(client, user, to=reverse("questions")).content.decode()


def test_its_owner_sends_it_again_by_one_button(late):
    user, client, _page = late
    offered = sign_in(client, user, to=reverse("questions"))

    assert "We kept what you sent" in offered.content.decode()
    assert ASKED["words"] in offered.content.decode()
    client.post(reverse("questions"), ASKED)
    assert Question.objects.get().words == ASKED["words"]
    assert "We kept what you sent" not in client.get(reverse("questions")).content.decode()


def test_somebody_else_at_the_same_browser_sees_nothing_of_it(late, noon):
    _user, client, _page = late
    seen = sign_in(client, person(noon), to=reverse("questions")).content.decode()

    assert ASKED["words"] not in seen
    assert "We kept what you sent" not in seen


def test_it_is_offered_until_it_is_given_up(late):
    user, client, _page = late
    sign_in(client, user, to=reverse("questions"))

    assert "We kept what you sent" in client.get(reverse("questions")).content.decode()
    assert client.get(reverse("questions") + "?without").url == reverse("questions")
    assert "We kept what you sent" not in client.get(reverse("questions")).content.decode()


@pytest.fixture
def late_participation(noon):
    """A candidate to be whose session ended as they sent a past participation, from the page that adds one and leads back."""
    user, client = person(noon), Client()
    people.draft_profile(at=noon, user=user)
    sign_in(client, user)
    url = reverse("profile_section", kwargs={"section": "participations"}) + "?add=1&back=check"
    page = client.get(url).context["form"]
    told = {"citizenship": "FR", "category": "working_holiday", "season": "2024", "recognized_organization": "no"}
    told |= {"version": page["version"].value(), "seen": page["seen"].value()}
    end(client)
    signing_in = client.get(client.post(url, told)["Location"])
    return client, url, sign_in(client, user, to=signing_in.context["redirect_field_value"]).content.decode()


def test_it_is_sent_to_the_page_as_it_was_with_its_question(late_participation):
    client, url, offered = late_participation
    action = unescape(re.search(r'<form method="post" action="([^"]+\?[^"]+)"', offered)[1])
    names = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', offered)

    answer = client.post(action, dict(names))

    assert (action, answer.url) == (url, reverse("profile_section", kwargs={"section": "participations"}) + "?back=check")
    assert Participation.objects.get().season == 2024


def test_given_up_it_leads_back_to_the_page_as_it_was(late_participation):
    client, url, offered = late_participation
    without = unescape(re.search(r'href="([^"]+without)"', offered)[1])

    assert client.get(without).url == url
    assert client.get(url).context["adding"]


def test_an_address_with_a_postal_code_is_kept(noon):
    user, client = person(noon), Client()
    sign_in(client, user)
    end(client)
    client.post(reverse("settings"), {"postal_code": "75001", "mail_postal_code": "75002"})

    assert ["postal_code", "75001"] in client.session["kept_form"]["fields"]


def test_a_page_that_was_only_opened_leads_back_to_itself(noon):
    user, client = person(noon), Client()
    sign_in(client, user)
    end(client)
    asked = client.get(reverse("settings"))
    page = client.get(asked["Location"]).content.decode()

    assert "We signed you out" in page
    assert "What you sent last" not in page
    assert sign_in(client, user, to=reverse("settings")).request["PATH_INFO"] == reverse("settings")


def test_who_signed_out_or_never_was_here_is_told_nothing(noon):
    user, client = person(noon), Client()
    assert "We signed you out" not in client.get(client.get(reverse("home"))["Location"]).content.decode()
    sign_in(client, user)
    client.post(reverse("account_logout"))
    assert "We signed you out" not in client.get(client.get(reverse("home"))["Location"]).content.decode()


@pytest.mark.parametrize(
    "sent",
    [{"password": "secret-words"}, {"words": "x" * 60_000}],
    ids=["a password", "more than any page asks for"],
)
def test_secrets_and_floods_are_not_kept(noon, sent):
    user, client = person(noon), Client()
    sign_in(client, user)
    end(client)
    client.post(reverse("questions"), sent)

    assert "kept_form" not in client.session


def test_a_file_is_to_be_chosen_again(noon):
    user, client = person(noon), Client()
    sign_in(client, user)
    end(client)
    client.post(reverse("questions"), ASKED | {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.7")})

    assert "choose them again" in sign_in(client, user, to=reverse("questions")).content.decode()

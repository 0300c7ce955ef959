"""From signing up to being signed in, without telling anybody who has an account."""

import re
from html import unescape

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import translation

from iecsite import clock
from profiles.models import Letter, User
from profiles.operations import accounts
from tests.factories import people

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery staple"


def sign_up(client, email, *, path="/en/account/signup/", **more):
    return client.post(path, {"email": email, "password1": PASSWORD, **more})


def enter(client, code, language="en"):
    with translation.override(language):
        return client.post(reverse("account_email_verification_sent"), {"action": "verify", "code": code}, follow=True)


def link(message) -> str:
    return re.search(r"https?://\S+?(/(?:en|fr)/\S+)", message.body).group(1)


def test_person_signs_up_enters_the_code_and_is_signed_in(client):
    answer = sign_up(client, "New@example.org")
    assert (answer.status_code, answer["Location"]) == (302, reverse("account_email_verification_sent"))
    assert client.get(reverse("profile")).status_code == 302
    assert not EmailAddress.objects.get().verified

    (message,) = mail.outbox
    assert message.to == ["new@example.org"]
    enter(client, people.code_in(message))

    assert EmailAddress.objects.get().verified
    assert client.get(reverse("profile")).status_code == 200


def test_person_who_signs_up_in_french_is_written_to_in_french(client):
    sign_up(client, "nouvelle@example.org", path="/fr/compte/signup/")

    assert User.objects.get().language == "fr"
    assert "Entrez-le" in mail.outbox[0].body
    assert people.code_in(mail.outbox[0]) in mail.outbox[0].subject


def test_signing_up_with_a_known_address_looks_the_same_and_writes_to_its_owner(client, noon):
    known = people.account(at=noon)

    fresh = sign_up(client, "fresh@example.org")
    client.cookies.clear()
    taken = sign_up(client, known.email)

    assert (fresh.status_code, fresh.url) == (taken.status_code, taken.url)
    assert User.objects.filter(email=known.email).count() == 1
    assert mail.outbox[-1].to == [known.email]


def test_reset_for_an_unknown_address_looks_the_same(client, noon):
    known = people.account(at=noon)

    answers = [client.post(reverse("account_reset_password"), {"email": email}) for email in (known.email, "no@example.org")]

    assert len({(answer.status_code, answer.url) for answer in answers}) == 1


def test_password_can_be_reset_by_mail(client, noon):
    user = people.account(at=noon)
    client.post(reverse("account_reset_password"), {"email": user.email})

    form = client.get(link(mail.outbox[0]), follow=True)
    client.post(form.request["PATH_INFO"], {"password1": PASSWORD})

    user.refresh_from_db()
    assert user.check_password(PASSWORD)


OVER = {"en": "This link has been used, or is too old.", "fr": "Ce lien a déjà servi, ou il est trop ancien."}


def reset_link(client, user, language):
    """The link that was sent, for the page of a language."""
    with translation.override(language):
        client.post(reverse("account_reset_password"), {"email": user.email})
    return link(mail.outbox[-1])


def assert_says_so_and_leads_on(answer, language, *, to):
    assert answer.status_code == 200
    page = unescape(answer.content.decode())
    assert OVER[language] in page
    with translation.override(language):
        assert f'href="{reverse(to)}"' in page


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_used_reset_link_says_so_and_leads_to_another(client, noon, language):
    user = people.account(at=noon, language=language)
    address = reset_link(client, user, language)
    form = client.get(address, follow=True)
    client.post(form.request["PATH_INFO"], {"password1": PASSWORD})

    assert_says_so_and_leads_on(Client().get(address, follow=True), language, to="account_reset_password")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_reset_link_that_is_too_old_says_so_and_leads_to_another(client, noon, language, settings):
    user = people.account(at=noon, language=language)
    address = reset_link(client, user, language)
    settings.PASSWORD_RESET_TIMEOUT = -1

    assert_says_so_and_leads_on(client.get(address, follow=True), language, to="account_reset_password")


def test_wrong_password_and_unknown_address_get_one_sentence(client, noon):
    user = people.account(at=noon)

    answers = [
        client.post(reverse("account_login"), {"login": login, "password": "wrong"}).context["form"].errors
        for login in (user.email, "no@example.org")
    ]

    assert answers[0] == answers[1]


def test_sign_out_is_a_post(client, noon):
    client.force_login(people.account(at=noon))

    client.get(reverse("account_logout"))
    assert client.get(reverse("profile")).status_code == 200
    client.post(reverse("account_logout"))

    assert client.get(reverse("profile")).status_code == 302


def test_staff_without_a_second_factor_is_shown_how_to_get_one(client, noon):
    user = people.staff("Officers", at=noon)
    client.force_login(user)

    answer = client.get(reverse("admin:index"), follow=True)

    assert answer.redirect_chain[-1][0] == reverse("mfa_index")
    assert "second factor" in answer.content.decode()
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert client.get(reverse("admin:index")).status_code == 200


def test_what_an_address_did_not_take_is_sent_to_the_one_that_follows(client, noon, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: noon)
    user = people.account(at=noon)
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    accounts.send_test_letter(by=user, at=noon)
    letter = Letter.objects.filter(user=user, kind="profiles/test")
    letter.update(state="put_aside", attempts=3, last_error="SMTPRecipientsRefused")
    client.force_login(user)
    client.post(reverse("account_email"), {"action_add": "", "email": "corrected@example.org"})

    assert letter.get().state == "put_aside"
    enter(client, people.code_in(mail.outbox[-1]))

    user.refresh_from_db()
    assert user.email == "corrected@example.org"
    assert (letter.get().state, letter.get().attempts, letter.get().due_at) == ("queued", 0, noon)


@pytest.mark.parametrize(("chosen", "kept"), [("Asia/Seoul", "Asia/Seoul"), ("", "America/Toronto")])
def test_a_new_account_keeps_the_clocks_that_were_chosen(client, chosen, kept):
    sign_up(client, "clocks@example.org", time_zone=chosen)

    assert User.objects.get(email="clocks@example.org").time_zone == kept


def test_a_time_zone_that_no_clock_keeps_is_refused_with_a_sentence(client):
    answer = sign_up(client, "clocks@example.org", time_zone="Mars/Olympus")

    assert "Choose a time zone from the list." in answer.content.decode()
    assert not User.objects.exists()


def test_an_address_that_is_locked_is_opened_by_the_link_in_the_mail(client, noon):
    person = people.account(at=noon)
    person.emailaddress_set.update_or_create(email=person.email, defaults={"verified": True, "primary": True})
    wrong = {"login": person.email, "password": "not the right words"}
    for _attempt in range(11):
        locked = client.post(reverse("account_login"), wrong).content.decode()
    assert "To choose a new password opens it too." in locked

    client.post(reverse("account_reset_password"), {"email": person.email})
    form = client.get(link(mail.outbox[-1]), follow=True)
    client.post(form.request["PATH_INFO"], {"password1": PASSWORD})

    assert client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD}).status_code == 302

"""An address that was tried too often is locked; its owner goes on by the link of the letter, in their own browser."""

from datetime import timedelta
from html import unescape

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from iecsite import clock
from profiles.letters import sign_in_locks
from profiles.models import Letter, User
from profiles.operations import accounts, delivery, other_addresses
from tests.factories import cast, people

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery staple"
LOCKED = "Too many wrong passwords for this address."


@pytest.fixture
def owner():
    at = clock.now()
    user = people.account(at=at, email="owner@example.org")
    return accounts.set_password(user_id=user.pk, password=PASSWORD, by=None, at=at)


def tried(email, password="not the right words", *, client=None, times=1, near="192.0.2.1"):
    """What the sign-in page says in the end."""
    client = client or Client(REMOTE_ADDR=near)
    for _time in range(times):
        answer = client.post(reverse("account_login"), {"login": email, "password": password})
    return unescape(answer.content.decode()) if answer.status_code == 200 else answer["Location"]


def locked(email):
    """Eleven wrong passwords, from two networks."""
    tried(email, times=6)
    return tried(email, times=5, near="192.0.2.2")


def letters_told():
    return Letter.objects.filter(kind="profiles/sign_in_locked")


def link():
    while delivery.deliver_due(at=clock.now()):
        pass
    return next(word for word in mail.outbox[-1].body.split() if "/account/unlock/" in word).removeprefix("http://localhost:8000")


def test_the_right_password_does_not_open_a_locked_address(owner):
    assert LOCKED in locked(owner.email)

    assert LOCKED in tried(owner.email, PASSWORD, near="192.0.2.3")


def test_the_owner_goes_on_by_the_link_in_their_own_browser_and_nobody_else_does(owner):
    locked(owner.email)
    mine = Client(REMOTE_ADDR="192.0.2.9")
    page = mine.get(link())
    assert "Let me try again here" in page.content.decode()
    assert LOCKED in tried(owner.email, PASSWORD, client=mine)

    answer = mine.post(link(), follow=True)

    assert "You can try again now, in this browser." in answer.content.decode()
    assert LOCKED in tried(owner.email, PASSWORD, near="192.0.2.3")
    assert tried(owner.email, PASSWORD, client=mine) == reverse("home")


def test_the_link_signs_nobody_in_and_ten_wrong_passwords_lock_its_browser_too(owner):
    locked(owner.email)
    mine = Client(REMOTE_ADDR="192.0.2.9")
    mine.post(link())
    assert mine.get(reverse("profile")).status_code == 302

    tried(owner.email, client=mine, times=5)
    mine.defaults["REMOTE_ADDR"] = "192.0.2.10"
    tried(owner.email, client=mine, times=6)

    assert LOCKED in tried(owner.email, PASSWORD, client=mine)


def test_the_letter_comes_once_while_its_link_is_good_and_is_noted(owner, monkeypatch):
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    locked(owner.email)
    tried(owner.email, times=3, near="192.0.2.4")
    assert letters_told().count() == 1
    assert owner.entries_about.filter(kind="sign_in_locked").count() == 1

    for hours, letters in ((1, 1), (22, 1), (24, 2)):
        monkeypatch.setattr(clock, "now", lambda hours=hours: now + timedelta(hours=hours))
        tried(owner.email, near="192.0.2.4")
        assert letters_told().count() == owner.entries_about.filter(kind="sign_in_locked").count() == letters


def test_an_address_without_an_account_is_told_the_same_and_written_nothing(owner):
    pages = []
    for email in ("nobody@example.org", owner.email):
        pages.append([line for line in locked(email).replace(email, "").splitlines() if "csrfmiddlewaretoken" not in line])
        cache.clear()

    assert pages[0] == pages[1]
    assert letters_told().count() == 1


def test_an_address_that_was_never_confirmed_is_written_nothing(owner):
    owner.emailaddress_set.update(verified=False)

    locked(owner.email)

    assert letters_told().count() == 0


def test_a_network_that_tries_many_addresses_locks_none_of_them(owner):
    for number in range(10):
        tried(f"person-{number}@example.org")

    assert "from your network" in tried(owner.email)
    assert letters_told().count() == 0
    assert tried(owner.email, PASSWORD, near="192.0.2.3") == reverse("home")


def test_the_second_address_gets_no_copy_and_staff_do_not_read_the_link(owner, client):
    second = other_addresses.name_second(email="second@example.org", by=owner, at=clock.now())
    other_addresses.agree(address_id=second.pk, at=clock.now())
    locked(owner.email)
    letter = letters_told().get()

    client.force_login(cast.chief(clock.now()))
    page = client.get(reverse("admin:profiles_letter_change", args=[letter.pk])).content.decode()

    assert not letter.copies.exists()
    assert letter.context["unlock"] not in page


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_link_that_is_a_day_old_or_not_whole_says_so(owner, language, monkeypatch):
    token = sign_in_locks.token(owner.pk)
    over = {"en": "This link is over", "fr": "Ce lien n'est plus valable"}[language]
    path = {"en": "/en/account/unlock/", "fr": "/fr/compte/debloquer/"}[language]

    assert over in unescape(Client().get(f"{path}{token[:-1]}/").content.decode())
    monkeypatch.setattr(sign_in_locks, "GOOD_FOR", timedelta(seconds=-1))
    client = Client()
    assert over in unescape(client.post(f"{path}{token}/").content.decode())
    assert "sign_in_opened_for" not in client.session


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "None of these passwords was right."), ("fr", "Aucun de ces mots de passe n'était le bon.")],
)
def test_the_letter_says_no_more_than_is_known(owner, language, said):
    User.objects.filter(pk=owner.pk).update(language=language)
    locked(owner.email)

    delivery.deliver_due(at=clock.now())

    assert said in mail.outbox[-1].body

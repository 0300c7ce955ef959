"""The code by which an address is confirmed: sent again, wrong, too old, entered too often, and for whom there is none."""

import re
import time
from html import unescape

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import translation

from iecsite import clock
from profiles.models import User
from tests.factories import people

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery staple"
ADDRESS = "new@example.org"
HALF_AN_HOUR = 30 * 60


def signed_up(email=ADDRESS, language="en"):
    client = Client()
    with translation.override(language):
        client.post(reverse("account_signup"), {"email": email, "password1": PASSWORD})
    return client


def press(client, action="verify", language="en", **more):
    """A button of the page, and the words of the page to which it leads."""
    with translation.override(language):
        answer = client.post(reverse("account_email_verification_sent"), {"action": action, **more}, follow=True)
    return unescape(answer.content.decode())


def code():
    return people.code_in(mail.outbox[-1])


def wrong():
    """Six digits that are not those of the last message."""
    return f"{(int(code()) + 1) % 1_000_000:06d}"


def confirmed(email=ADDRESS):
    return EmailAddress.objects.filter(email=email, verified=True).exists()


def later(monkeypatch, seconds):
    moment = time.time() + seconds
    monkeypatch.setattr(time, "time", lambda: moment)


def a_minute_later():
    """The next message to the same address may be sent."""
    cache.clear()


WRONG = {"en": "This is not the code in our latest e-mail.", "fr": "Ce n'est pas le code de notre dernier courriel."}
OVER = {"en": "No code is waiting here", "fr": "Aucun code n'est attendu ici"}
TOO_OFTEN = {"en": "That was wrong too often", "fr": "Il y a eu trop d'essais"}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_where_mail_goes_to_files_the_code_is_read_there(settings, language):
    settings.EMAIL_BACKEND = "iecsite.mailbox.EmailBackend"
    client = signed_up(language=language)

    (message,) = settings.MAILBOX_DIR.glob("*.eml")
    press(client, code=re.search(r"^Subject: (\d{6}) ", message.read_text("utf-8"), re.MULTILINE).group(1))

    assert confirmed()


def test_spaces_between_the_digits_do_no_harm():
    client = signed_up()

    press(client, code=f"{code()[:3]} {code()[3:]}")

    assert confirmed()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_wrong_code_is_told_and_the_right_one_still_works(language):
    client = signed_up(language=language)

    assert WRONG[language] in press(client, code=wrong(), language=language)
    assert not confirmed()
    press(client, code=code(), language=language)

    assert confirmed()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_five_wrong_codes_end_it_and_a_sign_in_brings_another(language):
    client = signed_up(language=language)
    for _attempt in range(4):
        assert WRONG[language] in press(client, code=wrong(), language=language)

    assert TOO_OFTEN[language] in press(client, code=wrong(), language=language)
    assert OVER[language] in press(client, code=code(), language=language)
    assert not confirmed()

    cache.clear()
    client.post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD})
    press(client, code=code())
    assert confirmed()


def test_nothing_entered_is_not_counted():
    client = signed_up()

    for _attempt in range(7):
        assert "Enter the six digits from our e-mail." in press(client, code="")

    press(client, code=code())
    assert confirmed()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_code_that_is_too_old_says_so(language, monkeypatch):
    client = signed_up(language=language)
    later(monkeypatch, HALF_AN_HOUR + 1)

    assert OVER[language] in press(client, code=code(), language=language)
    assert not confirmed()


def test_another_code_comes_after_a_minute_with_half_an_hour_of_its_own(monkeypatch):
    client = signed_up()
    first = code()
    assert "wait a minute" in press(client, "resend")
    assert (len(mail.outbox), code()) == (1, first)

    later(monkeypatch, HALF_AN_HOUR - 60)
    assert "We sent another code" in press(client, "resend")
    assert len(mail.outbox) == 2
    later(monkeypatch, HALF_AN_HOUR - 60)
    if first != code():
        assert WRONG["en"] in press(client, code=first)
    press(client, code=code())

    assert confirmed()


def test_another_code_does_not_bring_more_guesses(monkeypatch):
    client = signed_up()
    for _attempt in range(4):
        press(client, code=wrong())
    later(monkeypatch, 61)
    press(client, "resend")

    assert TOO_OFTEN["en"] in press(client, code=wrong())


def test_a_code_that_was_asked_for_too_soon_leaves_the_first_one_good():
    client = signed_up()
    press(client, "resend")

    press(client, code=code())

    assert confirmed()


def test_an_address_gets_six_messages_in_an_hour(monkeypatch):
    client = signed_up()
    for _minute in range(9):
        later(monkeypatch, 61)
        said = press(client, "resend")

    assert "after six e-mails in an hour, wait an hour" in said
    assert len(mail.outbox) == 6


def test_whoever_mistyped_the_address_starts_again():
    client = signed_up("mistyped@example.org")

    assert "Create an account" in press(client, "start_again")
    client.post(reverse("account_signup"), {"email": ADDRESS, "password1": PASSWORD})
    press(client, code=code())

    assert confirmed()
    assert not confirmed("mistyped@example.org")


def test_signing_up_again_at_once_is_told_to_wait():
    client = signed_up()
    press(client, "start_again")

    answer = client.post(reverse("account_signup"), {"email": ADDRESS, "password1": PASSWORD})

    assert "We have just written to this address." in answer.content.decode()
    assert User.objects.count() == 1


def test_a_sign_in_right_after_the_sign_up_is_not_told_of_wrong_passwords():
    signed_up()

    answer = Client().post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD})

    assert "We have just written to this address." in answer.content.decode()


def test_a_sign_in_on_another_device_brings_a_code_there():
    signed_up()
    cache.clear()
    other = Client()

    other.post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD})
    press(other, code=code())

    assert confirmed()
    assert other.get(reverse("profile")).status_code == 200


def test_who_signs_up_with_a_passkey_sees_the_same_whether_the_address_has_an_account(noon):
    people.account(at=noon, email="known@example.org")
    pages = []
    for email in ("known@example.org", ADDRESS):
        client = Client()
        answer = client.post(reverse("account_signup_by_passkey"), {"email": email}, follow=True)
        pages.append(without_what_differs(answer.content.decode(), email))

    assert pages[0] == pages[1]
    press(client, code=code())
    assert confirmed()
    assert client.get(reverse("profile")).status_code == 302  # the passkey is still to be made


def test_who_could_make_no_passkey_chooses_a_password_by_mail():
    client = Client()
    client.post(reverse("account_signup_by_passkey"), {"email": ADDRESS})
    press(client, code=code())
    other = Client()
    other.post(reverse("account_reset_password"), {"email": ADDRESS})
    link = re.search(r"https?://[^/]+(/\S+/password/reset/key/\S+)", mail.outbox[-1].body).group(1)
    form = other.get(link, follow=True)
    other.post(form.request["PATH_INFO"], {"password1": PASSWORD})

    answer = other.post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD})

    assert answer["Location"] == reverse("home")


BUTTONS = [("verify", {"code": "000000"}), ("verify", {"code": ""}), ("resend", {}), ("start_again", {})]


def without_what_differs(page, email):
    """A page without the address that was typed and the keys of its forms."""
    return [line for line in page.replace(email, "ADDRESS").splitlines() if "csrfmiddlewaretoken" not in line]


@pytest.mark.parametrize(("action", "more"), BUTTONS)
@pytest.mark.parametrize("waited", [0, 61, HALF_AN_HOUR + 1])
def test_every_button_answers_alike_whether_the_address_has_an_account(noon, monkeypatch, action, more, waited):
    people.account(at=noon, email="known@example.org")
    clients = {email: signed_up(email) for email in ("known@example.org", ADDRESS)}
    if waited:
        later(monkeypatch, waited)

    first, second = (without_what_differs(press(client, action, **more), email) for email, client in clients.items())

    assert first == second


def test_nobody_gets_in_by_signing_up_with_an_address_that_has_an_account(noon):
    people.account(at=noon, email="known@example.org")
    client = signed_up("known@example.org")

    assert mail.outbox[-1].subject == "You already have an account"
    assert WRONG["en"] in press(client, code="000000")
    for _attempt in range(3):
        press(client, code="000000")
    assert TOO_OFTEN["en"] in press(client, code="000000")
    assert client.get(reverse("profile")).status_code == 302


def asked_for_another(user, email="second@example.org"):
    client = Client()
    client.force_login(user)
    client.post(reverse("account_email"), {"action_add": "", "email": email})
    return client


def test_another_address_counts_once_its_code_is_entered():
    user = people.account(at=clock.now())
    client = asked_for_another(user)
    assert "second@example.org" in client.get(reverse("account_email")).content.decode()
    user.refresh_from_db()
    assert user.email != "second@example.org"

    press(client, code=code())

    user.refresh_from_db()
    assert user.email == "second@example.org"
    assert list(EmailAddress.objects.filter(user=user).values_list("email", "verified", "primary")) == [
        ("second@example.org", True, True)
    ]


def test_a_change_of_address_can_be_given_up_or_begun_again_in_a_minute(monkeypatch):
    user = people.account(at=clock.now())
    client = asked_for_another(user)

    assert "Your e-mail address" in press(client, "start_again")
    again = client.post(reverse("account_email"), {"action_add": "", "email": "second@example.org"})
    assert "We have just written to this address." in again.content.decode()
    later(monkeypatch, 61)
    client.post(reverse("account_email"), {"action_add": "", "email": "second@example.org"})
    press(client, code=code())

    user.refresh_from_db()
    assert user.email == "second@example.org"


def test_five_wrong_codes_leave_the_old_address(noon):
    user = people.account(at=clock.now())
    client = asked_for_another(user)

    for _attempt in range(5):
        said = press(client, code=wrong())

    assert TOO_OFTEN["en"] in said
    assert "Enter the new address again" in said
    user.refresh_from_db()
    assert user.email != "second@example.org"


def test_an_address_that_became_somebody_elses_meanwhile_is_not_taken():
    user = people.account(at=clock.now())
    client = asked_for_another(user)
    people.account(at=clock.now(), email="second@example.org")

    assert "This address belongs to another account." in press(client, code=code())
    user.refresh_from_db()
    assert user.email != "second@example.org"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_sign_up_of_a_stranger_keeps_no_address_from_its_owner(language):
    user = people.account(at=clock.now())
    signed_up("second@example.org")
    squatter = User.objects.get(email="second@example.org")
    a_minute_later()
    client = asked_for_another(user)

    press(client, code=code(), language=language)

    user.refresh_from_db()
    squatter.refresh_from_db()
    assert user.email == "second@example.org"
    assert EmailAddress.objects.get(email="second@example.org").user == user
    assert (squatter.is_active, squatter.closed_at is not None) == (False, True)


def test_a_stranger_whose_sign_up_was_closed_confirms_nothing_with_their_code():
    user = people.account(at=clock.now())
    stranger = signed_up("second@example.org")
    first = code()
    a_minute_later()
    press(asked_for_another(user), code=code())

    press(stranger, code=first)

    assert EmailAddress.objects.get(email="second@example.org").user == user
    assert stranger.get(reverse("profile")).status_code == 302


def test_a_change_to_an_address_that_another_account_signs_in_with_is_refused():
    user = people.account(at=clock.now())
    stranger = signed_up("second@example.org")
    first = code()
    a_minute_later()
    client = asked_for_another(user)
    mine = code()
    press(stranger, code=first)

    assert "This address belongs to another account." in press(client, code=mine)
    assert EmailAddress.objects.get(email="second@example.org", verified=True).user != user


def test_a_code_that_is_over_is_not_waited_for_and_the_old_address_can_be_kept(monkeypatch):
    client = asked_for_another(people.account(at=clock.now()))
    page = unescape(client.get(reverse("account_email")).content.decode())
    assert "Waiting to be confirmed" in page
    assert "Keep the old address" in page

    later(monkeypatch, HALF_AN_HOUR + 1)

    page = client.get(reverse("account_email")).content.decode()
    assert "Waiting to be confirmed" not in page
    assert "Keep the old address" not in page


def test_the_old_address_is_kept_with_a_button():
    client = asked_for_another(people.account(at=clock.now()))

    assert "Waiting to be confirmed" not in press(client, "start_again")
    assert OVER["en"] in press(client, code=code())


@pytest.mark.parametrize("email", ["known@example.org", ADDRESS])
def test_a_sign_up_is_over_after_an_hour_and_a_half_whether_the_address_has_an_account(noon, monkeypatch, email):
    people.account(at=noon, email="known@example.org")
    client = signed_up(email)
    for _time in range(3):
        later(monkeypatch, 29 * 60)
        assert "We sent another code" in press(client, "resend")
    later(monkeypatch, 4 * 60)

    assert OVER["en"] in press(client, code="000000")
    assert "account_email_verification_code" not in client.session


def test_tries_at_the_same_moment_are_counted_together():
    """Each is judged by the session as it was, so that the session alone would let them all through."""
    client = signed_up()
    key = client.session.session_key
    for _attempt in range(10):
        before = client.session["account_email_verification_code"]
        press(client, code=wrong())
        session = client.session
        if session.session_key != key or "account_email_verification_code" not in session:
            break
        session["account_email_verification_code"] = {**before, "failed_attempts": 0}
        session.save()

    assert TOO_OFTEN["en"] in press(client, code=code())
    assert not confirmed()

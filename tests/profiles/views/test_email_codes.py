"""Codes by e-mail as a second factor: turned on once one arrived, asked for at a sign-in, worth less than an app or a key."""

import io
import json
import time
import zipfile
from html import unescape

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import translation

from iecsite import clock
from profiles.models import Letter, User
from profiles.operations import accounts, changed_address, email_codes, erasure, recovery_links
from tests.factories import cast, people, recoveries
from tests.profiles.views.test_second_factor_offer import code_of

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery staple"
SIGN_IN, ON = "account_confirm_login_code", "email_codes_on"
WRONG = {"en": "This is not the code in our latest e-mail.", "fr": "Ce n'est pas le code de notre dernier courriel."}
QUARTER = 15 * 60


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()


def with_password(user):
    return accounts.set_password(user_id=user.pk, password=PASSWORD, by=None, at=clock.now())


@pytest.fixture
def person():
    return with_password(people.account(at=clock.now(), email="person@example.org"))


@pytest.fixture
def owner(person):
    """Somebody with codes by e-mail on."""
    email_codes.turn_on(by=person, at=clock.now())
    person.refresh_from_db()
    return person


def text(answer):
    return unescape(answer.content.decode())


def code():
    return people.code_in(mail.outbox[-1])


def wrong():
    return f"{(int(code()) + 1) % 1_000_000:06d}"


def in_session(client):
    return "_auth_user_id" in client.session


def password_given(user, *, client=None, language="en"):
    """A browser in which the password was entered."""
    client = client or Client()
    with translation.override(language):
        client.page = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD}, follow=True)
    return client


def entered(client, typed, *, language="en", **more):
    with translation.override(language):
        return text(client.post(reverse(SIGN_IN), {"code": typed, **more}, follow=True))


def confirmed_to_be(user, client=None):
    """A browser in which they are signed in and have just said again who they are."""
    client = client or Client()
    client.force_login(user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def later(monkeypatch, seconds):
    moment = time.time() + seconds
    monkeypatch.setattr(time, "time", lambda: moment)


def is_on(user):
    user.refresh_from_db()
    return user.email_codes_since is not None


# Turning it on


def test_to_turn_it_on_one_says_once_more_who_one_is(person, client):
    client.force_login(person)

    assert client.get(reverse(ON))["Location"].startswith(reverse("account_reauthenticate"))
    assert client.post(reverse(ON), {"action": "send"})["Location"].startswith(reverse("account_reauthenticate"))
    assert not mail.outbox


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "whoever gets into your mailbox gets into your account"),
        ("fr", "quiconque ouvre votre boîte courriel ouvre votre compte"),
    ],
)
def test_the_page_says_that_it_is_weaker(person, language, words):
    client = confirmed_to_be(person)
    with translation.override(language):
        pages = [client.get(reverse(name)) for name in (ON, "mfa_index", "second_factor_offer")]

    assert all(words in text(page) for page in pages)


def test_it_is_on_once_the_code_arrived_and_brings_recovery_codes_to_print(person):
    client = confirmed_to_be(person)
    client.post(reverse(ON), {"action": "send"})
    assert not is_on(person)

    page = client.post(reverse(ON), {"code": code()}, follow=True)

    assert is_on(person)
    assert page.redirect_chain[-1][0] == reverse("mfa_view_recovery_codes")
    assert len(page.context["unused_codes"]) == 10
    assert "Print this page" in text(page)


def test_its_owner_is_written_to_and_the_journal_has_it(owner):
    assert Letter.objects.get(user=owner).kind == "profiles/email_codes_on"
    assert owner.entries_about.filter(kind="email_codes_on", actor=owner).count() == 1


def test_a_wrong_code_turns_nothing_on_and_five_end_it(person):
    client = confirmed_to_be(person)
    client.post(reverse(ON), {"action": "send"})
    for _attempt in range(4):
        assert WRONG["en"] in text(client.post(reverse(ON), {"code": wrong()}))

    said = text(client.post(reverse(ON), {"code": wrong()}, follow=True))

    assert "That was wrong too often" in said
    assert "No code is waiting here" in text(client.post(reverse(ON), {"code": code()}, follow=True))
    assert not is_on(person)


def test_the_code_that_turns_it_on_is_sent_again_after_a_minute_only(person, monkeypatch):
    client = confirmed_to_be(person)
    client.post(reverse(ON), {"action": "send"})

    assert "wait a minute" in text(client.post(reverse(ON), {"action": "resend"}, follow=True))
    later(monkeypatch, 61)
    assert "We sent another code" in text(client.post(reverse(ON), {"action": "resend"}, follow=True))
    client.post(reverse(ON), {"code": code()})

    assert len(mail.outbox) == 2
    assert is_on(person)


def test_who_leaves_it_off_has_no_code_waiting(person):
    client = confirmed_to_be(person)
    client.post(reverse(ON), {"action": "send"})

    client.post(reverse(ON), {"action": "not_now"})
    client.post(reverse(ON), {"code": code()})

    assert not is_on(person)


def test_a_code_that_went_to_an_address_of_before_turns_nothing_on(person):
    client = confirmed_to_be(person)
    client.post(reverse(ON), {"action": "send"})
    EmailAddress.objects.filter(user=person).update(email="other@example.org")
    User.objects.filter(pk=person.pk).update(email="other@example.org")

    client.post(reverse(ON), {"code": code()})

    assert not is_on(person)


# Signing in


@pytest.mark.parametrize("language", ["en", "fr"])
def test_after_the_password_the_code_is_asked_for_and_opens_the_account(owner, language):
    client = password_given(owner, language=language)
    with translation.override(language):
        assert client.page.redirect_chain[-1][0] == reverse(SIGN_IN)
    assert not in_session(client)
    assert mail.outbox[-1].to == [owner.email]

    entered(client, code(), language=language)

    assert in_session(client)
    owner.refresh_from_db()
    assert owner.email_codes_used_at is not None


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "It works for 15 minutes, there only."), ("fr", "Il est valide 15 minutes, sur cette page seulement.")],
)
def test_both_e_mails_say_how_long_their_code_works(person, language, words):
    User.objects.filter(pk=person.pk).update(language=language)
    with translation.override(language):
        client = confirmed_to_be(person)
        client.post(reverse(ON), {"action": "send"})
        client.post(reverse(ON), {"code": code()})
    password_given(person, language=language)

    proof, sign_in = mail.outbox[0], mail.outbox[-1]
    assert people.code_in(proof) != people.code_in(sign_in)
    assert words in proof.body
    assert words in sign_in.body


def test_it_leads_on_to_where_one_was_going(owner, client):
    client.post(reverse("account_login"), {"login": owner.email, "password": PASSWORD, "next": reverse("letters")})

    assert client.post(reverse(SIGN_IN), {"code": code()})["Location"] == reverse("letters")


def test_without_the_code_no_page_opens(owner):
    client = password_given(owner)

    assert client.get(reverse("home")).status_code == 302
    assert client.get(reverse("mfa_index")).status_code == 302


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_wrong_code_is_told_and_five_end_the_sign_in(owner, language):
    client = password_given(owner, language=language)
    for _attempt in range(4):
        assert WRONG[language] in entered(client, wrong(), language=language)

    entered(client, wrong(), language=language)
    entered(client, code(), language=language)

    assert not in_session(client)


def test_nothing_entered_is_not_counted(owner):
    client = password_given(owner)
    for _attempt in range(7):
        assert "Enter the six digits from our e-mail." in entered(client, "")

    entered(client, code())

    assert in_session(client)


def test_a_code_is_good_for_a_quarter_of_an_hour(owner, monkeypatch):
    client = password_given(owner)
    later(monkeypatch, QUARTER + 1)

    said = entered(client, code())

    assert "its 15 minutes are over" in said
    assert "Sign in again with your address and password" in said
    assert not in_session(client)


def test_another_code_comes_after_a_minute_and_brings_no_new_tries(owner, monkeypatch):
    client = password_given(owner)
    for _attempt in range(4):
        entered(client, wrong())
    assert "wait a minute" in entered(client, "", action="resend")
    later(monkeypatch, 61)
    assert "We sent another code" in entered(client, "", action="resend")

    assert "That was wrong too often" in entered(client, wrong())
    assert not in_session(client)


def test_the_code_works_in_its_own_browser_only(owner):
    client = password_given(owner)
    first = code()
    other = password_given(owner)

    entered(other, first)
    entered(Client(), first)
    assert not in_session(other)
    entered(client, first)

    assert in_session(client)


def test_a_second_sign_in_at_once_sends_no_code_and_says_what_to_do(owner, monkeypatch):
    password_given(owner)
    other = password_given(owner)

    assert "Wait a minute, then let us send another" in text(other.page)
    assert len(mail.outbox) == 1
    assert WRONG["en"] in entered(other, "000000")
    later(monkeypatch, 61)
    said = entered(other, "", action="resend")
    assert "We sent a code." in said
    assert "The one before" not in said
    entered(other, code())
    assert in_session(other)


def test_an_account_gets_six_codes_in_an_hour(owner, monkeypatch):
    for _minute in range(8):
        later(monkeypatch, 61)
        client = password_given(owner)

    assert len(mail.outbox) == 6
    assert "after six e-mails in an hour, wait an hour" in text(client.page)
    assert "a moment ago" not in text(client.page)


def test_who_signed_in_may_do_so_again_at_once(owner):
    for _time in range(2):
        client = password_given(owner)
        entered(client, code())
        assert in_session(client)


def test_sign_ups_of_strangers_with_the_address_keep_nobody_out(owner, monkeypatch):
    for _minute in range(6):
        later(monkeypatch, 61)
        Client().post(reverse("account_signup"), {"email": owner.email, "password1": "of a stranger, with many words"})
    client = password_given(owner)

    entered(client, code())

    assert in_session(client)


def test_a_recovery_code_opens_the_account_once(owner):
    kept = Authenticator.objects.get(user=owner).wrap().get_unused_codes()[0]
    for opened in (True, False):
        client = password_given(owner)
        entered(client, kept)
        assert in_session(client) is opened


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Wait five minutes before you enter a recovery code."),
        ("fr", "Attendez cinq minutes avant d'entrer un code de récupération."),
    ],
)
def test_recovery_codes_of_an_account_are_guessed_at_ten_times_in_whatever_browsers(owner, monkeypatch, language, words):
    kept = Authenticator.objects.get(user=owner).wrap().get_unused_codes()[0]
    for number in range(11):
        entered(password_given(owner, client=Client(REMOTE_ADDR=f"192.0.2.{number}")), "00000000")
    later(monkeypatch, 61)
    client = password_given(owner, language=language)

    assert words in entered(client, kept, language=language)
    assert not in_session(client)
    entered(client, code(), language=language)
    assert in_session(client)


def test_a_right_recovery_code_ends_the_count_of_wrong_ones(owner):
    kept = Authenticator.objects.get(user=owner).wrap().get_unused_codes()
    for number in range(12):
        client = password_given(owner, client=Client(REMOTE_ADDR=f"192.0.2.{number}"))
        entered(client, "00000000")
        if number % 6 == 5:
            entered(client, kept.pop())
            assert in_session(client)


def test_tries_at_the_same_moment_are_counted_together(owner):
    """Each is judged by the session as it was, so that the session alone would let them all through."""
    client = password_given(owner)
    for _attempt in range(10):
        before = client.session["account_login"]
        entered(client, wrong())
        session = client.session
        if "account_login" not in session:
            break
        session["account_login"] = before
        session.save()

    entered(client, code())

    assert not in_session(client)


@pytest.mark.parametrize(
    ("language", "words", "none"),
    [
        ("en", "Enter one of your recovery codes instead.", "This is none of the recovery codes of your account"),
        ("fr", "Entrez plutôt un de vos codes de récupération.", "Ce n'est aucun des codes de récupération de votre compte"),
    ],
)
def test_without_a_confirmed_address_only_a_recovery_code_goes_on(owner, language, words, none):
    kept = Authenticator.objects.get(user=owner).wrap().get_unused_codes()[0]
    EmailAddress.objects.filter(user=owner).update(verified=False)
    client = password_given(owner, language=language)
    with translation.override(language):
        verification = reverse("account_email_verification_sent")

    assert words in text(client.page)
    assert none in entered(client, "000000", language=language)
    entered(client, "", language=language, action="resend")
    assert not in_session(client)
    assert not mail.outbox
    with translation.override(language):
        page = client.post(reverse(SIGN_IN), {"code": kept}, follow=True)
    assert not in_session(client)
    assert page.redirect_chain[-1][0] == verification


def test_a_code_of_an_address_that_was_changed_meanwhile_opens_nothing(owner):
    client = password_given(owner)
    EmailAddress.objects.filter(user=owner).update(email="other@example.org")
    User.objects.filter(pk=owner.pk).update(email="other@example.org")

    entered(client, code())

    assert not in_session(client)


def test_no_code_is_written_to_the_log(person, caplog):
    caplog.set_level("DEBUG")
    client = confirmed_to_be(person)
    client.post(reverse(ON), {"action": "send"})
    client.post(reverse(ON), {"code": code()})
    password_given(person)

    assert not [record for record in caplog.records if any(people.code_in(one) in record.getMessage() for one in mail.outbox)]


# Worth less than an app or a key


def test_with_an_app_on_too_the_app_is_asked_and_no_code_is_sent(owner):
    """However the account came to have both."""
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(owner, secret)

    client = password_given(owner)

    assert client.page.redirect_chain[-1][0] == reverse("mfa_authenticate")
    assert not mail.outbox
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert in_session(client)


def test_with_an_app_it_cannot_be_turned_on(person):
    cast.with_second_factor(person)
    client = confirmed_to_be(person)

    assert "stronger than codes by e-mail" in text(client.get(reverse(ON), follow=True))
    assert not client.post(reverse(ON), {"action": "send"}).content
    assert not mail.outbox
    with pytest.raises(email_codes.CannotTurnOn):
        email_codes.turn_on(by=person, at=clock.now())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("language", "words"), [("en", "Codes by e-mail are off now."), ("fr", "Les codes par courriel sont maintenant désactivés.")]
)
def test_an_app_takes_its_place_and_says_so_and_the_recovery_codes_stay(owner, language, words):
    kept = Authenticator.objects.get(user=owner).wrap().get_unused_codes()
    client = confirmed_to_be(owner)
    with translation.override(language):
        secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
        page = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)}, follow=True)

    assert words in text(page)
    assert not is_on(owner)
    assert Authenticator.objects.get(user=owner, type="recovery_codes").wrap().get_unused_codes() == kept
    assert Letter.objects.filter(user=owner, kind="profiles/email_codes_gave_way").count() == 1
    assert owner.entries_about.filter(kind="email_codes_gave_way").count() == 1


def test_the_staff_site_does_not_open_with_codes_by_email(noon):
    user = with_password(people.staff("Officers", at=noon, email="officer@example.org"))
    email_codes.turn_on(by=user, at=noon)
    client = password_given(user)
    entered(client, code())

    page = client.get(reverse("admin:index"), follow=True)

    assert in_session(client)
    assert page.redirect_chain[-1][0] == reverse("mfa_index")
    assert "codes by e-mail do not open it" in text(page)


def test_nor_for_whoever_has_every_right(noon):
    user = people.staff(at=noon)
    user.is_superuser = True
    user.save(update_fields=["is_superuser"])
    email_codes.turn_on(by=user, at=noon)
    client = Client()
    client.force_login(user)

    assert client.get(reverse("admin:index")).status_code == 302
    assert client.get(reverse("admin:profiles_user_changelist")).status_code == 302


def test_recovery_codes_that_stand_in_for_nothing_do_not_open_the_staff_site(noon, client):
    user = people.staff("Officers", at=noon)
    Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x", "used_mask": 0})
    client.force_login(user)

    assert client.get(reverse("admin:index")).status_code == 302


# Recovery codes, turning it off, changes of the address, what is kept


def test_new_recovery_codes_can_be_made(owner):
    before = Authenticator.objects.get(user=owner).wrap().get_unused_codes()
    client = confirmed_to_be(owner)

    client.post(reverse("mfa_generate_recovery_codes"))

    after = Authenticator.objects.get(user=owner).wrap().get_unused_codes()
    assert len(after) == 10
    assert after != before


def test_turned_off_after_saying_again_who_one_is_the_password_alone_opens_it(owner):
    client = Client()
    client.force_login(owner)
    assert client.post(reverse("email_codes_off"))["Location"].startswith(reverse("account_reauthenticate"))
    assert is_on(owner)

    page = confirmed_to_be(owner, client).post(reverse("email_codes_off"), follow=True)

    assert "Codes by e-mail are off." in text(page)
    assert not is_on(owner)
    assert not Authenticator.objects.filter(user=owner).exists()
    assert Letter.objects.filter(user=owner, kind="profiles/email_codes_off").count() == 1
    assert owner.entries_about.filter(kind="email_codes_off", actor=owner).count() == 1
    assert in_session(password_given(owner))


def test_another_address_is_given_by_who_says_again_who_they_are_and_gets_the_codes(owner):
    client = Client()
    client.force_login(owner)
    new = {"action_add": "", "email": "moved@example.org"}
    assert client.post(reverse("account_email"), new)["Location"].startswith(reverse("account_reauthenticate"))
    client = confirmed_to_be(owner, client)
    client.post(reverse("account_email"), new)
    client.post(reverse("account_email_verification_sent"), {"code": code()})
    owner.refresh_from_db()
    assert owner.email == "moved@example.org"

    client = password_given(owner)

    assert mail.outbox[-1].to == ["moved@example.org"]
    entered(client, code())
    assert in_session(client)


def test_a_change_that_waits_for_its_code_leaves_the_codes_with_the_old_address(owner):
    client = confirmed_to_be(owner)
    client.post(reverse("account_email"), {"action_add": "", "email": "moved@example.org"})

    password_given(owner)

    assert mail.outbox[-1].to == ["person@example.org"]


def test_codes_turned_on_by_who_changed_the_address_go_when_it_is_put_back(person):
    changed_address.note(user_id=person.pk, former="former@example.org", at=clock.now())
    email_codes.turn_on(by=person, at=clock.now())

    changed_address.put_back(address_id=person.other_addresses.get(role="former").pk, at=clock.now())

    assert not is_on(person)


def test_codes_from_before_the_change_stay_when_it_is_put_back(owner):
    changed_address.note(user_id=owner.pk, former="former@example.org", at=clock.now())

    changed_address.put_back(address_id=owner.other_addresses.get(role="former").pk, at=clock.now())

    assert is_on(owner)


def test_a_recovery_by_identity_removes_them(noon):
    user = people.active_profile(at=noon).user
    email_codes.turn_on(by=user, at=noon)
    found = recoveries.ready(at=noon, user=user)

    recovery_links.use(recovery_id=found.pk, password=recoveries.PASSWORD, by=None, at=noon)

    assert not is_on(user)


def test_they_stand_in_the_persons_own_file(owner):
    email_codes.note_use(user_id=owner.pk, at=clock.now())
    client = Client()
    client.force_login(owner)

    content = b"".join(client.get(reverse("my_file_copy")).streaming_content)

    rows = json.loads(zipfile.ZipFile(io.BytesIO(content)).read("profile-and-letters.json"))["second_factors"]
    (found,) = [one for one in rows if one["type"] == "email"]
    assert found["created_at"]
    assert found["last_used_at"]


def test_an_erased_file_has_none(owner):
    email_codes.note_use(user_id=owner.pk, at=clock.now())

    erasure.erase(owner, at=clock.now())

    owner.refresh_from_db()
    assert (owner.email_codes_since, owner.email_codes_used_at) == (None, None)

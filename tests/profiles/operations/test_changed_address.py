"""An address that was changed is told to both, and can be put back for 72 hours."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client
from django.urls import reverse

from iecsite import clock
from profiles.letters.other_addresses import address_of
from profiles.models import Letter, OtherAddress, RecoveryLetter, User
from profiles.operations import (
    accounts,
    browsers,
    changed_address,
    closing,
    delivery,
    other_addresses,
    other_delivery,
    recovery_links,
)
from profiles.operations.changed_address import CannotPutBack
from profiles.rules.other_addresses import UNDO_WITHIN, Purpose
from profiles.rules.recovery import WAITS
from tests.factories import cast, people, recoveries

pytestmark = pytest.mark.django_db
PASSWORD = "ember-canoe-quartz-meadow"
HOUR = timedelta(hours=1)


def changed(at, *, to="new@example.org"):
    """An account whose address was changed, as the page does it."""
    user = people.account(at=at, email="old@example.org")
    accounts.set_password(user_id=user.pk, password=PASSWORD, by=None, at=at)
    return move(user, to, at)


def move(user, to, at):
    former = User.objects.get(pk=user.pk).email
    EmailAddress.objects.filter(user=user).update(email=to)
    User.objects.filter(pk=user.pk).update(email=to)
    changed_address.note(user_id=user.pk, former=former, at=at)
    return User.objects.get(pk=user.pk)


def former_of(user, email="old@example.org"):
    return OtherAddress.objects.get(user=user, role="former", email=email)


def test_both_addresses_are_told_with_a_link(noon):
    user = changed(noon)
    while delivery.deliver_due(at=noon) or other_delivery.deliver_due(at=noon):
        pass

    new, old = sorted(mail.outbox, key=lambda one: one.to)
    assert (new.to, old.to) == (["new@example.org"], ["old@example.org"])
    assert "new@example.org" not in old.body
    for message in (new, old):
        token = message.body.split("/address-back/")[1].split("/")[0]
        assert address_of(token, purpose=Purpose.UNDO) == former_of(user).pk


def test_putting_it_back_ends_the_sessions_and_asks_for_a_new_password(noon):
    user = changed(noon)
    thief = Client(headers={"user-agent": "Firefox/135.0"})
    thief.post("/en/account/login/", {"login": "new@example.org", "password": PASSWORD})
    assert thief.get(reverse("home")).status_code == 200
    other_addresses.name_second(email="thief@example.org", by=user, at=noon + HOUR)

    changed_address.put_back(address_id=former_of(user).pk, at=noon + UNDO_WITHIN - timedelta(seconds=1))

    user.refresh_from_db()
    assert (user.email, user.has_usable_password()) == ("old@example.org", False)
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [("old@example.org", True, True)]
    assert thief.get(reverse("home")).status_code == 302
    assert UserSession.objects.count() == 0
    assert OtherAddress.objects.exclude(role="away").exclude(email="").count() == 0
    assert Letter.objects.filter(user=user, kind="profiles/address_put_back").count() == 1


def test_the_link_is_over_after_use_and_after_72_hours(noon):
    user = changed(noon)
    former = former_of(user)

    with pytest.raises(CannotPutBack, match="72 hours have passed"):
        changed_address.put_back(address_id=former.pk, at=noon + UNDO_WITHIN)
    changed_address.put_back(address_id=former.pk, at=noon)
    with pytest.raises(CannotPutBack, match="it was used"):
        changed_address.put_back(address_id=former.pk, at=noon)
    for _run in range(2):
        other_addresses.forget_late(at=noon + UNDO_WITHIN)
    assert OtherAddress.objects.exclude(email="").count() == 0


def test_who_changes_it_twice_does_not_take_the_first_link_away(noon):
    user = move(changed(noon), "third@example.org", noon + HOUR)
    second = former_of(user, "new@example.org")

    changed_address.put_back(address_id=former_of(user).pk, at=noon + 2 * HOUR)

    user.refresh_from_db()
    assert user.email == "old@example.org"
    with pytest.raises(CannotPutBack):
        changed_address.put_back(address_id=second.pk, at=noon + 2 * HOUR)


def test_an_address_that_another_account_has_is_not_taken_from_it(noon):
    user = changed(noon)
    people.account(at=noon, email="old@example.org")

    with pytest.raises(CannotPutBack, match="Another account"):
        changed_address.put_back(address_id=former_of(user).pk, at=noon)


def signed_up(email):
    """Somebody signs up with an address and never confirms it."""
    answer = Client().post(
        reverse("account_signup"),
        {"email": email, "password1": PASSWORD, "language": "en", "time_zone": "America/Toronto"},
    )
    assert answer.status_code == 302
    return User.objects.get(email=email)


def test_a_sign_up_that_nobody_confirmed_does_not_keep_the_address(noon):
    user = changed(noon)
    squatter = signed_up("old@example.org")

    changed_address.put_back(address_id=former_of(user).pk, at=noon)

    user.refresh_from_db()
    squatter.refresh_from_db()
    assert user.email == "old@example.org"
    assert (squatter.is_active, squatter.closed_at) == (False, noon)
    assert list(EmailAddress.objects.values_list("user", "verified")) == [(user.pk, True)]


def test_putting_it_back_stops_a_recovery_that_whoever_changed_it_asked_for(noon):
    owner = people.active_profile(at=noon).user
    former = owner.email
    user = move(owner, "thief@example.org", noon)
    found = recoveries.asked(at=noon + HOUR, user=user, email="thief@example.org")
    told = RecoveryLetter.objects.filter(kind="recovery_asked")
    assert list(told.values_list("address", flat=True)) == [former]

    changed_address.put_back(address_id=former_of(user, former).pk, at=noon + 48 * HOUR)
    for _run in range(2):
        recovery_links.send_next(at=noon + HOUR + WAITS)

    found.refresh_from_db()
    assert found.state == "cancelled"
    assert RecoveryLetter.objects.filter(kind="recovery_link").count() == 0


def test_the_address_that_loses_the_account_is_told_once_and_forgotten(noon):
    user = changed(noon)
    while other_delivery.deliver_due(at=noon):
        pass
    mail.outbox.clear()

    changed_address.put_back(address_id=former_of(user).pk, at=noon)
    while other_delivery.deliver_due(at=noon):
        pass

    (told,) = mail.outbox
    assert told.to == ["new@example.org"]
    assert "/en/contact/" in told.body
    assert "address-back" not in told.body
    for _run in range(2):
        other_addresses.forget_late(at=noon + UNDO_WITHIN)
    assert OtherAddress.objects.exclude(email="").count() == 0


@pytest.mark.parametrize("sent", [False, True])
def test_staff_read_the_letter_without_what_opens_its_link(noon, client, sent):
    user = changed(noon)
    while sent and delivery.deliver_due(at=noon):
        pass
    letter = Letter.objects.get(user=user, kind="profiles/address_changed")
    client.force_login(cast.chief(noon))

    page = client.get(reverse("admin:profiles_letter_change", args=[letter.pk])).content.decode()

    assert "/address-back/•••" in page
    assert letter.context["undo"] not in page


@pytest.mark.parametrize("right", ["is_staff", "is_superuser"])
def test_a_staff_account_is_not_put_back_from_a_letter(noon, right):
    user = changed(noon)
    User.objects.filter(pk=user.pk).update(**{right: True})

    with pytest.raises(CannotPutBack, match="Tell the administrators"):
        changed_address.put_back(address_id=former_of(user).pk, at=noon)
    user.refresh_from_db()
    assert user.email == "new@example.org"


def test_putting_it_back_keeps_the_account_open_and_ends_addresses_named_shortly_before(noon):
    user = people.account(at=noon - 80 * HOUR, email="old@example.org")
    closing.ask(by=user, early_disposal=False, at=noon - HOUR)
    friend = {"first_name": "Zoé", "person_name": "Sam", "language": "fr"}
    other_addresses.name_contact(email="friend@example.org", **friend, by=user, at=noon - 73 * HOUR)
    other_addresses.name_second(email="thief@example.org", by=user, at=noon - 71 * HOUR)
    user = move(user, "new@example.org", noon)

    changed_address.put_back(address_id=former_of(user).pk, at=noon + HOUR)

    user.refresh_from_db()
    assert user.closing_at is None
    kept = OtherAddress.objects.exclude(role="away").exclude(email="")
    assert list(kept.values_list("email", flat=True)) == ["friend@example.org"]
    assert user.entries_about.filter(kind="account_kept").count() == 1


def test_a_second_factor_from_before_the_change_stays(noon):
    user = changed(clock.now())
    cast.with_second_factor(user)
    Authenticator.objects.update(created_at=former_of(user).asked_at - HOUR)

    changed_address.put_back(address_id=former_of(user).pk, at=clock.now())

    assert Authenticator.objects.filter(user=user).count() == 1


def test_a_second_address_that_becomes_the_own_one_gets_no_copies(noon):
    user = people.account(at=noon, email="old@example.org")
    second = other_addresses.name_second(email="new@example.org", by=user, at=noon)
    other_addresses.agree(address_id=second.pk, at=noon)
    move(user, "new@example.org", noon + HOUR)

    second.refresh_from_db()
    assert (second.email, second.ended_at) == ("", noon + HOUR)


def test_from_the_page_to_the_link_to_a_new_password(client):
    at = clock.now()
    user = people.account(at=at, email="old@example.org")
    accounts.set_password(user_id=user.pk, password=PASSWORD, by=None, at=at)
    client.post("/en/account/login/", {"login": user.email, "password": PASSWORD})
    new = {"email": "new@example.org", "action_add": ""}
    # An open session alone does not do: whoever has the address can have a new password.
    assert client.post(reverse("account_email"), new)["Location"].startswith(reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("account_email"), new)
    client.post(reverse("account_email_verification_sent"), {"code": people.code_in(mail.outbox[-1])})
    assert User.objects.get(pk=user.pk).email == "new@example.org"
    mail.outbox.clear()
    while other_delivery.deliver_due(at=clock.now()):
        pass

    (told,) = mail.outbox
    assert told.to == ["old@example.org"]
    link = next(word for word in told.body.split() if "/address-back/" in word)
    page = Client().get("/en/" + link.split("/en/")[1])
    assert "Put the old address back" in page.content.decode()
    done = Client().post("/en/" + link.split("/en/")[1], follow=True)
    assert "choose a new password" in done.content.decode()
    assert User.objects.get(pk=user.pk).email == "old@example.org"
    assert "This link is over" in Client().get("/en/" + link.split("/en/")[1]).content.decode()
    assert Client().post("/en/" + link.split("/en/")[1]).status_code == 409


def test_a_browser_that_is_new_to_an_account_is_told_once(noon):
    user = people.account(at=noon)

    told = [
        browsers.signed_in(user_id=user.pk, key=key, name="Firefox, Windows", ip="192.0.2.1", at=noon)
        for key in ("home", "home", "library", "library", "home")
    ]

    assert told == [False, False, True, False, False]
    assert Letter.objects.filter(user=user, kind="profiles/new_browser").count() == 1
    assert browsers.acknowledge(by=user, at=noon) == 1
    assert browsers.acknowledge(by=user, at=noon) == 0

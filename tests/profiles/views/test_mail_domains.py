"""Whoever seems to have mistyped the domain of their address is asked before an account is made, and is believed."""

from datetime import timedelta
from html import unescape

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache

from iecsite import clock
from profiles.models import Profile, User
from profiles.queries import mail_domains
from profiles.rules.mail_domains import NO_SLIP, WELL_USED
from profiles.states import ProfileState

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery staple"


def readers(domain, number, *, verified=True, sent=True):
    """So many people read their mail at a domain, each with a profile that was sent, or none."""
    made = User.objects.bulk_create([User(email=f"{domain.split('.')[0]}-{one}@{domain}") for one in range(number)])
    EmailAddress.objects.bulk_create(EmailAddress(user=user, email=user.email, verified=verified, primary=True) for user in made)
    if sent:
        at = clock.now()
        Profile.objects.bulk_create(Profile(user=user, created_at=at, changed_at=at) for user in made)
        Profile.objects.filter(user__in=made).update(state=ProfileState.ACTIVE, sent_at=at)
    cache.delete_many([mail_domains.KEY, mail_domains.TURN])


def sign_up(client, email, path="/en/account/signup/", **more):
    answer = client.post(path, {"email": email, "password1": PASSWORD, **more})
    return unescape(answer.content.decode())


@pytest.mark.parametrize(("path", "question"), [
    ("/en/account/signup/", "Did you mean zoe@mail.example.org?"),
    ("/fr/compte/signup/", "Vouliez-vous dire zoe@mail.example.org?"),
])  # fmt: skip
def test_a_slip_is_asked_about_and_nothing_is_made_meanwhile(client, path, question):
    readers("mail.example.org", WELL_USED)

    page = sign_up(client, "zoe@mail.exmaple.org", path)

    assert question in page
    assert not User.objects.filter(email__startswith="zoe").exists()
    assert mail.outbox == []


def test_the_suggestion_is_taken_with_one_choice(client):
    readers("mail.example.org", WELL_USED)

    sign_up(client, "Zoe@mail.exmaple.org", meant="zoe@mail.example.org")

    assert User.objects.filter(email__startswith="zoe").values_list("email", flat=True).get() == "zoe@mail.example.org"
    assert mail.outbox[-1].to == ["zoe@mail.example.org"]


def test_what_was_typed_is_kept_with_one_choice(client):
    readers("mail.example.org", WELL_USED)

    sign_up(client, "zoe@mail.exmaple.org", meant="zoe@mail.exmaple.org")

    assert mail.outbox[-1].to == ["zoe@mail.exmaple.org"]


def test_another_slip_is_asked_about_anew(client):
    readers("mail.example.org", WELL_USED)

    page = sign_up(client, "zoe@mail.example.ogr", meant="zoe@mail.exmaple.org")

    assert "No, zoe@mail.example.ogr is right" in page
    assert mail.outbox == []


def test_the_suggestion_that_has_an_account_looks_like_any_other(client):
    readers("mail.example.org", WELL_USED)

    sign_up(client, "mail-1@mail.exmaple.org", meant="mail-1@mail.example.org")

    assert mail.outbox[-1].subject == "You already have an account"


@pytest.mark.parametrize(("domain", "number", "verified"), [
    ("mail.example.org", WELL_USED - 1, True), ("mail.example.org", WELL_USED, False), ("post.example.net", WELL_USED, True),
])  # fmt: skip
def test_nobody_is_asked_for_the_sake_of_a_few_or_of_the_unconfirmed(client, domain, number, verified):
    readers(domain, number, verified=verified)

    sign_up(client, "zoe@mail.exmaple.org")

    assert len(mail.outbox) == 1


def test_addresses_without_a_profile_that_was_sent_make_no_domain_known(client):
    readers("mail.example.org", WELL_USED, sent=False)

    sign_up(client, "zoe@mail.exmaple.org")

    assert len(mail.outbox) == 1


@pytest.mark.parametrize(("path", "said"), [
    ("/en/account/signup/", "Choose which address is yours, and type your password again."),
    ("/en/account/signup/passkey/", "Choose which address is yours."),
    ("/fr/compte/signup/passkey/", "Choisissez votre adresse."),
])  # fmt: skip
def test_only_who_has_a_password_is_told_to_type_it_again(client, path, said):
    readers("mail.example.org", WELL_USED)

    page = sign_up(client, "zoe@mail.exmaple.org", path)

    assert said in page
    assert ("password again" in page) is ("password again" in said)


def test_a_domain_that_ten_people_use_is_no_slip(client):
    readers("mail.example.org", WELL_USED)
    readers("mail.example.or", NO_SLIP)

    sign_up(client, "zoe@mail.example.or")

    assert len(mail.outbox) == 1


def test_only_one_of_many_counts_and_the_others_go_by_the_day_before(monkeypatch):
    readers("mail.example.org", NO_SLIP)
    yesterday = clock.now()
    assert mail_domains.in_use() == {"mail.example.org": NO_SLIP}
    EmailAddress.objects.filter(email="mail-1@mail.example.org").delete()
    monkeypatch.setattr(clock, "now", lambda: yesterday + timedelta(hours=25))

    assert mail_domains.in_use() == {"mail.example.org": NO_SLIP}  # another counts
    cache.delete(mail_domains.TURN)
    assert mail_domains.in_use() == {}


def test_domains_of_fewer_than_ten_are_never_counted_and_the_count_is_a_day_old(client, django_assert_num_queries):
    readers("mail.example.org", NO_SLIP)
    readers("few.example.org", NO_SLIP - 1)
    assert mail_domains.in_use() == {"mail.example.org": NO_SLIP}

    EmailAddress.objects.filter(email="mail-1@mail.example.org").delete()
    with django_assert_num_queries(1):
        assert mail_domains.in_use() == {"mail.example.org": NO_SLIP}

"""After the sign-up a second factor is offered and not asked for; with it come recovery codes to print."""

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.urls import reverse

from iecsite import clock
from profiles.operations import accounts
from tests.factories import people

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery staple"


def signed_up(client, to=""):
    """Where the person comes to once the code is entered."""
    client.post(reverse("account_signup"), {"email": "new@example.org", "password1": PASSWORD} | ({"next": to} if to else {}))
    answer = client.post(reverse("account_email_verification_sent"), {"code": people.code_in(mail.outbox[-1])}, follow=True)
    return answer.redirect_chain[-1][0], answer.content.decode()


def code_of(secret):
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))


def test_who_signed_up_is_offered_one_and_goes_on_without(client):
    url, page = signed_up(client)

    assert url == reverse("second_factor_offer")
    assert f'href="{reverse("home")}"' in page
    assert client.get(reverse("home")).status_code == 200


def test_the_offer_leads_on_to_where_the_person_was_going(client):
    to = reverse("profile") + "?a=answers&b=1"
    _url, page = signed_up(client, to=to)

    assert f'href="{to.replace("&", "&amp;")}"' in page


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_the_offer_leads_nowhere_else(client, noon, elsewhere):
    client.force_login(people.account(at=noon))

    page = client.get(reverse("second_factor_offer"), {"next": elsewhere}).content.decode()

    assert elsewhere not in page


def test_who_signs_in_later_is_not_asked_again(client):
    at = clock.now()
    user = people.account(at=at)
    accounts.set_password(user_id=user.pk, password=PASSWORD, by=None, at=at)

    answer = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})

    assert answer["Location"] == reverse("home")


def test_an_app_brings_recovery_codes_to_print_each_of_which_opens_the_account_once(client):
    signed_up(client)
    # Whoever has just signed up with a password is asked for it once more before the account is protected by anything else.
    page = client.get(reverse("mfa_activate_totp"), follow=True)
    page = client.post(page.redirect_chain[-1][0], {"password": PASSWORD}, follow=True)
    secret = page.context["form"].secret

    codes = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)}, follow=True)

    assert codes.redirect_chain[-1][0] == reverse("mfa_view_recovery_codes")
    shown = codes.context["unused_codes"]
    assert len(shown) == 10
    assert all(code in codes.content.decode() for code in shown)
    assert "Print this page" in codes.content.decode()
    assert "\n".join(shown) in client.get(reverse("mfa_download_recovery_codes")).content.decode()
    assert Authenticator.objects.filter(type=Authenticator.Type.RECOVERY_CODES).count() == 1

    for opened in (True, False):
        client.logout()
        client.post(reverse("account_login"), {"login": "new@example.org", "password": PASSWORD})
        client.post(reverse("mfa_authenticate"), {"code": shown[0]})
        assert ("_auth_user_id" in client.session) is opened


@pytest.mark.parametrize(
    ("to", "leads"),
    [
        ("/en/profile/?a=answers&b=1", "/en/profile/?a=answers&amp;b=1"),
        ("", "/en/home/"),
        ("https://example.org/", "/en/home/"),
        ("//example.org/", "/en/home/"),
    ],
)
def test_the_page_of_the_codes_leads_on_to_where_the_person_was_going_and_nowhere_else(rf, client, noon, to, leads):
    user = people.account(at=noon)
    RecoveryCodes.activate(user)
    client.force_login(user)
    request = rf.get("/")
    request.user, request.session = user, client.session
    record_authentication(request, user, method="password", reauthenticated=True)
    request.session.save()

    page = client.get(reverse("mfa_view_recovery_codes"), {"next": to}).content.decode()

    assert f'href="{leads}">I have kept them' in page

"""A staff account from the command line."""

import io

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command

from profiles.models import ProfileEntry, User

pytestmark = pytest.mark.django_db


def test_staff_account_has_its_roles_a_verified_address_and_no_password():
    out = io.StringIO()

    call_command("create_staff", "Officer@example.org", "--role", "Officers", "--role", "Support", stdout=out)

    user = User.objects.get(email="officer@example.org")
    assert user.is_staff
    assert not user.has_usable_password()
    assert sorted(group.name for group in user.groups.all()) == ["Officers", "Support"]
    assert EmailAddress.objects.get(user=user).verified
    assert ProfileEntry.objects.get(kind="staff_created").account == user
    assert "second factor" in out.getvalue()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nobody", "--role", "Officers"], "not an e-mail address"),
        (["officer@example.org"], "at least one role"),
        (["officer@example.org", "--role", "Kings"], "no role called Kings"),
    ],
)
def test_refusal_says_what_to_do(arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("create_staff", *arguments)

    assert not User.objects.exists()


def test_address_with_an_account_is_refused():
    call_command("create_staff", "officer@example.org", "--role", "Officers", stdout=io.StringIO())

    with pytest.raises(CommandError, match="already"):
        call_command("create_staff", "OFFICER@example.org", "--role", "Officers")

"""Where an account may be written to about itself."""

import pytest

from profiles.models import OtherAddress
from profiles.queries.accounts import confirmed_addresses
from tests.factories import people

pytestmark = pytest.mark.django_db


def test_the_sign_in_address_stands_first_and_the_second_only_once_it_is_confirmed(noon):
    user = people.account(at=noon, email="first@example.org")
    second = OtherAddress.objects.create(user=user, role="second", email="other@example.org", language="en", asked_at=noon)

    assert confirmed_addresses(user.pk) == ["first@example.org"]
    second.confirmed_at = noon
    second.save()
    assert confirmed_addresses(user.pk) == ["first@example.org", "other@example.org"]


def test_nobody_else_is_written_to(noon):
    user = people.account(at=noon, email="first@example.org")
    for role in ("contact", "former"):
        OtherAddress.objects.create(
            user=user, role=role, email=f"{role}@example.org", language="en", asked_at=noon, confirmed_at=noon
        )

    assert confirmed_addresses(user.pk) == ["first@example.org"]
    assert confirmed_addresses(0) == []

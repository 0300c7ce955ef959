"""How a letter greets its reader."""

import pytest
from django.core import mail

from profiles.models import User
from profiles.operations import delivery
from tests.factories import people


@pytest.mark.django_db(transaction=True)
def test_who_has_given_names_is_greeted_by_them(noon):
    people.active_profile(at=noon, family_name="Exemple", given_names="Aïcha")

    while delivery.deliver_due(at=noon):
        pass

    assert [message.body.split("\n")[0] for message in mail.outbox if "Hello" in message.body] == ["Hello Aïcha,"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("preferred", "greeted"), [("", "Suparni"), ("Su", "Su")])
def test_who_has_one_name_is_greeted_by_it(noon, preferred, greeted):
    one = people.active_profile(at=noon, family_name="Suparni", given_names="", one_name_only=True)
    User.objects.filter(pk=one.user_id).update(preferred_name=preferred)

    while delivery.deliver_due(at=noon):
        pass

    assert [message.body.split("\n")[0] for message in mail.outbox if "Hello" in message.body] == [f"Hello {greeted},"]

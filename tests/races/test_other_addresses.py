"""Two posts of the settings in the same instant, an answer against a removal, and two sign-ins of one browser."""

import pytest
from django.db import IntegrityError

from profiles.models import KnownBrowser, Letter, OtherAddress, ProfileEntry
from profiles.operations import browsers, changed_address, other_addresses, trusted_contacts
from profiles.operations.changed_address import CannotPutBack
from profiles.rules.other_addresses import UNOPENED_FOR
from rounds.operations import unopened
from tests.factories import people, rounds
from tests.races.together import at_the_same_moment

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("_time", range(3))
def test_two_addresses_named_at_once_leave_one(noon, _time):
    user = people.account(at=noon)

    results = at_the_same_moment(
        *(
            lambda email=email: other_addresses.name_second(email=email, by=user, at=noon)
            for email in ("a@example.org", "b@example.org")
        )
    )

    assert not [one for one in results if isinstance(one, IntegrityError)]
    assert OtherAddress.objects.filter(user=user, ended_at=None).count() == 1


@pytest.mark.parametrize("_time", range(3))
def test_a_yes_and_a_removal_at_once_leave_nobody_to_be_written_to(noon, _time):
    user = people.account(at=noon)
    named = other_addresses.name_second(email="a@example.org", by=user, at=noon)

    results = at_the_same_moment(
        lambda: other_addresses.agree(address_id=named.pk, at=noon),
        lambda: other_addresses.remove(role="second", by=user, at=noon),
    )

    assert not [one for one in results if isinstance(one, Exception)]
    assert OtherAddress.objects.filter(ended_at=None).exclude(role="away").count() == 0


@pytest.mark.parametrize("_time", range(3))
def test_two_sign_ins_of_one_browser_at_once_are_told_once(noon, _time):
    user = people.account(at=noon)
    browsers.signed_in(user_id=user.pk, key="home", name="", ip=None, at=noon)

    def sign_in():
        return browsers.signed_in(user_id=user.pk, key="new", name="", ip=None, at=noon)

    assert sorted(at_the_same_moment(sign_in, sign_in)) == [False, True]
    assert KnownBrowser.objects.filter(user=user).count() == 2
    assert Letter.objects.filter(kind="profiles/new_browser").count() == 1


@pytest.mark.parametrize("_time", range(3))
def test_two_workers_ask_a_contact_once(noon, _time):
    invitation = rounds.invited("FR-WH", at=noon)
    contact = other_addresses.name_contact(
        email="a@example.org", first_name="Léa", person_name="Zoë", language="fr", by=invitation.profile.user, at=noon
    )
    other_addresses.agree(address_id=contact.pk, at=noon)

    results = at_the_same_moment(*[lambda: unopened.tell_contacts(at=noon + UNOPENED_FOR)] * 2)

    assert sorted(results) == [0, 1]
    assert trusted_contacts.tell_of_undelivered(at=noon) == 0
    assert ProfileEntry.objects.filter(kind="contact_asked_to_tell").count() == 1


@pytest.mark.parametrize("_time", range(3))
def test_an_address_is_put_back_once(noon, _time):
    user = people.account(at=noon)
    changed_address.note(user_id=user.pk, former="former@example.org", at=noon)
    former = user.other_addresses.get()

    results = at_the_same_moment(*[lambda: changed_address.put_back(address_id=former.pk, at=noon)] * 2)

    assert sum(isinstance(one, CannotPutBack) for one in results) == 1
    assert Letter.objects.filter(kind="profiles/address_put_back").count() == 1

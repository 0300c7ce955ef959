"""Keys of passport numbers from before marks and wide letters were left out are written anew, once in each profile."""

from importlib import import_module

import pytest
from django.db import connection

from profiles.models import Passport
from tests.factories import people

pytestmark = pytest.mark.django_db


def written_anew():
    migration = import_module("profiles.migrations.0038_passport_keys_anew")
    with connection.schema_editor(atomic=False) as editor:
        migration.write_keys(None, editor)


def test_a_key_with_marks_or_wide_letters_is_written_anew(noon):
    first, second = (people.draft_profile(at=noon).passports.get() for _one in range(2))
    Passport.objects.filter(pk=first.pk).update(number="12/AB.345", number_key="12/AB.345")
    Passport.objects.filter(pk=second.pk).update(number="１２ＡＢ３４５", number_key="１２ＡＢ３４５")

    written_anew()

    assert set(Passport.objects.values_list("number", "number_key")) == {("12/AB.345", "12AB345"), ("１２ＡＢ３４５", "12AB345")}


def test_one_that_would_be_another_of_its_profile_is_left(noon):
    held = people.draft_profile(at=noon).passports.get()
    Passport.objects.filter(pk=held.pk).update(number="12AB345", number_key="12AB345")
    former = {"country_id": held.country_id, "expires_on": held.expires_on, "replaced": True}
    for number in ("12/AB/345", "77/1", "77.1"):
        Passport.objects.create(profile=held.profile, number=number, number_key=number, **former)

    written_anew()

    keys = Passport.objects.order_by("pk").values_list("number_key", flat=True)
    assert list(keys) == ["12AB345", "12/AB/345", "771", "77.1"]

"""Names in a script other than Latin are somebody's: they pair accounts, find them, and open nobody else's."""

from datetime import date
from importlib import import_module

import pytest
from django.db import connection

from profiles.models import Letter, Profile, Recovery
from profiles.operations import account_search, recovery
from tests.factories import people, recoveries

pytestmark = pytest.mark.django_db
BORN = date(2000, 5, 4)
GREEK = {"family_name": "Παπαδόπουλος", "given_names": "Γιώργος", "date_of_birth": BORN}


@pytest.mark.parametrize("asked", [GREEK, {"family_name": "PAPADOPOULOS", "given_names": "Giorgos", "date_of_birth": BORN}])
def test_an_account_is_found_by_a_greek_name_and_by_its_latin_letters(noon, asked):
    user = people.draft_profile(at=noon, **GREEK).user

    account_search.ask(**asked, by=None, at=noon)
    while account_search.answer_next(at=noon):
        pass

    assert list(Letter.objects.filter(kind="profiles/account_found").values_list("user", flat=True)) == [user.pk]


@pytest.mark.parametrize(("typed", "fits"), [("王", True), ("李", False)])
def test_an_account_comes_back_for_its_own_han_name_alone(noon, typed, fits):
    profile = people.active_profile(at=noon, family_name="王", given_names="小明", number="12AB34567")

    recovery.ask(**recoveries.typed(profile, family_name=typed), by=None, at=noon)
    while recovery.answer_next(at=noon):
        pass

    assert Recovery.objects.filter(user=profile.user).exists() is fits


def test_keys_that_were_empty_are_written_anew(noon):
    profile = people.draft_profile(at=noon, **GREEK)
    keys = (profile.identity_key, profile.short_key)
    Profile.objects.filter(pk=profile.pk).update(identity_key="", short_key="")

    migration = import_module("profiles.migrations.0030_names_in_other_scripts")
    with connection.schema_editor(atomic=False) as editor:
        migration.write_keys(None, editor)

    profile.refresh_from_db()
    assert (profile.identity_key, profile.short_key) == keys
    assert all(keys)

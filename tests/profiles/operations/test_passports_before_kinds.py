"""Passports from before one of each kind counted: the one told last of each country goes on, and what waits is made so."""

import importlib

import pytest
from django.db import connection

from profiles.models import AnswerChange, Passport
from profiles.queries import profiles as queries
from profiles.rules.kept_answers import packed
from profiles.rules.sections import Section
from profiles.states import ChangeState
from tests.factories import people

pytestmark = pytest.mark.django_db
since = importlib.import_module("profiles.migrations.0031_passports_held")


def test_the_passport_told_last_of_each_country_goes_on_counting(noon):
    profile = people.active_profile(at=noon, citizenship="GB", citizenships=["GB", "HK", "FR"], number="A1")
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX passport_one_held_of_each_kind")
    more = [("FR", "B1", "passport"), ("GB", "A2", "passport"), ("GB", "A3", "british_overseas"), ("FR", "B2", "passport")]
    for country, number, kind in more:
        days = {"expires_on": "2033-01-09", "document": kind}
        Passport.objects.create(profile=profile, country_id=country, number=number, number_key=number, **days)

    with connection.cursor() as cursor:
        cursor.execute(since.EARLIER)

    assert [one.number for one in queries.held_passports(queries.whole().get(pk=profile.pk))] == ["B2", "A3"]


@pytest.mark.parametrize(("country", "wanted"), [("GB", "GB passport"), ("HK", None)])
def test_what_waits_from_before_takes_the_place_of_the_passport_of_its_country(noon, country, wanted):
    profile = people.active_profile(at=noon, citizenship="GB", citizenships=["GB", "HK"])
    values = packed(people.answers(country, document="passport")[Section.PASSPORT])
    row = AnswerChange.objects.create(
        profile=profile, section="passport", before={}, values=values, state=ChangeState.WAITING, asked_at=noon
    )

    for _run in range(2):
        with connection.cursor() as cursor:
            cursor.execute(since.WAITING)

    row.refresh_from_db()
    assert row.values.get("in_place_of") == wanted

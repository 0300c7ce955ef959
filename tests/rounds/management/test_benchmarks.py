"""The people of the benchmarks are written past the forms; they still fit the tables, and a round draws them."""

import pytest
from django.db import connection

from profiles.management.benchmarks import eligibility
from profiles.models import Profile
from rounds.management.benchmarks import crowd
from rounds.models import DrawEntry, Invitation
from rounds.states import RoundState

pytestmark = pytest.mark.django_db


def test_a_crowd_is_frozen_and_drawn():
    crowd._write_people(1, 120)
    round_ = crowd.approved_round()
    crowd.carry_on(round_, RoundState.CLOSED)

    # One person in ten waits in a second pool where their country has one.
    assert 100 < DrawEntry.objects.filter(round=round_).count() <= 132
    assert Invitation.objects.filter(round=round_).count() == sum(line.invited for line in round_.pools.all()) > 0


def test_people_to_be_judged_can_be_written():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE profiles_profile DISABLE TRIGGER USER")
        for statement in eligibility._PEOPLE:
            cursor.execute(statement, {"number": 40, "at": eligibility.AT})
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE profiles_profile ENABLE TRIGGER USER")
    assert Profile.objects.filter(family_name="Judged").count() == 40

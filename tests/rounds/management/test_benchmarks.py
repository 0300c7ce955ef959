"""The people of the benchmarks are written past the forms; they still fit the tables, and a round draws them."""

from dataclasses import replace

import pytest
from django.db import connection

from profiles.management.benchmarks import eligibility
from profiles.models import Profile
from rounds.management.benchmarks import crowd, simulation
from rounds.models import DrawEntry, Invitation
from rounds.queries.simulation_files import read_behaviour
from rounds.rules.simulation.behaviour import behaviour_of
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


def test_the_rule_alone_keeps_seasons_within_their_quota():
    ended = simulation.played_out(behaviour_of(read_behaviour(), "", "working_holiday"), number=30)

    assert (ended.over, ended.over_without_gate, ended.worst) == (0, 0, 0)
    assert ended.fill >= simulation.FILLED
    taken = simulation.judged(ended)
    assert taken.seconds <= taken.floor_seconds


def test_seasons_that_only_the_gate_kept_within_their_quota_are_counted_and_fail():
    # Nearly everybody is thought to be refused, and the first decision is heard when most were invited.
    slow = replace(behaviour_of(read_behaviour(), "", "working_holiday"), decide_weeks=30)
    ended = simulation.played_out(replace(slow, approve=0.01), number=3, truth=replace(slow, approve=0.9))

    assert (ended.over, ended.over_without_gate) == (0, 3)
    assert ended.worst > 0
    taken = simulation.judged(ended)
    assert taken.seconds > taken.floor_seconds
    assert "0 with the gate, 3 without it" in taken.amount

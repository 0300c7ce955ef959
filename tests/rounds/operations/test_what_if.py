"""A simulated season as a job: asked, taken by one worker, played, kept; tried again and put aside when it cannot be."""

from datetime import timedelta

import pytest

from iecsite import clock
from iecsite.turns import TimeIsUp
from rounds import tasks
from rounds.models import RoundEntry, WhatIf
from rounds.operations import what_if
from rounds.queries import what_if as queries
from rounds.rules.simulation.changes import Changes
from tests.factories import organizations, people, rounds, seasons

pytestmark = pytest.mark.django_db


def pool_of(report, code):
    return next(one for one in report["pools"] if one["pool"] == code)


def test_more_places_in_one_pool_change_that_pool_and_no_quota_is_exceeded(noon):
    asked = seasons.played(at=noon, code="FR-WH", weeks=30, places_percent=20)

    before, after = (pool_of(one, "FR-WH") for one in (asked.plain, asked.changed))
    assert after["quota"] == round(before["quota"] * 1.2)
    assert after["approved"] > before["approved"]
    assert [pair.plain["pool"] for pair in queries.pairs(asked) if pair.plain["quota"] != pair.changed["quota"]] == ["FR-WH"]
    for report in (asked.plain, asked.changed):
        assert all(one["quota"] is None or one["approved"] <= one["quota"] for one in report["pools"])
    assert asked.weeks_played == 60


def test_a_yield_that_the_rules_do_not_know_is_learned_from_the_answers(noon):
    asked = seasons.played(at=noon, weeks=40, accept_points=-25)

    before, after = (pool_of(one, "GB-WH") for one in (asked.plain, asked.changed))
    assert after["invited"] > before["invited"]
    assert after["approved"] <= after["quota"]


def test_the_quotas_are_those_in_force_and_not_those_of_the_files(noon):
    pool = rounds.pool("FR-WH")
    pool.quota_changes.all().delete()
    pool.quota_changes.create(effective_on="2026-01-19", quota=77, reason_en="Less", reason_fr="Moins")

    asked = seasons.played(at=noon, weeks=2, entrants_percent=5)

    assert pool_of(asked.plain, "FR-WH")["quota"] == 77


def test_pools_of_recognized_organizations_are_left_out(noon):
    theirs = organizations.pool(at=noon)

    asked = seasons.played(at=noon, weeks=2)

    assert theirs.code not in {one["pool"] for one in asked.plain["pools"]}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"changes": Changes()}, "Change something"),
        ({"weeks": 0}, "1 to 104 weeks"),
        ({"pool_id": 0}, "not one of that season"),
        ({"year": 1999}, "not one of that season"),
    ],
)
def test_what_cannot_be_played_is_refused_with_a_sentence(noon, changes, words):
    question = {"year": 2026, "pool_id": None, "weeks": 4, "seed": 1, "changes": Changes(places_percent=1), "note": ""}

    with pytest.raises(what_if.CannotAsk, match=words):
        what_if.ask(**(question | changes), by=people.staff("Programme", at=noon), at=noon)

    assert not WhatIf.objects.exists()


def test_only_those_whose_work_it_is_may_ask(noon):
    with pytest.raises(what_if.CannotAsk, match="may not simulate"):
        seasons.asked(at=noon, by=people.staff("Officers", at=noon))


def test_a_question_is_in_the_journal_and_so_many_may_wait(noon):
    planner = people.staff("Round planners", at=noon)
    for _number in range(what_if.MOST_WAITING):
        seasons.asked(at=noon, by=planner)

    with pytest.raises(what_if.CannotAsk, match="wait to be played"):
        seasons.asked(at=noon, by=planner)

    assert RoundEntry.objects.filter(kind="season_simulated", actor=planner).count() == what_if.MOST_WAITING


def test_one_worker_has_it_and_after_its_lease_another_takes_it_three_times(noon):
    asked, at = seasons.asked(at=noon), noon
    for attempt in (1, 2, 3):
        taken = what_if.take_next(at=at)
        assert (taken.pk, taken.attempts) == (asked.pk, attempt)
        assert what_if.take_next(at=at + what_if.LEASE - timedelta(seconds=1)) is None
        at += what_if.LEASE

    assert what_if.take_next(at=at) is None
    asked.refresh_from_db()
    assert asked.put_aside_at == at


def test_a_worker_that_lost_its_row_keeps_nothing(noon, monkeypatch):
    asked = seasons.asked(at=noon)
    what_if.take_next(at=noon)
    real = what_if._note_weeks

    def taken_meanwhile(row, weeks, *, at):
        WhatIf.objects.filter(pk=row.pk).update(attempts=2)
        return real(row, weeks, at=at)

    monkeypatch.setattr(what_if, "_note_weeks", taken_meanwhile)

    assert what_if.play(what_if_id=asked.pk, at=noon) is False
    assert WhatIf.objects.get().finished_at is None


def test_the_sweep_plays_what_waits_and_puts_aside_what_cannot_be_played(monkeypatch):
    at = clock.now()
    good, bad = seasons.asked(at=at, weeks=3), seasons.asked(at=at, weeks=3, places_percent=10)
    real = what_if.play

    def play(*, what_if_id, at):
        if what_if_id == bad.pk:
            raise RuntimeError("no dice")
        return real(what_if_id=what_if_id, at=at)

    monkeypatch.setattr(what_if, "play", play)

    for _run in range(2):
        tasks.play_simulated_seasons(at_once=True)

    good.refresh_from_db()
    bad.refresh_from_db()
    assert good.finished_at is not None
    assert (bad.put_aside_at is not None, bad.attempts, bad.last_error) == (True, 3, "RuntimeError: no dice")


def test_a_season_that_takes_too_long_ends_the_run_and_is_tried_again_by_the_next(monkeypatch):
    at = clock.now()
    long, other = seasons.asked(at=at, weeks=3), seasons.asked(at=at, weeks=3)

    def overtaken(**_more):
        raise TimeIsUp

    monkeypatch.setattr(what_if, "play", overtaken)
    with pytest.raises(TimeIsUp):
        tasks.play_simulated_seasons(at_once=True)

    assert list(WhatIf.objects.order_by("pk").values_list("attempts", flat=True)) == [1, 0]
    assert {what_if.take_next(at=clock.now()).pk for _run in range(2)} == {long.pk, other.pk}

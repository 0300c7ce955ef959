"""The calendar of rounds: announced, proposed by the task, taken up by staff, held, or skipped with a reason."""

from datetime import date, timedelta

import pytest

from profiles.letters import words
from profiles.models import Letter
from rounds import tasks
from rounds.models import CalendarWeek, Pool, RoundEntry
from rounds.operations import rounds as operations
from rounds.operations import weeks
from rounds.operations.rounds import CannotPlan
from rounds.operations.weeks import CannotMove, CannotSkip
from rounds.queries import weeks as queries
from rounds.states import RoundState, WeekState
from tests.factories import draws, people, rounds

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
# NOON is a Monday, the day before the list of its week is fixed.
MONDAY = date(2026, 2, 2)


def week(monday=MONDAY):
    return CalendarWeek.objects.get(season=2026, monday=monday)


def announced(noon):
    weeks.announce_weeks(at=noon)
    return week()


def proposed(noon):
    announced(noon)
    weeks.propose_next(at=noon)
    return {one.pool.code: one.invite for one in queries.proposal(week())}


def test_the_weeks_ahead_are_announced_once(noon):
    first = weeks.announce_weeks(at=noon)

    assert [one.monday for one in first] == [MONDAY + timedelta(weeks=number) for number in range(7)]
    assert {one.state for one in first} == {WeekState.PLANNED}
    assert weeks.announce_weeks(at=noon) == []
    assert len(weeks.announce_weeks(at=noon + 7 * DAY)) == 1


def test_the_task_proposes_every_pool_that_is_due_and_no_other(noon):
    for _person in range(3):
        rounds.candidate("FR-WH", "FR-YP", at=noon)
    rounds.candidate("IE-WH", citizenship="IE", at=noon)
    rounds.pool("FR-YP", quota=None)
    rounds.pool("IE-WH", first_round_on=date(2026, 2, 16))

    found = proposed(noon)

    assert found == {"FR-WH": 3}
    why = {one.pool.code: one.why_not for one in queries.looked_at(2026, drawn_on=MONDAY + 2 * DAY)}
    assert why["FR-YP"] == "quota_to_be_announced"
    assert why["IE-WH"] == "before_first_round"
    assert why["KR-WH"] == "nobody_waits"


def test_a_proposal_is_written_once_and_not_before_its_time(noon, monkeypatch):
    rounds.candidate("FR-WH", at=noon)
    monkeypatch.setattr("iecsite.clock.now", lambda: noon)
    for _run in range(2):
        tasks.keep_the_calendar(at_once=True)

    assert list(CalendarWeek.objects.filter(proposed_at__isnull=False).values_list("monday", flat=True)) == [MONDAY]
    assert RoundEntry.objects.filter(kind="week_proposed").count() == 1


def test_planners_are_told_of_the_proposal(noon):
    planner = draws.planner(at=noon)
    people.staff("Round approvers", at=noon)
    rounds.candidate("FR-WH", at=noon)

    proposed(noon)

    letter = Letter.objects.get(kind="rounds/plan_proposed")
    subject, body = words.compose(letter)
    assert letter.user == planner
    assert subject == "A plan is proposed for the round of February 4, 2026"
    assert "1 invitations from 1 pools" in body
    letter.language = "fr"
    assert "figée" in words.compose(letter)[1]


def test_a_week_in_which_nobody_is_due_is_skipped_and_says_so(noon):
    assert proposed(noon) == {}

    assert week().state == WeekState.SKIPPED
    assert week().reason_en.startswith("No pool was due")
    assert week().reason_fr.startswith("Aucun bassin")


def test_a_round_is_the_round_of_its_week_and_holds_it_when_people_are_invited(noon):
    rounds.candidate("FR-WH", at=noon)
    announced(noon)
    round_ = draws.carried_out({"FR-WH": 1}, at=noon, until=RoundState.CHECKED)
    assert (week().round, week().state) == (round_, WeekState.PLANNED)

    draws.carry_on(round_, at=noon)

    assert week().state == WeekState.HELD


def test_a_void_round_leaves_its_week_planned_and_free_for_another(noon):
    rounds.candidate("FR-WH", at=noon)
    planned = draws.planned({"FR-WH": 1}, at=noon)
    operations.void(
        round_id=planned.pk, reason_en="Wrong numbers.", reason_fr="Nombres erronés.", by=draws.planner(at=noon), at=noon
    )

    assert (week().round, week().state) == (None, WeekState.PLANNED)
    assert draws.planned({"FR-WH": 1}, at=noon).week == week()


def test_a_skipped_week_has_a_reason_and_no_round_until_it_is_taken_up(noon):
    rounds.candidate("FR-WH", at=noon)
    by = draws.planner(at=noon)
    pk = announced(noon).pk
    with pytest.raises(CannotSkip, match="English and in French"):
        weeks.skip(week_id=pk, reason_en="Summer pause.", reason_fr=" ", by=by, at=noon)

    weeks.skip(week_id=pk, reason_en="Summer pause.", reason_fr="Pause estivale.", by=by, at=noon)

    assert (week().state, week().skipped_by) == (WeekState.SKIPPED, by)
    with pytest.raises(CannotPlan, match=r"is skipped: Summer pause\. Take it up again first\."):
        draws.planned({"FR-WH": 1}, at=noon)
    with pytest.raises(CannotSkip, match="skipped already"):
        weeks.skip(week_id=pk, reason_en="Again.", reason_fr="Encore.", by=by, at=noon)
    weeks.take_up(week_id=pk, by=by, at=noon)
    assert draws.planned({"FR-WH": 1}, at=noon).week_id == pk


def test_a_week_with_a_round_is_not_skipped(noon):
    rounds.candidate("FR-WH", at=noon)
    planned = draws.planned({"FR-WH": 1}, at=noon)

    with pytest.raises(CannotSkip, match=f"Round {planned.code} is planned for this week"):
        weeks.skip(week_id=planned.week_id, reason_en="No.", reason_fr="Non.", by=draws.planner(at=noon), at=noon)


def test_only_planners_skip_take_up_and_move(noon):
    pk = announced(noon).pk
    by = people.staff("Round approvers", at=noon)

    for act in (
        lambda: weeks.skip(week_id=pk, reason_en="No.", reason_fr="Non.", by=by, at=noon),
        lambda: weeks.take_up(week_id=pk, by=by, at=noon),
        lambda: weeks.move(week_id=pk, freeze_at=noon, draw_at=noon, by=by, at=noon),
    ):
        with pytest.raises(CannotSkip, match="may not plan"):
            act()


def test_moments_move_within_the_week_only(noon):
    pk = announced(noon).pk
    by = draws.planner(at=noon)
    with pytest.raises(CannotMove):
        weeks.move(week_id=pk, freeze_at=noon + 5 * DAY, draw_at=noon + 7 * DAY, by=by, at=noon)

    moved = weeks.move(week_id=pk, freeze_at=noon + 2 * DAY, draw_at=noon + 4 * DAY, by=by, at=noon)

    assert (moved.freeze_at, moved.draw_at) == (noon + 2 * DAY, noon + 4 * DAY)


def test_a_week_that_ends_without_a_round_says_that_no_plan_was_approved(noon):
    rounds.candidate("FR-WH", at=noon)
    announced(noon)
    draws.planned({"FR-WH": 1}, at=noon + 8 * DAY)
    assert weeks.close_next(at=noon + 6 * DAY) is None

    assert weeks.close_next(at=noon + 7 * DAY) == week()
    assert weeks.close_next(at=noon + 7 * DAY) is None

    assert week().reason_en == "No plan was approved in time for this week."
    # A round that is not over keeps its week open, however late.
    assert weeks.close_next(at=noon + 15 * DAY) is None
    assert week(MONDAY + 7 * DAY).state == WeekState.PLANNED


def test_no_week_is_announced_after_the_profiles_are_closed(noon):
    from rounds.models import Season

    Season.objects.filter(year=2026).update(closes_at=noon, profiles_end_at=noon + 10 * DAY)

    assert [one.monday for one in weeks.announce_weeks(at=noon)] == [MONDAY, MONDAY + 7 * DAY]
    assert weeks.announce_weeks(at=noon + 10 * DAY) == []


def test_after_its_final_round_a_pool_is_proposed_for_the_places_that_came_back(noon):
    for _person in range(5):
        rounds.candidate("FR-WH", at=noon)
    rounds.pool("FR-WH", quota=3)
    draws.carried_out({"FR-WH": 2}, at=noon)
    Pool.objects.filter(code="FR-WH", season=2026).update(final_round_on=MONDAY, final_announced_at=noon)

    weeks.announce_weeks(at=noon + 7 * DAY)
    next_week = weeks.propose_next(at=noon + 7 * DAY)

    assert {one.pool.code: one.invite for one in queries.proposal(next_week)} == {"FR-WH": 1}
    due = {one.pool.code: one for one in queries.looked_at(2026, drawn_on=MONDAY + 9 * DAY)}["FR-WH"]
    assert (due.why_not, due.unused, due.invite) == (None, 1, 1)

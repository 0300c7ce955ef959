"""A plan that nobody approves in time is put aside: later rounds are drawn, weeks end, profiles are closed, staff are told."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from profiles.letters import words
from profiles.models import Letter, Profile
from profiles.states import ProfileState
from rounds import tasks
from rounds.models import CalendarWeek, RoundEntry, Season
from rounds.operations import draws, plans, season_end
from rounds.operations import rounds as operations
from rounds.operations.rounds import CannotApprove
from rounds.publication import calendar
from rounds.rules.approval import approve_by
from rounds.states import RoundState, WeekState
from tests.factories import cast, people, rounds
from tests.factories import draws as factory

pytestmark = pytest.mark.django_db
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
# NOON is a Monday.
MONDAY = date(2026, 2, 2)


@pytest.fixture
def clock_at(monkeypatch):
    def at_moment(at):
        monkeypatch.setattr("iecsite.clock.now", lambda: at)

    return at_moment


@pytest.mark.parametrize(
    ("ahead", "after"),
    [(timedelta(), DAY), (HOUR, DAY), (HOUR + timedelta(minutes=1), HOUR + timedelta(minutes=1)), (3 * DAY, 3 * DAY)],
)
def test_a_plan_is_approved_before_its_list_is_fixed_and_one_for_at_once_within_a_day(noon, ahead, after):
    assert approve_by(planned_at=noon, freeze_at=noon + ahead) == noon + after


@pytest.mark.parametrize(("ahead", "last"), [(timedelta(), DAY), (DAY, DAY)])
def test_a_plan_past_its_time_is_void_with_a_reason_in_both_languages_and_keeps_its_number(noon, ahead, last):
    plan = factory.planned(at=noon, freeze_at=noon + ahead)
    assert plans.put_aside_next(at=noon + last - timedelta(seconds=1)) is None

    assert plans.put_aside_next(at=noon + last) == plan
    assert plans.put_aside_next(at=noon + last) is None

    plan.refresh_from_db()
    assert (plan.code, plan.state, plan.voided_at) == ("2026-001", RoundState.VOID, noon + last)
    assert plan.void_reason("en") == "Nobody approved the plan in time."
    assert plan.void_reason("fr") == "Personne n'a approuvé le plan à temps."
    entry = RoundEntry.objects.get(kind="round_voided")
    assert (entry.actor, entry.round_id) == (None, plan.pk)
    assert draws.advance(round_id=plan.pk, at=noon + last) == RoundState.VOID


def test_its_planner_and_all_approvers_are_told_once_in_their_language(noon):
    plan = factory.planned(at=noon, freeze_at=noon + DAY)
    approver = factory.approver(at=noon)
    people.staff("Officers", at=noon)
    for _run in range(2):
        plans.put_aside_next(at=noon + DAY)

    letters = Letter.objects.filter(kind="rounds/plan_put_aside")
    assert set(letters.values_list("user_id", flat=True)) == {plan.planned_by_id, approver.pk}
    subject, body = words.compose(letters.get(user=approver))
    assert subject == "Round 2026-001 was put aside: nobody approved its plan in time"
    assert f"/rounds/round/{plan.pk}/change/" in body
    letter = letters.get(user=approver)
    letter.language = "fr"
    assert words.compose(letter)[0] == "Ronde 2026-001 mise de côté : personne n'a approuvé son plan à temps"


def test_nobody_approves_a_plan_past_its_time_even_before_it_is_put_aside(noon):
    plan = factory.planned(at=noon, freeze_at=noon + DAY)

    with pytest.raises(CannotApprove, match="had to be approved before"):
        operations.approve(round_id=plan.pk, by=factory.approver(at=noon), at=noon + DAY)


def test_a_forgotten_plan_holds_up_no_later_round(noon, clock_at):
    for _person in range(2):
        rounds.candidate("FR-WH", at=noon)
    forgotten = factory.planned({"FR-WH": 1}, at=noon, freeze_at=noon + DAY)
    second = factory.approved({"FR-WH": 1}, at=noon, freeze_at=noon + WEEK)
    for _run in range(2):
        clock_at(noon + WEEK)
        tasks.keep_the_calendar(at_once=True)
        tasks.advance_rounds(at_once=True)

    forgotten.refresh_from_db()
    second.refresh_from_db()
    assert (forgotten.state, second.state) == (RoundState.VOID, RoundState.CLOSED)


def test_an_approved_round_goes_before_a_plan_even_when_no_sweep_came(noon):
    rounds.candidate("FR-WH", at=noon)
    plan = factory.planned({"FR-WH": 1}, at=noon, freeze_at=noon + HOUR, draw_at=noon + HOUR)
    second = factory.approved({"FR-WH": 1}, at=noon, freeze_at=noon, draw_at=noon + HOUR)

    factory.carry_on(second, at=noon + HOUR)

    plan.refresh_from_db()
    assert (plan.state, plan.void_reason("en")) == (RoundState.VOID, "A later round was approved and its list fixed first.")
    with pytest.raises(CannotApprove, match="does not wait for approval"):
        operations.approve(round_id=plan.pk, by=factory.approver(at=noon), at=noon + HOUR)


def test_a_plan_that_gives_way_before_its_time_is_over_says_so_and_its_page_said_when(client, noon, clock_at):
    rounds.candidate("FR-WH", at=noon)
    plan = factory.planned({"FR-WH": 1}, at=noon, freeze_at=noon + 3 * DAY, draw_at=noon + 3 * DAY)
    second = factory.approved({"FR-WH": 1}, at=noon, freeze_at=noon + DAY, draw_at=noon + 4 * DAY)
    client.force_login(cast.with_second_factor(factory.approver(at=noon)))
    clock_at(noon + HOUR)
    page = client.get(reverse("admin:rounds_round_change", args=[plan.pk])).content.decode()
    assert "Tuesday, February 3, 2026 at 12:00" in page.partition("Time for it ends:")[2].partition("</p>")[0]
    assert "A later round is approved, and its list is fixed then" in page

    factory.carry_on(second, at=noon + DAY, until=RoundState.FROZEN)

    plan.refresh_from_db()
    assert plan.void_reason("en") == "A later round was approved and its list fixed first."
    assert plan.void_reason("fr") == "Une ronde ultérieure a été approuvée et sa liste a été figée en premier."
    letter = Letter.objects.filter(kind="rounds/plan_put_aside").first()
    for language, subject, said in (
        ("en", "Round 2026-001 was put aside: a later round was fixed first", "the list of round 2026-002"),
        ("fr", "Ronde 2026-001 mise de côté : une ronde ultérieure a été figée en premier", "la liste de la ronde 2026-002"),
    ):
        letter.language = language
        assert words.compose(letter)[0] == subject
        assert said in words.compose(letter)[1]


def test_a_plan_with_a_higher_number_stays_while_an_earlier_round_is_drawn(noon):
    rounds.candidate("FR-WH", at=noon)
    first = factory.approved({"FR-WH": 1}, at=noon)
    plan = factory.planned({"FR-WH": 1}, at=noon)

    factory.carry_on(first, at=noon)

    plan.refresh_from_db()
    assert plan.state == RoundState.PLANNED


def test_a_week_whose_plan_nobody_approved_ends_and_says_so(noon, clock_at):
    rounds.candidate("FR-WH", at=noon)
    factory.planned({"FR-WH": 1}, at=noon, freeze_at=noon + DAY)
    for _run in range(2):
        clock_at(noon + WEEK)
        tasks.keep_the_calendar(at_once=True)

    week = CalendarWeek.objects.get(season=2026, monday=MONDAY)
    assert (week.state, week.reason_en) == (WeekState.SKIPPED, "No plan was approved in time for this week.")


def test_profiles_are_closed_at_the_seasons_end_in_spite_of_a_forgotten_plan(noon, clock_at):
    rounds.candidate("FR-WH", at=noon)
    Season.objects.filter(year=2026).update(closes_at=noon, profiles_end_at=noon + 10 * DAY)
    factory.planned({"FR-WH": 1}, at=noon, freeze_at=noon + DAY)
    clock_at(noon + 10 * DAY)
    tasks.keep_the_calendar(at_once=True)

    assert season_end.close_next(at=noon + 10 * DAY) == 1
    assert Profile.objects.get().state == ProfileState.REMOVED


def test_a_week_whose_round_was_voided_says_why_in_every_form(client, noon, clock_at):
    rounds.candidate("FR-WH", at=noon)
    round_ = factory.approved({"FR-WH": 1}, at=noon)
    operations.void(
        round_id=round_.pk,
        reason_en="A country was missing.",
        reason_fr="Un pays manquait.",
        by=factory.approver(at=noon),
        at=noon,
    )
    clock_at(noon + 3 * DAY)
    page = client.get(reverse("calendar")).content.decode()
    assert "The round of this week was voided. A country was missing. Another may still be held in this week." in page
    assert "No plan was approved" not in page
    clock_at(noon + WEEK)
    tasks.keep_the_calendar(at_once=True)

    english, french = "voided. A country was missing.", "annulée. Un pays manquait."
    for name, made in calendar.FILES.items():
        told = made(at=noon + WEEK).decode().replace("\r\n ", "")
        assert (english in told) == (".fr." not in name)
        assert (french in told) == (".en." not in name)
        assert "No plan was approved" not in told
    row = next(row for row in calendar.rows() if row["week_of"] == MONDAY.isoformat())
    assert row["reason_en"] == f"The round of this week was {english}"


def test_a_long_reason_is_cut_to_what_a_week_may_say(noon):
    from rounds.operations import weeks

    round_ = factory.approved({"FR-WH": 1}, at=noon)
    by = factory.approver(at=noon)
    operations.void(round_id=round_.pk, reason_en="a" * 300, reason_fr="é" * 300, by=by, at=noon)

    week = weeks.close_next(at=noon + WEEK)

    assert week.reason_en.endswith("a…")
    assert len(week.reason_en) == len(week.reason_fr) == 300

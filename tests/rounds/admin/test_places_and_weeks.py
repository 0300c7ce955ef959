"""Staff pages of ledger, transfers, final rounds and calendar: each shows what it would do, and does it once confirmed."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from iecsite import clock
from profiles.models import Letter
from rounds.models import CalendarWeek, QuotaChange, QuotaProposal, Round
from rounds.operations import weeks
from rounds.states import WeekState
from tests.factories import cast, draws, people, rounds

pytestmark = pytest.mark.django_db


def text(response):
    return " ".join(unescape(response.content.decode()).replace("\u00a0", " ").split())


@pytest.fixture
def programme(client):
    client.force_login(cast.with_second_factor(people.staff("Programme", at=clock.now())))


@pytest.fixture
def planner(client):
    client.force_login(cast.with_second_factor(draws.planner(at=clock.now())))


def test_the_ledger_shows_where_invitations_stand_and_what_is_left(client, programme):
    rounds.pool("FR-WH", quota=7)
    rounds.invited("FR-WH", at=clock.now())

    page = text(client.get(reverse("admin:rounds_pool_ledger")))

    assert "France – Working Holiday (FR-WH)" in page
    assert "<strong>6</strong>" in page
    assert "Nobody was invited" not in page
    assert "FR-YP" not in page
    assert "FR-YP" in text(client.get(reverse("admin:rounds_pool_ledger"), {"show": "all"}))
    assert "Nobody was invited from these pools yet." in text(
        client.get(reverse("admin:rounds_pool_ledger"), {"season": "2023", "category": "coop"})
    )


def test_the_ledger_asks_as_often_for_thirty_pools_as_for_one(client, programme, django_assert_max_num_queries):
    page = reverse("admin:rounds_pool_ledger")
    client.get(page)
    rounds.invited("FR-WH", at=clock.now())

    for words in ({}, {"show": "all"}):
        with django_assert_max_num_queries(25):
            client.get(page, words)


def test_a_transfer_is_shown_before_it_is_made(client, programme):
    page = reverse("admin:rounds_quotachange_transfer")
    day = (clock.today() + timedelta(days=3)).isoformat()
    typed = {
        "from_pool": rounds.pool("KR-YP").pk,
        "to_pool": rounds.pool("KR-WH").pk,
        "places": "50",
        "effective_on": day,
        "reason_en": "Demand shifted.",
        "reason_fr": "La demande a changé.",
    }

    shown = text(client.post(page, typed))
    assert "<strong>150</strong>" in shown
    assert "<strong>10,289</strong>" in shown
    assert not QuotaChange.objects.filter(transfer__isnull=False, pool__country="KR").exists()
    refused = text(client.post(page, typed | {"places": "5000"}))
    assert "Move between 1 and 200 places." in refused
    assert 'value="5000"' in refused

    done = text(client.post(page, typed | {"confirm": "1"}, follow=True))

    assert "It is made when another person approves it." in done
    assert "You proposed this yourself." in done
    assert not QuotaChange.objects.filter(transfer__isnull=False, pool__country="KR").exists()
    proposal = QuotaProposal.objects.get()
    page = reverse("admin:rounds_quotaproposal_change", args=[proposal.pk])
    assert "Another person must approve it" in text(client.post(page, {"act": "approve"}, follow=True))
    client.force_login(cast.with_second_factor(people.staff("Programme", at=clock.now())))
    assert "stands in the list" in text(client.post(page, {"act": "approve"}, follow=True))
    assert sorted(QuotaChange.objects.filter(transfer__isnull=False, pool__country="KR").values_list("moved", flat=True)) == [
        -50,
        50,
    ]


def test_a_final_round_is_shown_with_whom_it_concerns_before_anybody_is_told(client, programme):
    rounds.candidate("FR-WH", at=clock.now())
    page = reverse("admin:rounds_pool_final")
    pool = rounds.pool("FR-WH")
    near = {"on": (clock.today() + timedelta(days=4)).isoformat(), "pools": [pool.pk]}

    assert "at least 5 days ahead" in text(client.post(page, near))
    far = near | {"on": (clock.today() + timedelta(days=9)).isoformat()}
    assert "1 person is written to when you confirm." in text(client.post(page, far))
    assert not Letter.objects.filter(kind="rounds/final_round").exists()

    client.post(page, far | {"confirm": "1"})

    assert Letter.objects.filter(kind="rounds/final_round").count() == 1
    assert "announced for" in text(client.get(page))
    client.post(page, {"off": "on", "pools": [pool.pk], "confirm": "1"})
    assert rounds.pool("FR-WH").final_round_on is None


def test_a_final_round_without_a_day_or_a_pool_is_asked_for_again(client, programme):
    page = text(client.post(reverse("admin:rounds_pool_final"), {}))

    assert "Give the day of the final round" in page
    assert "This field is required." in page


def week_ahead():
    weeks.announce_weeks(at=clock.now())
    return CalendarWeek.objects.filter(freeze_at__gt=clock.now()).order_by("monday").first()


def test_a_proposal_becomes_a_plan_that_somebody_else_approves(client, planner):
    at = clock.now()
    for _person in range(3):
        rounds.candidate("FR-WH", at=at)
    rounds.candidate("FR-YP", at=at)
    week = week_ahead()
    weeks.propose_next(at=week.freeze_at - timedelta(days=1))
    page = text(client.get(reverse("admin:rounds_calendarweek_change", args=[week.pk])))
    assert "Plan the round from this proposal" in page
    plan = f"{reverse('admin:rounds_round_plan')}?week={week.pk}"
    pools = {code: rounds.pool(code).pk for code in ("FR-WH", "FR-YP")}
    assert f'name="pool_{pools["FR-WH"]}" value="3"' in text(client.get(plan))

    local = {name: f"{getattr(week, name).astimezone(clock.HOME_ZONE):%Y-%m-%d %H:%M}" for name in ("freeze_at", "draw_at")}
    typed = local | {"source": "public", "note": "", f"pool_{pools['FR-WH']}": "3"}
    missing = text(client.post(plan, typed | {"confirm": "1"}))
    assert "this pool is due, and the plan invites nobody from it" in missing
    client.post(plan, typed | {f"pool_{pools['FR-YP']}": "1", "confirm": "1"})

    round_ = Round.objects.get()
    assert (round_.week, round_.state) == (week, "planned")
    shown = text(client.get(reverse("admin:rounds_calendarweek_change", args=[week.pk])))
    assert round_.code in shown
    assert "Skip this week" not in shown


def test_a_week_is_skipped_with_a_reason_and_taken_up_again(client, planner):
    week = week_ahead()
    page = reverse("admin:rounds_calendarweek_change", args=[week.pk])

    refused = text(client.post(page, {"act": "skip", "skip-reason_en": "Summer pause.", "skip-reason_fr": ""}))
    assert "Summer pause." in refused
    assert week.state == WeekState.PLANNED
    done = client.post(page, {"act": "skip", "skip-reason_en": "Summer pause.", "skip-reason_fr": "Pause estivale."}, follow=True)

    assert "Summer pause." in text(done)
    assert "Summer pause." in text(client.get(reverse("calendar")))
    client.post(page, {"act": "take_up"})
    assert CalendarWeek.objects.get(pk=week.pk).state == WeekState.PLANNED


def test_a_week_moves_to_other_moments(client, planner):
    week = week_ahead()
    page = reverse("admin:rounds_calendarweek_change", args=[week.pk])
    friday = week.monday + timedelta(days=4)

    wrong = text(client.post(page, {"act": "move", "move-freeze_at": f"{friday} 09:00", "move-draw_at": f"{friday} 08:00"}))
    client.post(page, {"act": "move", "move-freeze_at": f"{week.monday} 09:00", "move-draw_at": f"{friday} 09:00"})

    assert "Choose other moments." in wrong
    week.refresh_from_db()
    assert clock.home_date(week.draw_at) == friday


def test_the_public_calendar_needs_no_account_and_few_queries(client, django_assert_max_num_queries):
    at = clock.now()
    rounds.candidate("FR-WH", at=at)
    weeks.announce_weeks(at=at)
    round_ = draws.carried_out({"FR-WH": 1}, at=at)

    with django_assert_max_num_queries(12):
        page = text(client.get(reverse("calendar")))

    assert round_.code in page
    assert "Held" in page
    assert "Planned" in page
    assert "To be announced, at least 5 days before" in page

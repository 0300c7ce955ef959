"""A freeze holds the plan once more against what is true now: terms whose day has come, open pools, the season, final rounds."""

from datetime import date, timedelta

import pytest

from profiles.models import Letter
from profiles.operations import new_terms as terms
from rounds.models import Candidacy, RoundEntry, Season
from rounds.operations import draws as steps
from rounds.operations import new_terms
from rounds.rules import stops
from rounds.states import CandidacyState, Departure, PoolStatus, RoundState
from tests.factories import draws, organizations, people, rounds
from tests.rounds.operations.test_new_terms import base

pytestmark = pytest.mark.django_db
DAY = date(2026, 4, 1)
HOUR = timedelta(hours=1)


@pytest.fixture
def new_day(noon):
    """Noon of the day on which new terms begin."""
    return noon + (DAY - noon.date())


def approved_terms(noon, *, country="IE", **columns):
    draft = terms.write(
        base_id=base(country).pk,
        columns=columns,
        effective_from=DAY,
        reason="A note of the partner",
        by=people.staff("Programme", at=noon),
        at=noon,
    )
    return terms.approve(draft_id=draft.pk, by=people.staff("Programme", at=noon), at=noon)


def left_out(round_, code):
    return RoundEntry.objects.get(round=round_, kind="round_frozen").details["pools"][code]["left_out"]


def stopped(round_, *, at):
    steps.advance(round_id=round_.pk, at=at)
    round_.refresh_from_db()
    assert round_.state == RoundState.APPROVED
    assert round_.put_aside_at is not None
    assert round_.draw_entries.count() == 0
    return round_.last_error


def test_who_waits_under_an_agreement_that_is_suspended_on_the_day_of_the_draw_is_left_out(noon, new_day):
    rounds.candidate("IE-WH", at=noon, citizenship="IE")
    rounds.candidate("IE-YP", at=noon, citizenship="IE")
    approved_terms(noon, status="suspended")
    both = {"IE-WH": 1, "IE-YP": 1}
    before = draws.carried_out(both, at=new_day - 30 * HOUR, draw_at=new_day - 25 * HOUR, until=RoundState.FROZEN)
    assert left_out(before, "IE-WH") == {}
    draws.operations.void(
        round_id=before.pk, reason_en="A trial.", reason_fr="Un essai.", by=draws.approver(at=noon), at=new_day - 29 * HOUR
    )

    round_ = draws.carried_out(both, at=new_day - 26 * HOUR, draw_at=new_day, until=RoundState.FROZEN)

    assert left_out(round_, "IE-WH") == {"suspended": 1}
    assert left_out(round_, "IE-YP") == {}
    assert "left_out_suspended" in round_.draw.completeness


def test_a_suspension_closes_the_way_through_an_organization_too(noon, new_day):
    pool = organizations.pool(at=noon)
    french = organizations.nominated(pool, citizenship="FR", at=noon)
    american = organizations.nominated(pool, "A-2", citizenship="US", at=noon)
    approved_terms(noon, country="FR", status="suspended")

    round_ = draws.carried_out({pool.code: 1}, at=new_day - 26 * HOUR, draw_at=new_day, until=RoundState.FROZEN)

    assert left_out(round_, pool.code) == {"suspended": 1}
    assert [one.candidacy.profile for one in round_.draw_entries.all()] == [american]
    assert french != american


def test_terms_whose_day_has_come_are_applied_before_the_list_is_fixed(noon, new_day):
    """The hourly sweep may be late; the freeze does not wait for it."""
    older = rounds.candidate("IE-WH", at=noon, citizenship="IE", date_of_birth=date(1992, 5, 1))
    young = rounds.candidate("IE-WH", at=noon, citizenship="IE", date_of_birth=date(2000, 5, 1))
    approved_terms(noon, max_age="30")

    round_ = draws.carried_out({"IE-WH": 1}, at=new_day, until=RoundState.FROZEN)

    gone = Candidacy.objects.get(profile=older)
    assert (gone.state, gone.reason) == (CandidacyState.REMOVED, Departure.TERMS_CHANGED)
    assert Letter.objects.filter(profile=older, kind="rounds/terms_changed").exists()
    assert left_out(round_, "IE-WH") == {}
    assert [one.candidacy.profile for one in round_.draw_entries.all()] == [young]


def test_many_whom_new_terms_take_out_leave_in_turns_and_the_list_is_fixed_when_all_have_left(noon, new_day, monkeypatch):
    for _person in range(3):
        rounds.candidate("IE-WH", at=noon, citizenship="IE", date_of_birth=date(1992, 5, 1))
    young = rounds.candidate("IE-WH", at=noon, citizenship="IE", date_of_birth=date(2000, 5, 1))
    approved_terms(noon, max_age="30")
    round_ = draws.approved({"IE-WH": 1}, at=noon, freeze_at=new_day, draw_at=new_day + HOUR)
    monkeypatch.setattr(new_terms, "MOST", 2)
    monkeypatch.setattr(steps, "TURNS", timedelta(0))

    found = []
    for run in range(2):
        state = steps.advance(round_id=round_.pk, at=new_day + run * steps.WAIT)
        found.append((state, Candidacy.objects.filter(reason=Departure.TERMS_CHANGED).count()))

    assert found == [(RoundState.APPROVED, 2), (RoundState.FROZEN, 3)]
    round_.refresh_from_db()
    assert [one.candidacy.profile for one in round_.draw_entries.all()] == [young]
    assert round_.put_aside_at is None


def test_a_pool_that_takes_nobody_any_more_stops_the_freeze(noon, new_day):
    rounds.candidate("IE-WH", at=noon, citizenship="IE")
    approved_terms(noon, status="suspended")
    round_ = draws.approved({"IE-WH": 1}, at=noon, freeze_at=new_day, draw_at=new_day)

    assert stopped(round_, at=new_day) == stops.POOL_CLOSED
    assert RoundEntry.objects.get(round=round_, kind="round_put_aside").details["pool"] == "IE-WH"
    assert rounds.pool("IE-WH").status == PoolStatus.NOT_ACCEPTING
    assert Letter.objects.filter(kind="rounds/terms_changed").count() == 1, "they are told though nothing is frozen"


def test_a_pool_whose_first_round_moved_to_later_stops_the_freeze(noon):
    rounds.candidate("FR-WH", at=noon)
    round_ = draws.approved({"FR-WH": 1}, at=noon)
    rounds.pool("FR-WH", first_round_on=date(2026, 2, 9))

    assert stopped(round_, at=noon) == stops.TOO_EARLY
    assert RoundEntry.objects.get(round=round_, kind="round_put_aside").details["pool"] == "FR-WH"


def test_a_freeze_so_late_that_the_draw_falls_after_the_season_is_stopped(noon):
    rounds.candidate("FR-WH", at=noon)
    round_ = draws.approved({"FR-WH": 1}, at=noon, draw_at=noon + 25 * HOUR, test_source=False)
    Season.objects.filter(pk=2026).update(profiles_end_at=noon + 30 * HOUR)

    assert stopped(round_, at=noon + 8 * HOUR) == stops.OUT_OF_SEASON


def test_a_freeze_so_late_that_the_final_round_is_over_gives_only_places_that_came_back(noon):
    rounds.candidate("FR-WH", at=noon)
    round_ = draws.approved({"FR-WH": 1}, at=noon, draw_at=noon + 25 * HOUR, test_source=False)
    rounds.pool("FR-WH", quota=0, final_round_on=round_.draw_at.date(), final_announced_at=noon)

    assert stopped(round_, at=noon + 24 * HOUR) == stops.FINAL_ROUND_OVER
    assert "plan another one" in stops.told(stops.FINAL_ROUND_OVER).to_do[0]

"""Forecasts are kept as they were published, never changed, and held against what came."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.urls import reverse

from rounds.models import Forecast
from rounds.operations import forecasts
from rounds.queries import forecast_scores, outlooks, pool_numbers
from rounds.states import ForecastKind, RoundState
from tests.conftest import NOON
from tests.factories import draws, rounds

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


def waiting(number: int) -> None:
    for _n in range(number):
        rounds.candidate("FR-WH", at=NOON - DAY)


def kept(kind=ForecastKind.NEXT_ROUND) -> Forecast:
    return Forecast.objects.filter(pool=rounds.pool("FR-WH"), kind=kind).latest("kept_at")


def test_the_chance_of_a_day_is_kept_once():
    waiting(5)
    draws.carried_out({"FR-WH": 1}, at=NOON)
    first = forecasts.keep(at=NOON + DAY)

    assert first == 2
    assert forecasts.keep(at=NOON + DAY + timedelta(hours=1)) == 0
    assert (kept().chance, kept().candidates, kept().exact) == (0.25, 4, False)
    assert forecasts.keep(at=NOON + 2 * DAY) == 1


def test_what_was_published_is_never_changed():
    waiting(5)
    draws.carried_out({"FR-WH": 1}, at=NOON)
    forecasts.keep(at=NOON + DAY)

    with pytest.raises(DatabaseError):
        Forecast.objects.update(chance=0.5)
    with pytest.raises(DatabaseError):
        Forecast.objects.all().delete()


def test_a_forecast_is_held_against_the_next_round_of_its_pool(client):
    waiting(5)
    draws.carried_out({"FR-WH": 1}, at=NOON)
    forecasts.keep(at=NOON + DAY)
    assert [one.outcome for one in forecast_scores.forecasts(season=2026) if one.kind == "next_round"] == [None]
    draws.carried_out({"FR-WH": 2}, at=NOON + 7 * DAY)

    (one,) = [one for one in forecast_scores.forecasts(season=2026) if one.kind == "next_round"]
    assert (one.chance, one.outcome, one.people) == (0.25, 0.5, 4)
    (low, every) = [score for _year, kind, score in forecast_scores.scores(season=2026) if kind == "next_round"]
    assert (low.band, low.invited_share, every.band) == ("low", 0.5, "all")
    assert low.brier == pytest.approx(0.5 * 0.75**2 + 0.5 * 0.25**2)
    page = client.get(reverse("season_page", args=[2026])).content.decode()
    assert "0.313" in page
    table = client.get("/data/forecast-scores.csv").content.decode().splitlines()
    assert table[1] == "2026,next_round,low,1,4,0.250000,0.500000,0.312500"


def test_exact_counts_are_no_forecasts():
    waiting(4)
    draws.carried_out({"FR-WH": 1}, at=NOON, until=RoundState.PUBLISHED)
    forecasts.keep(at=NOON + DAY)

    assert kept().exact
    assert forecast_scores.scores(season=2026) == []


def test_the_outlook_is_a_range_that_says_its_assumptions(client):
    waiting(30)
    draws.carried_out({"FR-WH": 2}, at=NOON)
    forecasts.keep(at=NOON + DAY)

    outlook = kept(ForecastKind.SEASON)
    assert 0 < outlook.low < outlook.chance < outlook.high < 1
    assert outlook.assumptions["invitations_a_week"] == 0.5
    assert outlook.assumptions["closing_assumed"]
    assert outlook.assumptions["seasons_played"] == 400
    again = outlooks.of_pools(pool_numbers.of_pools([rounds.pool("FR-WH")]), at=NOON + DAY)[outlook.pool_id]
    assert (again.outlook.low, again.outlook.high) == (outlook.low, outlook.high)


def test_few_places_left_bound_the_outlook():
    waiting(30)
    draws.carried_out({"FR-WH": 2}, at=NOON)
    rounds.pool("FR-WH", quota=3)

    found = outlooks.of_pools(pool_numbers.of_pools([rounds.pool("FR-WH")]), at=NOON + DAY)[rounds.pool("FR-WH").pk]

    assert found.weeks.most < 5
    assert found.outlook.high < 0.2


@pytest.mark.django_db(transaction=True)
def test_an_outlook_is_judged_when_the_season_has_ended():
    waiting(4)
    draws.carried_out({"FR-WH": 1}, at=NOON)
    forecasts.keep(at=NOON + DAY)
    draws.carried_out({"FR-WH": 1}, at=NOON + 8 * DAY)
    pool = rounds.pool("FR-WH")
    assert [one.outcome for one in forecast_scores.forecasts(season=2026) if one.kind == "season"] == [None]
    type(pool.season).objects.filter(pk=2026).update(profiles_end_at=NOON + 9 * DAY)

    (one,) = [one for one in forecast_scores.forecasts(season=2026) if one.kind == "season"]
    assert (one.outcome, one.people) == (pytest.approx(1 / 3), 3)


def test_a_next_round_is_never_forecast_as_certain():
    waiting(2)
    draws.carried_out({"FR-WH": 1}, at=NOON)
    certain = pool_numbers.of_pools([rounds.pool("FR-WH")])[0]
    assert (certain.chance, certain.band) == (0.99, "excellent")

    draws.carried_out({"FR-WH": 1}, at=NOON + DAY, until=RoundState.PUBLISHED)
    fixed = pool_numbers.of_pools([rounds.pool("FR-WH")])[0]
    assert (fixed.chance, fixed.fixed) == (1.0, True)

"""Every pool in numbers for everybody: the table of all pools, and a page for each with its odds and history."""

from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from iecsite import clock, dates
from iecsite.public_cache import public
from profiles.states import Category
from rounds.models import Forecast, Pool, RoundPool, Season
from rounds.queries import forecast_scores, lately, odds_of_person, pool_numbers, pool_table
from rounds.queries.odds_of_person import PersonOdds
from rounds.queries.pool_numbers import PoolNumbers, told_spots
from rounds.rules import odds
from rounds.states import Rating
from rounds.views import charts
from rounds.views.pool_order import Order


@dataclass(frozen=True)
class Row:
    """A pool as the pages show it. `of`: so many of so many; `grid`: of a hundred, None for less than one."""

    numbers: PoolNumbers
    word: str
    spots: int | None
    of: tuple[int, int] | None
    one_in: int | None

    @property
    def everybody(self) -> bool:
        """Whether there is an invitation for everybody who waits now."""
        return self.numbers.everybody

    @property
    def grid(self) -> int | None:
        """How many of a hundred people are invited, where it is one at least."""
        return odds.of_a_hundred(self.numbers.chance)


def row(numbers: PoolNumbers, *, under: int) -> Row:
    """The numbers of a pool with what is said of its chance."""
    chance = numbers.chance
    return Row(
        numbers=numbers,
        word=numbers.word,
        spots=told_spots(numbers, under),
        of=numbers.of,
        one_in=odds.one_in(chance) if chance else None,
    )


def chance_now(numbers: PoolNumbers, alone: PersonOdds) -> dict[str, Any]:
    """
    What `rounds/_chance_now.html` says of a pool.

    :param alone: the chances of somebody who waits in this pool alone
    """
    return {
        "row": row(numbers, under=lately.small_numbers(clock.today())),
        "numbers": numbers,
        "alone": alone,
        "alone_of": odds.of_a_thousand(alone.any) if alone.any else None,
        "exact": odds_of_person.exact_for_everybody(numbers, alone),
    }


@login_not_required
@public
@require_safe
def chances(request: HttpRequest) -> HttpResponse:
    """All pools of a season in one table, by country and category, in the order that the reader chose."""
    season = Season.objects.filter(opens_on__lte=clock.today()).order_by("-year").first()
    numbers = pool_numbers.of_season(season.year) if season else []
    country = request.GET.get("country", "")
    category = request.GET.get("category", "")
    shown = [
        one
        for one in numbers
        if (not country or one.pool.country_id == country) and (not category or one.pool.category == category)
    ]
    under, order = lately.small_numbers(clock.today()), Order.asked(request.GET)
    context = {
        "season": season,
        "rows": order.sorted(row(one, under=under) for one in shown),
        "columns": order.columns(request.GET),
        "countries": pool_table.countries(numbers, request.LANGUAGE_CODE),
        "categories": pool_table.categories(request.LANGUAGE_CODE),
        "sort": order.written,
        "country": country,
        "category": category if category in Category.values else "",
        "candidates": sum(one.candidates for one in numbers),
        "invitations": sum(one.invitations for one in numbers),
        "last": max((one.last.round for one in numbers if one.last), key=lambda found: found.draw_at, default=None),
        "coming": min((one.coming.round for one in numbers if one.coming), key=lambda found: found.draw_at, default=None),
    }
    return TemplateResponse(request, "rounds/chances.html", context)


@login_not_required
@public
@require_safe
def pool_page(request: HttpRequest, season: int, code: str) -> HttpResponse:
    """One pool: the chance in the next round, what it rests on, the season's outlook, and the rounds so far."""
    pool = get_object_or_404(Pool.objects.select_related("country", "season"), season=season, code=code)
    numbers = pool_numbers.of_pools([pool])[0]
    lines = pool_numbers.history(pool)
    outlook = forecast_scores.latest_outlooks([pool.pk], on=clock.today()).get(pool.pk) if numbers.accepting else None
    context = {
        **chance_now(numbers, odds_of_person.of_numbers([numbers])),
        "pool": pool,
        "lines": _told(lines),
        "quotas": pool.quota_changes.order_by("-effective_on"),
        "outlook": outlook and _range(outlook),
        **_pictures(pool, lines, request.LANGUAGE_CODE),
    }
    return TemplateResponse(request, "rounds/pool_page.html", context)


def _told(lines: list[RoundPool]) -> list[dict[str, Any]]:
    """The rounds with their day, the share invited and the invitations up to then; newest first."""
    so_far = accumulate(line.invited or 0 for line in lines)
    told = [
        {
            "line": line,
            "on": clock.home_date(line.round.draw_at),
            "share": (line.invited or 0) / line.entries if line.entries else None,
            "so_far": number,
        }
        for line, number in zip(lines, so_far, strict=True)
    ]
    return told[::-1]


def _pictures(pool: Pool, lines: list[RoundPool], language: str) -> dict[str, charts.Chart | None]:
    labels = [dates.day(clock.home_date(line.round.draw_at), "fr" if language == "fr" else "en") for line in lines]
    entries, invited = [line.entries or 0 for line in lines], [line.invited or 0 for line in lines]
    shares = [100 * number / people if people else 0 for number, people in zip(invited, entries, strict=True)]
    so_far = list(accumulate(invited))
    return {
        "people": charts.bars(entries, invited, labels),
        "shares": charts.bars([0] * len(lines), shares, labels),
        "so_far": charts.bars([0] * len(lines), so_far, labels, limit=pool.quota),
    }


def _range(outlook: Forecast) -> dict[str, Any]:
    """An outlook as it is shown, and its assumptions."""
    told = outlook.assumptions
    return {
        "forecast": outlook,
        "low": outlook.low,
        "high": outlook.high,
        "word": str(Rating(odds.band(outlook.chance)).label),
        "rounds": told.get("rounds"),
        "invitations": round(told.get("invitations_a_week", 0), 1),
        "arrivals": round(told.get("arrivals_a_week", 0), 1),
        "leaving": told.get("leaving_a_week"),
        "most": told.get("most_invitations"),
        "closes_on": told.get("closes_on") and date.fromisoformat(told["closes_on"]),
        "closing_assumed": told.get("closing_assumed"),
        "seasons": told.get("seasons_played"),
    }

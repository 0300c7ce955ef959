"""Every pool in numbers for everybody: the table of all pools, and a page for each with its odds and history."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from iecsite import clock, dated
from iecsite.public_cache import public
from profiles.states import Category
from rounds.models import Pool, RoundPool, Season
from rounds.models.season import CATEGORY_NAMES
from rounds.publication.tables import told_spots
from rounds.queries import pool_numbers
from rounds.queries.pool_numbers import PoolNumbers
from rounds.rules import odds
from rounds.states import Rating


@dataclass(frozen=True)
class Row:
    """A pool as the pages show it."""

    numbers: PoolNumbers
    word: str
    spots: int | None
    of: tuple[int, int] | None
    one_in: int | None


def row(numbers: PoolNumbers, *, under: int) -> Row:
    """The numbers of a pool with what is said of its chance."""
    chance = numbers.chance
    return Row(
        numbers=numbers,
        word=str(Rating(numbers.band).label),
        spots=told_spots(numbers, under),
        of=odds.of_a_thousand(chance) if chance else None,
        one_in=odds.one_in(chance) if chance else None,
    )


@login_not_required
@public
@require_safe
def chances(request: HttpRequest) -> HttpResponse:
    """All pools of a season in one table, by country and category."""
    season = Season.objects.filter(opens_on__lte=clock.today()).order_by("-year").first()
    numbers = pool_numbers.of_season(season.year) if season else []
    countries = {one.pool.country_id: str(one.pool.country) for one in numbers}
    country = request.GET.get("country", "")
    category = request.GET.get("category", "")
    shown = [
        one
        for one in numbers
        if (not country or one.pool.country_id == country) and (not category or one.pool.category == category)
    ]
    under = _under()
    context = {
        "season": season,
        "rows": [row(one, under=under) for one in shown],
        "countries": sorted(countries.items(), key=lambda pair: pair[1]),
        "categories": [(key, names[1 if request.LANGUAGE_CODE == "fr" else 0]) for key, names in CATEGORY_NAMES.items()],
        "country": country,
        "category": category if category in Category.values else "",
    }
    return TemplateResponse(request, "rounds/chances.html", context)


@login_not_required
@public
@require_safe
def pool_page(request: HttpRequest, season: int, code: str) -> HttpResponse:
    """One pool: the chance in the next round, what it rests on, the rounds so far, and what does not change it."""
    pool = get_object_or_404(Pool.objects.select_related("country", "season"), season=season, code=code)
    numbers = pool_numbers.of_pools([pool])[0]
    lines = pool_numbers.history(pool)
    context = {
        "row": row(numbers, under=_under()),
        "numbers": numbers,
        "pool": pool,
        "lines": [(clock.home_date(line.round.draw_at), line) for line in lines],
        "chart": chart(lines),
    }
    return TemplateResponse(request, "rounds/pool_page.html", context)


@dataclass(frozen=True)
class Bar:
    """One round in the picture, in its units: 0 to 600 across, 0 to 200 down."""

    x: float
    width: float
    entries_y: float
    entries: float
    invited_y: float
    invited: float
    label: str


def chart(lines: list[RoundPool]) -> list[Bar]:
    """Bars of a pool's rounds: how many were in the pool, and within each bar how many were invited; [] when nothing was held."""
    most = max((line.entries or 0 for line in lines), default=0)
    if not most:
        return []
    step = 600 / len(lines)
    bars = []
    for place, line in enumerate(lines):
        entries, invited = 200 * (line.entries or 0) / most, 200 * (line.invited or 0) / most
        bars.append(
            Bar(
                x=round(place * step + step * 0.1, 1),
                width=round(step * 0.8, 1),
                entries_y=round(200 - entries, 1),
                entries=round(entries, 1),
                invited_y=round(200 - invited, 1),
                invited=round(invited, 1),
                label=line.round.code,
            )
        )
    return bars


def _under() -> int:
    return int(dated.value("small_numbers", on=clock.today()))

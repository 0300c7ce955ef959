"""`GET /api/v1/pools`, `/api/v1/pools/{season}/{pool}` and `/api/v1/odds`."""

import re
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from iecsite import clock
from iecsite.open_interface import REFUSALS, Parameter, parameters
from iecsite.problems import problem
from rounds.api import schema
from rounds.models import Pool, QuotaChange, Season
from rounds.publication import tables
from rounds.queries import forecast_scores, lately, odds_of_person, pool_numbers
from rounds.queries.odds_of_person import PersonOdds
from rounds.queries.pool_numbers import PoolNumbers
from rounds.queries.rounds import clock_text
from rounds.rules import odds
from rounds.rules.several_pools import MOST_POOLS

SEASON = Parameter("season", schema.SEASON, "The season; without it the newest one that has opened.")
COUNTRY = Parameter("country", schema.COUNTRY, "Pools of one country only, by its ISO code.")
CATEGORY = Parameter("category", schema.CATEGORY, "Pools of one category only.")
MINE = Parameter(
    "pool",
    schema.POOL_CODE,
    "The pools that the person is in: one to three.",
    required=True,
    many=True,
    most=MOST_POOLS,
)
THEIRS = Parameter("with", schema.POOL_CODE, "The pools that another person is in.", many=True, most=MOST_POOLS)


def season_asked(year: int | None) -> Season:
    """
    The season that was asked for, or the newest one that has opened.

    :raises NotFound: when there is none
    """
    seasons = Season.objects.filter(opens_on__lte=clock.today()).order_by("-year")
    found = seasons.first() if year is None else Season.objects.filter(pk=year).first()
    if found is None:
        raise NotFound
    return found


class PoolsView(APIView):
    """All pools of a season in numbers."""

    @extend_schema(
        operation_id="pools",
        parameters=[one.described() for one in (SEASON, COUNTRY, CATEGORY)],
        responses={(200, "application/json"): schema.POOLS, **REFUSALS},
        auth=[],
    )
    def get(self, request: Request) -> Response:
        """The pools of a season: quota, candidates, invitations, spots and the chance in the next round."""
        asked = parameters(request, (SEASON, COUNTRY, CATEGORY))
        numbers = pool_numbers.of_season(season_asked(asked["season"]).year)
        under = lately.small_numbers(clock.today())
        return Response(
            {
                "pools": [
                    told(one, under)
                    for one in numbers
                    if asked["country"] in (None, one.pool.country_id) and asked["category"] in (None, one.pool.category)
                ]
            }
        )


class PoolView(APIView):
    """One pool."""

    @extend_schema(
        operation_id="pool",
        parameters=[
            OpenApiParameter("season", OpenApiTypes.INT, OpenApiParameter.PATH),
            OpenApiParameter("pool", schema.POOL_CODE, OpenApiParameter.PATH),
        ],
        responses={(200, "application/json"): schema.ONE_POOL, **REFUSALS},
        auth=[],
    )
    def get(self, request: Request, season: int, pool: str) -> Response:
        """One pool with its quotas, its rounds and the outlook on the rest of the season."""
        parameters(request, ())
        found = pool_named(season, pool)
        one = pool_numbers.of_pools([found])[0]
        outlook = forecast_scores.latest_outlooks([found.pk], on=clock.today()).get(found.pk)
        return Response(
            {
                **told(one, lately.small_numbers(clock.today())),
                "exact": odds_of_person.exact_for_everybody(one, odds_of_person.of_numbers([one])),
                "quotas": [
                    {
                        "effective_on": change.effective_on,
                        "quota": tables.told_quota(change),
                        "reason_en": change.reason_en,
                        "reason_fr": change.reason_fr,
                        "confirmed": change.confirmed,
                    }
                    for change in QuotaChange.objects.filter(pool=found).order_by("effective_on")
                ],
                "rounds": [
                    {
                        "round": line.round.code,
                        "draw_at": clock_text(line.round.draw_at),
                        "entries": line.entries,
                        "invited": line.invited,
                    }
                    for line in pool_numbers.history(found)
                ],
                "outlook": outlook
                and {
                    "published_on": outlook.kept_on,
                    "low": outlook.low,
                    "middle": outlook.chance,
                    "high": outlook.high,
                    "assumptions": outlook.assumptions,
                },
            }
        )


class OddsView(APIView):
    """The chances of one or two people."""

    @extend_schema(
        operation_id="odds",
        parameters=[one.described() for one in (MINE, THEIRS, SEASON)],
        responses={(200, "application/json"): schema.ODDS, **REFUSALS},
        auth=[],
    )
    def get(self, request: Request) -> Response:
        """The chance in the next round of somebody in one to three pools, and of two people together."""
        asked = parameters(request, (MINE, THEIRS, SEASON))
        season = season_asked(asked["season"])
        pools = {one.code: one for one in Pool.objects.filter(season=season, code__in=asked["pool"] + asked["with"])}
        for key in ("pool", "with"):
            for code in asked[key]:
                if code not in pools:
                    return _no_pool(key, code)
        mine, theirs = ([pools[code] for code in asked[key]] for key in ("pool", "with"))
        if not theirs:
            person, other, both, either = odds_of_person.of_person(mine), None, None, None
        else:
            pair = odds_of_person.of_pair(mine, theirs)
            person, other, both, either = pair.first, pair.second, pair.both, pair.either
        return Response(
            {
                "season": season.year,
                "person": _person(person),
                "other": None if other is None else _person(other),
                "both": both,
                "either": either,
            }
        )


def told(one: PoolNumbers, under: int) -> dict[str, Any]:
    """A pool as the table of open data tells it, with its names, and its chance as a number."""
    row = tables.pool_row(one, under)
    names = {"name_en": one.pool.title("en"), "name_fr": one.pool.title("fr")}
    return row | names | {"chance": None if one.chance is None else odds.six_places(one.chance)}


def pool_named(season: int, code: str) -> Pool:
    """
    A pool by its season and code.

    :raises NotFound: when there is none
    """
    known = re.fullmatch(schema.POOL_PATTERN, code)
    found = Pool.objects.select_related("country", "season").filter(season=season, code=code).first() if known else None
    if found is None:
        raise NotFound
    return found


def _no_pool(key: str, code: str) -> Response:
    return problem(
        404,
        en=f"{code} is no pool of this season; /api/v1/pools has them all.",
        fr=f"{code} n'est pas un bassin de cette saison; /api/v1/pools les contient tous.",
        key=key,
    )


def _person(found: PersonOdds) -> dict[str, Any]:
    return {
        "pools": [
            {
                "pool": one.pool.code,
                "candidates": one.next_candidates,
                "invitations": one.next_invitations,
                "chance": chance,
            }
            for one, chance in zip(found.pools, found.chances, strict=True)
        ],
        "any": found.any,
        "rating": found.band,
        "counted": found.counted,
        "fixed": found.fixed,
    }

"""A calculator for everybody: the chance in several pools of the next round, and of two people together."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from iecsite import clock
from iecsite.public_cache import public
from rounds.models import Pool, Season
from rounds.queries import odds_of_person
from rounds.queries.odds_of_person import PersonOdds
from rounds.rules import odds
from rounds.rules.several_pools import MOST_POOLS
from rounds.states import Rating

MINE, THEIRS = ("pool1", "pool2", "pool3"), ("with1", "with2", "with3")


@dataclass(frozen=True)
class Told:
    """A chance as it is shown: `of` so many of so many first, the official word second."""

    chance: float
    of: tuple[int, int] | None
    word: str

    @property
    def grid(self) -> int | None:
        """How many of a hundred, where it is one at least."""
        return odds.of_a_hundred(self.chance)

    @property
    def finer(self) -> bool:
        """Whether so many of a hundred say less than `of` does."""
        return self.of is not None and self.of[1] > 100


@login_not_required
@public
@require_safe
def calculator(request: HttpRequest) -> HttpResponse:
    """Choose the pools of one person, and of another if there is one; the numbers are those of the next round."""
    season = Season.objects.filter(opens_on__lte=clock.today()).order_by("-year").first()
    pools = list(Pool.objects.filter(season=season, status="open").select_related("country")) if season else []
    pools.sort(key=lambda pool: (pool.title(), pool.order))
    by_code = {pool.code: pool for pool in pools}
    mine, theirs = (_chosen(request, names, by_code) for names in (MINE, THEIRS))
    context: dict[str, Any] = {
        "season": season,
        "pools": pools,
        "mine": _boxes(mine, MINE),
        "theirs": _boxes(theirs, THEIRS),
        "asked": any(request.GET.get(name) for name in (*MINE, *THEIRS)),
        "missing": not mine and any(request.GET.get(name) for name in (*MINE, *THEIRS)),
    }
    if mine and theirs:
        pair = odds_of_person.of_pair([by_code[code] for code in mine], [by_code[code] for code in theirs])
        context |= {
            "first": _person(pair.first),
            "second": _person(pair.second),
            "both": _told(pair.both),
            "either": _told(pair.either),
            "counted": pair.counted,
            "pair": True,
        }
    elif mine:
        context["first"] = _person(odds_of_person.of_person([by_code[code] for code in mine]))
    return TemplateResponse(request, "rounds/calculator.html", context)


def _chosen(request: HttpRequest, names: tuple[str, ...], known: dict[str, Pool]) -> list[str]:
    """The pools that were chosen, each once; what is no open pool is passed over."""
    asked = [request.GET.get(name, "") for name in names]
    return list(dict.fromkeys(code for code in asked if code in known))[:MOST_POOLS]


def _boxes(chosen: list[str], names: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """Name, label and chosen pool of each box."""
    labels = (_("First pool"), _("Second pool, if there is one"), _("Third pool, if there is one"))
    return [
        (name, label, chosen[place] if place < len(chosen) else "")
        for place, (name, label) in enumerate(zip(names, labels, strict=True))
    ]


def _person(found: PersonOdds) -> dict[str, Any]:
    return {
        "lines": [(one, _told(chance)) for one, chance in zip(found.pools, found.chances, strict=True)],
        "any": _told(found.any),
        "fixed": found.fixed,
        "listed": found.listed,
        "several": len(found.pools) > 1,
    }


def _told(chance: float | None) -> Told | None:
    if chance is None:
        return None
    return Told(chance, odds.of_a_thousand(chance) if chance else None, str(Rating(odds.band(chance)).label))

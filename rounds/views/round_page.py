"""The page of one round for everybody: what was done, in words and numbers, and how to check it."""

import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from iecsite import clock
from iecsite.public_cache import public
from rounds.models import Draw, Round, RoundPool, Selection
from rounds.publication import files, whole
from rounds.publication import outcomes as published_outcomes
from rounds.queries import outcomes, places_in_round, round_told, time_stamps
from rounds.queries import rounds as queries
from rounds.queries.outcomes import Outcome
from rounds.rules.draw import share_of
from rounds.rules.manifest import parse_manifest
from rounds.rules.names import NotAName, check_ticket
from rounds.rules.results import FALLBACK
from rounds.rules.round_told import lotteries
from rounds.rules.seeds import drand_line
from rounds.rules.time_stamps import file_name


@dataclass(frozen=True)
class Line:
    """One pool of the round; `cut`: where the last invited number lies, in percent of the scale, None when nobody was."""

    line: RoundPool
    cut: float | None


@login_not_required
@public
@require_safe
def round_page(request: HttpRequest, code: str) -> HttpResponse:
    """What was done in one round, and how to check it; with `?ticket=`, what became of that ticket."""
    found = get_object_or_404(queries.public_rounds().select_related("season", "remedies"), code=code)
    listed, final = found.published_at is not None, found.closed_at is not None
    draw = queries.draw_of(found) if listed else None
    pools = found.pools.select_related("pool__country").order_by("pool__order")
    context = {
        "round": found,
        "draw": draw,
        "final": final,
        "standing": round_told.of_round(found, at=clock.now()),
        "lines": [Line(one, round(100 * share_of(one.cutoff_key), 2) if final and one.cutoff_key else None) for one in pools],
        "files": files.names_of(found, final=final) if listed else (),
        "time_stamps": [(one, file_name(one.number)) for one in time_stamps.of_round(found)] if listed else [],
        "address": request.build_absolute_uri(reverse("round_file", args=[found.code, files.MANIFEST])).removesuffix(
            files.MANIFEST
        ),
        "verifier_sha256": hashlib.sha256(whole.verifier()).hexdigest(),
        "remedial_rounds": found.remedial_rounds.filter(published_at__isnull=False, voided_at__isnull=True).order_by("code"),
        "outcomes": _outcomes(found, [one.pool_id for one in pools]) if final else [],
        **(_source(found, draw) if draw else {}),
        **(_result(found, draw) if draw and final else {}),
        **_looked_up(request, found),
    }
    return TemplateResponse(request, "rounds/public_round.html", context)


def _source(found: Round, draw: Draw) -> dict[str, Any]:
    """What the manifest named beforehand: the beacon's value, the lotteries that may take its place, and the sealed link."""
    manifest = parse_manifest(draw.manifest.encode("ascii"))
    beacon = manifest.beacons[0]
    number = beacon.rpartition(" ")[2]
    return {
        "beacon_number": number if not found.test_source and beacon == drand_line(int(number)) else "",
        "staff_anchor": manifest.staff_anchor or "",
        "lotteries": lotteries(manifest.fallback),
        "people": manifest.entries_count,
    }


def _result(found: Round, draw: Draw) -> dict[str, Any]:
    example = Selection.objects.filter(round=found).select_related("ticket", "pool").order_by("-pool__order", "position").first()
    quality = json.loads(draw.quality) if draw.quality else None
    cutoffs = dict(found.pools.values_list("pool_id", "cutoff_key"))
    return {
        "example": example,
        "cutoff_of_example": cutoffs.get(example.pool_id, "") if example else "",
        "quality": _figures(quality["order_of_registration"]) if quality else None,
        "alarm_explained": _explained(quality or {}),
        "fallback": json.loads(draw.result)["randomness"] == FALLBACK,
        "stated": [{**one, "name": lotteries([one["source"]])[0][0]} for one in (quality or {}).get("fallback", [])],
    }


def _outcomes(found: Round, pools: list[int]) -> list[Outcome]:
    """What became of the invitations of a round whose season is over; nothing before."""
    now = clock.now()
    if not outcomes.seasons_over(now).filter(pk=found.season_id).exists():
        return []
    told = outcomes.of_season(found.season_id, under=published_outcomes.limit(now), pools=pools)
    return [one for one in told if one.round == found.code]


def _explained(quality: dict[str, Any]) -> str:
    """What was found about an alarm of chance, in the language of the page; files of before the French text have one for both."""
    english = quality.get("alarm_explained", "")
    words: str = quality.get("alarm_explained_fr", english) if get_language() == "fr" else english
    return words


def _figures(tests: dict[str, Any]) -> dict[str, Any]:
    """
    The figures of the tests of chance as numbers, so that each language writes them its own way.

    `told`: those that had something to judge. Where nobody was invited, everybody, or too few, a test has the statistic 0, which
    says nothing.
    """
    both = tests["kolmogorov_smirnov"], tests["chi_square_by_tenth"]
    return {
        "ks": Decimal(both[0]["p_value"]),
        "chi": Decimal(both[1]["p_value"]),
        "least": Decimal(tests["alarm_below"]),
        "told": [Decimal(one["p_value"]) for one in both if Decimal(one["statistic"])],
    }


def _looked_up(request: HttpRequest, found: Round) -> dict[str, Any]:
    """The ticket that somebody typed, and what became of it; never whose it is."""
    typed = request.GET.get("ticket")
    if typed is None:
        return {"asked": False}
    ticket = "".join(typed.split()).lower()[:100]
    try:
        looked_up = places_in_round.of_ticket(found, check_ticket(ticket))
    except NotAName:
        return {"asked": True, "ticket": ticket, "no_ticket": True}
    return {"asked": True, "ticket": ticket, "looked_up": looked_up}

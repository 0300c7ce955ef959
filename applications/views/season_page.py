"""One season for everybody: how far its candidates came, and how good its forecasts were."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from applications.queries import seasons
from applications.queries.seasons import Funnel
from iecsite import clock, dated
from iecsite.public_cache import public
from rounds.models import Season
from rounds.queries import forecast_scores, pool_numbers
from rounds.rules.banding import banded, told_total
from rounds.rules.scoring import ALL, Score
from rounds.states import ForecastKind, Rating


@dataclass(frozen=True)
class Step:
    """One bar: what it counts, the number as it is told, and its length in hundredths of the longest."""

    label: str
    told: str | int
    length: float


@login_not_required
@public
@require_safe
def season_page(request: HttpRequest, season: int) -> HttpResponse:
    """Candidates, invitations, applications and letters as bars with counts, and what was told beside what came."""
    found = get_object_or_404(Season, pk=season, opens_on__lte=clock.today())
    numbers = pool_numbers.of_season(found.year)
    under = int(dated.value("small_numbers", on=clock.today()))
    told = seasons.funnel(found.year, numbers)
    scored = forecast_scores.scores(season=found.year)
    context: dict[str, Any] = {
        "season": found,
        "seasons": Season.objects.filter(opens_on__lte=clock.today()).exclude(pk=found.pk).order_by("-year"),
        "funnel": told,
        "steps": _steps(told, under),
        "under": under,
        "reports": [
            (ForecastKind(kind).label, [_line(score) for year, of, score in scored if of == kind])
            for kind in ForecastKind
            if any(of == kind for _year, of, _score in scored)
        ],
    }
    return TemplateResponse(request, "applications/season.html", context)


def _steps(told: Funnel, under: int) -> list[Step]:
    """Outcomes of few people are told as a band, and drawn as it; no total is told by which those of one pool would be known."""
    accepted, accepted_exactly = told_total(told.accepted, under=under)
    approved, approved_exactly = told_total(told.approved, under=under)
    lines = [
        (_("People who were in a pool"), told.candidates, False, True),
        (_("Invitations"), told.invitations, False, True),
        (_("Invitations accepted"), accepted, True, accepted_exactly),
        (_("Applications sent"), told.sent, True, True),
        (_("Letters of introduction"), approved, True, approved_exactly),
    ]
    longest = max(number for _label, number, _outcome, _exact in lines) or 1
    steps = []
    for label, number, outcome, exact in lines:
        few = outcome and number < under
        at_least = number if exact else _("at least %(number)s") % {"number": formats.localize(number)}
        told_as = banded(number, under=under) if few else at_least
        steps.append(Step(label, told_as, round(100 * (0 if few else number) / longest, 2)))
    return steps


def _line(score: Score) -> dict[str, Any]:
    return {"score": score, "word": _("All") if score.band == ALL else str(Rating(score.band).label), "all": score.band == ALL}

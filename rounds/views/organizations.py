"""Recognized organizations for everybody: what their letters open, and how a letter counts."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from iecsite import clock, dated
from iecsite.public_cache import public
from iecsite.templatetags.iec import language
from profiles.queries import countries
from profiles.rules.sentences import CATEGORY_NAMES
from rounds.publication.organizations import told
from rounds.queries import public_organizations as queries
from rounds.queries.public_organizations import PublicOrganization


@login_not_required
@public
@require_safe
def organizations(request: HttpRequest) -> HttpResponse:
    """Every recognized organization with the categories that its letters open."""
    season, found = _found()
    context = {"season": season, "organizations": [_in_words(one) for one in found]}
    return TemplateResponse(request, "rounds/organizations.html", context)


@login_not_required
@public
@require_safe
def organization(request: HttpRequest, code: str) -> HttpResponse:
    """One of them; whoever is not recognized has no page."""
    season, found = _found()
    for one in found:
        if one.organization.code == code:
            return TemplateResponse(request, "rounds/organization.html", {"season": season, "one": _in_words(one)})
    raise Http404


def _found() -> tuple[Any, list[PublicOrganization]]:
    at = clock.now()
    season = queries.season_shown(at)
    return season, queries.recognized(season, at=at)


def _in_words(one: PublicOrganization) -> dict[str, Any]:
    names, said = countries.names(language()), told(one, under=int(dated.value("small_numbers", on=clock.today())))
    for way in said["categories"]:
        way["title"] = CATEGORY_NAMES[language()][way["category"]]
        way["countries"] = sorted(names.get(code, code) for code in way["countries"])
    return said

"""Open data: tables and the feed, for any program anywhere, without a key."""

import hashlib

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from iecsite import clock
from rounds.models import Pool, Season
from rounds.publication import selections, tables

TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json", "xml": "application/xml; charset=utf-8"}
FRESH = 60  # seconds


@login_not_required
@require_safe
def table(request: HttpRequest, name: str) -> HttpResponse:
    """One of the tables of open data."""
    content = tables.files(at=clock.now()).get(name)
    if content is None:
        raise Http404
    return served(request, content, TYPES[name.rpartition(".")[2]])


@login_not_required
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The pools of the open season, or of the newest one, in the form of the official feed."""
    season = Season.objects.order_by("-year").filter(opens_on__lte=clock.today()).first()
    if season is None:
        raise Http404
    return served(request, selections.selections(season.year, on=clock.today()), TYPES["xml"])


@login_not_required
@require_safe
def pool_history(request: HttpRequest, season: int, code: str) -> HttpResponse:
    """The rounds of one pool."""
    pool = Pool.objects.filter(season=season, code=code).first()
    if pool is None:
        raise Http404
    return served(request, tables.as_csv(tables.HISTORY, tables.history_rows(pool)), TYPES["csv"])


def served(request: HttpRequest, content: bytes, kind: str) -> HttpResponse:
    """Bytes with a fingerprint: who has them already is told so in a few bytes."""
    response = HttpResponse(content, content_type=kind)
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={FRESH}"
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return get_conditional_response(request, etag=etag, response=response)

"""Open data: tables, feeds and their dictionary, for any program anywhere, without a key."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from iecsite import clock
from iecsite.public_cache import public, set_last_modified
from rounds.models import Pool, Season
from rounds.operations import published_files
from rounds.publication import feeds, outcomes, tables, whole
from rounds.queries import pool_numbers

TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".xml": "application/xml; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".atom": "application/atom+xml; charset=utf-8",
    ".gz": "application/gzip",
    ".md": "text/markdown; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".tsr": "application/timestamp-reply",
}
FRESH = 60  # seconds


@login_not_required
@public
@require_safe
def table(request: HttpRequest, name: str) -> HttpResponse:
    """One of the tables of open data, or the feed of the pools."""
    made = whole.tables_by_name().get(name)
    content = made(at=clock.now()) if made is not None else None
    if content is None:
        raise Http404
    return served(name, content)


@login_not_required
@public
@require_safe
def pool_history(request: HttpRequest, season: int, code: str) -> HttpResponse:
    """The rounds of one pool."""
    pool = _pool(season, code)
    rows = tables.history_rows(pool, pool_numbers.history(pool))
    return served(f"pools/{season}/{code}.csv", tables.as_csv(tables.HISTORY, rows))


@login_not_required
@public
@require_safe
def season_outcomes(request: HttpRequest, season: int) -> HttpResponse:
    """What became of a season's invitations; nothing is there before the season is over."""
    content = outcomes.file_of(season, at=clock.now())
    if content is None:
        get_object_or_404(Season, pk=season, opens_on__lte=clock.today())
        return not_yet(
            f"Season {season} is not over, or held no round. What became of its invitations is published when it is over.",
            f"La saison {season} n'est pas terminée ou n'a tenu aucune ronde. Les suites de ses invitations sont publiées une "
            "fois la saison terminée.",
        )
    return served(f"seasons/{season}/outcomes.csv", content)


@login_not_required
@public
@require_safe
def pool_feed(request: HttpRequest, season: int, code: str, language: str) -> HttpResponse:
    """The rounds of one pool as news for a feed reader."""
    _known(language)
    return served(f"feeds/{season}/{code}.{language}.atom", feeds.of_pool(_pool(season, code), language))


@login_not_required
@public
@require_safe
def all_rounds_feed(request: HttpRequest, language: str) -> HttpResponse:
    """All rounds as news for a feed reader."""
    _known(language)
    return served(f"feeds/rounds.{language}.atom", feeds.of_all(language))


def served(name: str, content: bytes) -> HttpResponse:
    """Bytes with the moment since which they are so; the fingerprint is added where copies are kept."""
    suffix = "." + name.rpartition(".")[2]
    response = HttpResponse(content, content_type=TYPES.get(suffix, TYPES[".txt"]))
    response["Cache-Control"] = f"public, max-age={FRESH}"
    set_last_modified(response, published_files.changed_at(name=name, content=content, at=clock.now()))
    return response


def not_yet(en: str, fr: str) -> HttpResponse:
    """404 in the form of the interface, with a sentence that says when there will be something."""
    body = {"status": 404, "title": en, "en": en, "fr": fr}
    return JsonResponse(body, status=404, content_type="application/problem+json")


def _pool(season: int, code: str) -> Pool:
    pool = Pool.objects.select_related("country").filter(season=season, code=code).first()
    if pool is None:
        raise Http404
    return pool


def _known(language: str) -> None:
    if language not in feeds.LANGUAGES:
        raise Http404

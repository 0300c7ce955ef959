"""Rounds as everybody sees them: the list of them, and the files to check each with."""

from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from rounds.models import Round
from rounds.publication import files, whole
from rounds.queries import rounds as queries
from rounds.rules.names import NotAName, check_round
from rounds.views import open_data

PLAIN = "text/plain; charset=utf-8"
TYPES = {
    ".gz": "application/gzip",
    ".json": "application/json",
    ".csv": "text/csv; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".txt": PLAIN,
}
PER_PAGE = 25


@login_not_required
@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    """The rounds whose list lies open, newest first."""
    page = Paginator(queries.public_rounds(), PER_PAGE).get_page(request.GET.get("page"))
    return TemplateResponse(request, "rounds/public_rounds.html", {"page": page})


@login_not_required
@require_safe
def round_file(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """One published file of a round, the very bytes on disk, for any program anywhere."""
    try:
        folder = files.folder_of(check_round(code))
    except NotAName:
        raise Http404 from None
    if name not in files.RESULT_FILES or not Round.objects.filter(queries.PUBLIC, code=code).exists():
        raise Http404
    return _open(folder / name)


@login_not_required
@require_safe
def always(request: HttpRequest, name: str) -> HttpResponse:
    """What belongs to every draw: the chain of rounds, what a season commits itself to, the verifier, the protocol."""
    made = whole.ALWAYS.get(name)
    if made is None:
        raise Http404
    response = open_data.served(request, made(), TYPES.get(Path(name).suffix, PLAIN))
    if name == whole.VERIFIER:
        response["Content-Disposition"] = f'attachment; filename="{whole.VERIFIER}"'
    return response


def _open(path: Path) -> HttpResponse:
    try:
        response = FileResponse(path.open("rb"), content_type=TYPES.get(path.suffix, PLAIN))
    except FileNotFoundError:
        raise Http404 from None
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Cache-Control"] = "public, max-age=60"
    return response

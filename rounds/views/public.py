"""Rounds as everybody sees them: the list of them, and the files to check each with."""

import os
from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from iecsite.public_cache import public
from rounds.models import Round
from rounds.publication import files, whole
from rounds.queries import rounds as queries
from rounds.rules.names import NotAName, check_round
from rounds.views import open_data

PER_PAGE = 25


@login_not_required
@public
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
    return _open(request, folder / name)


@login_not_required
@public
@require_safe
def always(request: HttpRequest, name: str) -> HttpResponse:
    """What belongs to every draw: the chain of rounds, what a season commits itself to, the verifier, the protocol."""
    made = whole.ALWAYS.get(name)
    if made is None:
        raise Http404
    response = open_data.served(name, made())
    if name == whole.VERIFIER:
        response["Content-Disposition"] = f'attachment; filename="{whole.VERIFIER}"'
    return response


def _open(request: HttpRequest, path: Path) -> HttpResponse:
    """A file as it lies there; it is written once and replaced whole, so its size and time tell one version from another."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    found = os.stat(file.fileno())
    response = FileResponse(file, content_type=open_data.TYPES.get(path.suffix, open_data.TYPES[".txt"]))
    etag, changed = f'"{found.st_size:x}-{found.st_mtime_ns:x}"', int(found.st_mtime)
    response["ETag"], response["Last-Modified"] = etag, http_date(changed)
    response["Cache-Control"] = f"public, max-age={open_data.FRESH}"
    answer = get_conditional_response(request, etag=etag, last_modified=changed, response=response)
    if answer is not response:
        file.close()
    return answer

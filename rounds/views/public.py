"""Rounds as everybody sees them: the list of them, and the files to check each with."""

import io
import os
from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from iecsite import clock
from iecsite.public_cache import public
from rounds.models import Round
from rounds.publication import files, whole
from rounds.queries import round_told
from rounds.queries import rounds as queries
from rounds.rules import time_stamps
from rounds.rules.names import NotAName, check_round
from rounds.views import open_data

PER_PAGE = 25
# A larger file is sent in pieces from the disk: a list of a million people would push every page out of what a process keeps.
MOST_KEPT = 256 * 1024
# They are written again with the result: an old copy beside a new result would not verify.
GROWING = frozenset({files.SUMS, files.SIGNATURE})


@login_not_required
@public
@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    """The rounds whose list lies open, and those voided before, newest first."""
    page = Paginator(queries.public_rounds(), PER_PAGE).get_page(request.GET.get("page"))
    standing = round_told.of_rounds(page.object_list, at=clock.now())
    rows = [(one, standing[one.pk]) for one in page]
    return TemplateResponse(request, "rounds/public_rounds.html", {"page": page, "rows": rows})


@login_not_required
@public
@require_safe
def round_file(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """One published file of a round, the very bytes on disk, for any program anywhere."""
    try:
        folder = files.folder_of(check_round(code))
    except NotAName:
        raise Http404 from None
    of_the_list = name in files.LIST_FILES or name in time_stamps.FILES
    known = of_the_list or name in files.RESULT_FILES
    round_ = Round.objects.filter(code=code, published_at__isnull=False).first() if known else None
    # A result lies on the disk a moment before it is public.
    if round_ is None or (round_.closed_at is None and not of_the_list):
        raise Http404
    if round_.closed_at is None and name in GROWING and (listed := files.sums_of_list(round_)):
        # In pieces, as all that grows: no copy of it is kept.
        headers = {"Cache-Control": "public, max-age=0"}
        return FileResponse(io.BytesIO(listed[name]), content_type=open_data.TYPES[".txt"], headers=headers)
    return _open(request, folder / name, settled=round_.closed_at is not None or name not in GROWING)


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


def _open(request: HttpRequest, path: Path, *, settled: bool) -> HttpResponse:
    """
    A file as it lies there; it is written once and replaced whole, so its size and time tell one version from another.

    :param settled: whether its bytes stay as they are, so that a copy may be kept; a large one is sent in pieces all the same
    """
    try:
        file = path.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    found, kind = os.stat(file.fileno()), open_data.TYPES.get(path.suffix, open_data.TYPES[".txt"])
    changed = int(found.st_mtime)
    told = {"Last-Modified": http_date(changed), "Cache-Control": f"public, max-age={open_data.FRESH if settled else 0}"}
    if settled and found.st_size <= MOST_KEPT:
        with file:
            # The fingerprint of its bytes is added where copies are kept, and who has them already is told so there.
            return HttpResponse(file.read(), content_type=kind, headers=told)
    etag = f'"{found.st_size:x}-{found.st_mtime_ns:x}"'
    response = FileResponse(file, content_type=kind, headers=told | {"ETag": etag})
    answer = get_conditional_response(request, etag=etag, last_modified=changed, response=response)
    if answer is not response:
        file.close()
    return answer

"""My file: what is kept about the person, who looked at it, a copy of everything, and closing the account."""

import tempfile

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from iecsite import bell, clock, personal_file
from iecsite.once import nothing_done, once
from iecsite.refusal import Refused
from profiles.operations import closing
from profiles.queries import access_requests
from profiles.queries.looks import looks_of
from profiles.views import wording

LOOKS_SHOWN = 50


@require_safe
def my_file(request: HttpRequest) -> HttpResponse:
    """What is kept and how long, the looks of staff by role, and the ways to a copy and to the end."""
    looks = [
        (one.last_at, wording.role(one.role), wording.page_looked_at(one.page), one.times)
        for one in looks_of(request.user.pk, most=LOOKS_SHOWN)
    ]
    context = {"looks": looks, "closing_at": request.user.closing_at, "requests": access_requests.of(request.user.pk)}
    return TemplateResponse(request, "profiles/my_file.html", context)


@require_safe
def my_file_copy(request: HttpRequest) -> HttpResponse:
    """Everything as one ZIP archive."""
    language = "fr" if (get_language() or "").startswith("fr") else "en"
    preface = render_to_string(f"profiles/my_file_preface.{language}.txt", {"at": clock.now()})
    kept = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
    personal_file.write(request.user.pk, kept, preface=preface)
    kept.seek(0)
    name = "iec-dossier.zip" if language == "fr" else "iec-file.zip"
    return FileResponse(kept, as_attachment=True, filename=name, content_type="application/zip")


@require_http_methods(["GET", "HEAD", "POST"])
@once("close_account")
def close_account(request: HttpRequest) -> HttpResponse:
    """What ends and what is kept; on POST, ask for it."""
    if request.method == "POST":
        try:
            closing.ask(by=request.user, early_disposal="early" in request.POST, at=clock.now())
        except Refused as refusal:
            nothing_done(request)
            messages.error(request, refusal.sentence(get_language()))
            return redirect("close_account")
        bell.ring("profiles.tasks.deliver_letters", queue="mail")
        messages.success(request, _("Your account will be closed. Until then you can change your mind here."))
        return redirect("my_file")
    return TemplateResponse(request, "profiles/close_account.html", {"closing_at": request.user.closing_at})


@require_http_methods(["POST"])
def keep_account(request: HttpRequest) -> HttpResponse:
    """Take back the wish to close the account."""
    closing.keep(by=request.user, at=clock.now())
    messages.success(request, _("Your account stays open."))
    return redirect("my_file")

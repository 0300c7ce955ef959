"""Letters: the list, each one's words as they were sent, and what was enclosed."""

from pathlib import PurePosixPath

from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from iecsite import clock
from profiles.letters import words
from profiles.models import Letter
from profiles.operations import letters as operations
from profiles.queries import letters, sent_answers

PER_PAGE = 25


@require_safe
def letter_list(request: HttpRequest) -> HttpResponse:
    """The person's letters, newest first."""
    page = Paginator(letters.of(request.user.pk).select_related("user", "profile"), PER_PAGE).get_page(request.GET.get("page"))
    for one in page:
        # One that is still on its way has no words of its own yet.
        one.title = one.subject or words.compose(one)[0]
    return TemplateResponse(request, "profiles/letters.html", {"page": page, "sent": sent_answers.of_account(request.user.pk)})


@require_safe
def letter(request: HttpRequest, number: int) -> HttpResponse:
    """One letter, in the words and the language of the message that carried it; that it was opened is noted."""
    try:
        found = operations.open_letter(letter_id=number, by=request.user, at=clock.now())
    except Letter.DoesNotExist:
        raise Http404 from None
    return TemplateResponse(request, "profiles/letter.html", {"letter": found, "paragraphs": found.body.strip().split("\n\n")})


@require_safe
def enclosure(request: HttpRequest, number: int) -> HttpResponse:
    """The file enclosed with a letter of the person's own."""
    found = get_object_or_404(letters.of(request.user.pk).exclude(enclosure=""), pk=number)
    try:
        file = default_storage.open(found.enclosure, "rb")
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(file, as_attachment=True, filename=PurePosixPath(found.enclosure).name, content_type="application/pdf")

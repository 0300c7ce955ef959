"""The checklist: add, look at and take out files."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications.forms.sending import UploadForm
from applications.models import Document
from applications.operations import documents
from applications.queries import standing
from applications.queries.standing import Line
from applications.rules.sentences import sentence
from applications.states import DocumentState
from applications.views.mine import language, mine, refused
from iecsite import bell, clock
from iecsite.refusal import Refused

ENDINGS = {"pdf": ".pdf", "jpeg": ".jpg,.jpeg", "png": ".png", "heic": ".heic,.heif"}
TYPES = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png"}


def _words(line: Line) -> dict:
    key = f"checklist.{line.requirement.key}"
    why = sentence(f"{key}.why", language())
    proof = sentence(f"{key}.proof", language()) if line.requirement.proof_accepted else ""
    faults = [sentence(f"document.{one.fault}", language()) for one in line.faulty]
    return {
        "line": line,
        "key": str(line.requirement.key),
        "name": sentence(key, language()),
        "why": why,
        "proof": proof,
        "fault": faults[-1] if faults and not line.filled else "",
    }


@require_safe
def application_documents(request: HttpRequest, reference: str) -> HttpResponse:
    """Every line of the checklist with what is there for it."""
    found = mine(request, reference)
    at = clock.now()
    here = standing.of(found, at=at)
    rows = [_words(line) | {"takes_files": here.takes_files(line, at=at)} for line in here.lines]
    context = {"application": found, "here": here, "rows": rows}
    return TemplateResponse(request, "applications/documents.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def application_document_add(request: HttpRequest, reference: str, requirement: str) -> HttpResponse:
    """One line of the checklist: why it is asked for, its files, and a place for another."""
    found = mine(request, reference)
    at = clock.now()
    here = standing.of(found, at=at)
    line = next((one for one in here.lines if one.requirement.key == requirement), None)
    if line is None:
        raise Http404
    accept = ",".join(ENDINGS[kind] for kind in line.requirement.formats)
    form = UploadForm(*((request.POST, request.FILES) if request.method == "POST" else ()), accept=accept)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            kept = documents.attach(
                application_id=found.pk, requirement=requirement, upload=upload, name=upload.name, by=request.user, at=clock.now()
            )
        except Refused as refusal:
            form.add_error("file", refusal.sentence(get_language()))
        else:
            messages.success(request, _("Added: %(name)s") % {"name": kept.document.original_name})
            for advice in kept.advice:
                messages.info(request, advice.fr if language() == "fr" else advice.en)
            return redirect("application_document_add", reference, requirement)
    row = _words(line) | {"takes_files": here.takes_files(line, at=at)}
    context = {"application": found, "here": here, "row": row, "form": form}
    return TemplateResponse(request, "applications/document_add.html", context)


@require_POST
def application_document_remove(request: HttpRequest, reference: str, document_id: int) -> HttpResponse:
    """Take a file out."""
    found = mine(request, reference)
    document = get_object_or_404(Document, pk=document_id, application=found)
    try:
        documents.remove(document_id=document.pk, by=request.user, at=clock.now())
    except Refused as refusal:
        return refused(request, refusal, "application_document_add", reference, document.requirement)
    bell.ring("iecsite.tasks.remove_files", queue="files")
    messages.success(request, _("Removed: %(name)s") % {"name": document.original_name})
    return redirect("application_document_add", reference, document.requirement)


@require_safe
def application_document(request: HttpRequest, reference: str, document_id: int) -> HttpResponse:
    """A file of the person's own, to keep: never opened inside the site."""
    found = mine(request, reference)
    document = get_object_or_404(Document.objects.exclude(state=DocumentState.REMOVED), pk=document_id, application=found)
    return download(document)


def download(document: Document) -> HttpResponse:
    """A stored file as a download that no browser runs or guesses about."""
    try:
        file = document.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    kind = TYPES.get(document.kind, "application/octet-stream")
    response = FileResponse(file, as_attachment=True, filename=document.original_name, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response

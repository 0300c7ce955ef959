"""The documents of a case: looked at one after the other, each accepted or marked as not usable."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from applications.models import Application, Document
from applications.operations import document_review
from applications.queries import applications
from applications.rules.documents import Fault
from applications.rules.sentences import sentence
from applications.states import DocumentState
from iecsite import clock
from iecsite.admin_base import ReadOnlyAdmin


def rows(case: Application, language: str) -> list[tuple[str, Document, str]]:
    """Each file that is there: which document it is, the file, and what was found wrong with it in words."""
    there = case.documents.exclude(state=DocumentState.REMOVED).select_related("reviewed_by")
    return [(sentence(f"checklist.{one.requirement}", language), one, _fault(one, language)) for one in there]


def _fault(document: Document, language: str) -> str:
    return sentence(f"document.{document.fault}", language) if document.fault else ""


class FaultForm(forms.Form):
    """What is wrong with a document."""

    fault = forms.ChoiceField(label=gettext_lazy("Why it is not usable"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["fault"]
        field.choices = [(str(one), sentence(f"document.{one}", language)) for one in Fault]  # type: ignore[attr-defined]
        missing = sentence("document.no_reason", language)
        field.error_messages = {"required": missing, "invalid_choice": missing}


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, self: ReadOnlyAdmin, number: int, document_id: int) -> HttpResponse:
    """The page of one document; after a mark the next one that nobody looked at, or the case when there is none."""
    language = "fr" if (get_language() or "").startswith("fr") else "en"
    case = get_object_or_404(applications.whole(), pk=number)
    there = case.documents.exclude(state=DocumentState.REMOVED).select_related("reviewed_by")
    document = get_object_or_404(there, pk=document_id)
    rejecting = request.POST.get("act") == "reject"
    form = FaultForm(request.POST if rejecting else None, language=language, initial={"fault": document.fault})
    if request.method == "POST" and (not rejecting or form.is_valid()):
        if _mark(request, self, document, form if rejecting else None):
            following = there.filter(state=DocumentState.ADDED).first()
            if following is not None:
                return redirect("admin:applications_application_review", case.pk, following.pk)
        return redirect("admin:applications_application_change", case.pk)
    context = {
        "case": case,
        "document": document,
        "asked_for": sentence(f"checklist.{document.requirement}", language),
        "why": sentence(f"checklist.{document.requirement}.why", language),
        "fault": _fault(document, language),
        "form": form,
        "is_picture": document.kind in ("jpeg", "png"),
        "left": there.filter(state=DocumentState.ADDED).count(),
    }
    return self.page(request, "admin/applications/review.html", title=_("Check a document"), obj=case, **context)


def _mark(request: HttpRequest, self: ReadOnlyAdmin, document: Document, form: FaultForm | None) -> bool:
    at, by = clock.now(), request.user
    act: Callable[[], Any]
    if form is not None:
        fault = form.cleaned_data["fault"]
        act, done = lambda: document_review.reject(document_id=document.pk, fault=fault, by=by, at=at), _("Marked as not usable.")
    elif request.POST.get("act") == "accept":
        act, done = lambda: document_review.accept(document_id=document.pk, by=by, at=at), _("The document is accepted.")
    else:
        messages.error(request, _("Choose one of the buttons."))
        return False
    return self.carry_out(request, act, done=done)

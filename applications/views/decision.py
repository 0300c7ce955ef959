"""The decision, for the person whom it is about."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from applications.models import Decision
from applications.rules.sentences import sentence
from applications.states import ApplicationState
from applications.views.mine import language, mine

TOLD = frozenset({ApplicationState.APPROVED, ApplicationState.REFUSED})


def _decision(request: HttpRequest, reference: str) -> Decision | None:
    found = mine(request, reference)
    return (
        Decision.objects.select_related("application__pool__country")
        .filter(application=found, application__state__in=TOLD)
        .first()
    )


@require_safe
def decision(request: HttpRequest, reference: str) -> HttpResponse:
    """What was decided, why, and what comes next."""
    found = _decision(request, reference)
    if found is None:
        return redirect("application", reference)
    refunds = [
        (sentence(f"fee.{refund.line.code}", language()), refund) for refund in found.application.refunds.select_related("line")
    ]
    context = {
        "decision": found,
        "application": found.application,
        "reasons": [sentence(f"refusal.{code}", language()) for code in found.reason_codes],
        "refunds": refunds,
    }
    return TemplateResponse(request, "applications/decision.html", context)


@require_safe
def decision_letter(request: HttpRequest, reference: str) -> HttpResponse:
    """The letter as a PDF, as soon as it is written."""
    found = _decision(request, reference)
    if found is None or not found.pdf:
        raise Http404
    try:
        file = found.pdf.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(file, as_attachment=True, filename=f"{reference}.pdf", content_type="application/pdf")

"""What it costs, paying it once, and what was sent."""

from contextlib import suppress

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applications.forms.sending import CardForm
from applications.gateway import local
from applications.models import Payment
from applications.operations import payments, submission
from applications.queries import fees, standing
from applications.rules import fees as fee_rules
from applications.rules.sentences import sentence
from applications.states import ApplicationState, PaymentState
from applications.views import receipts
from applications.views.mine import language, mine, refused
from iecsite import clock
from iecsite.once import once
from iecsite.refusal import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def application_fees(request: HttpRequest, reference: str) -> HttpResponse:
    """The lines of the sum; on POST, to the page of the card (the same one however often it is asked for)."""
    found = mine(request, reference)
    at = clock.now()
    if request.method == "POST":
        back = request.build_absolute_uri(reverse("application_pay", args=[reference]))
        try:
            return redirect(payments.start_payment(application_id=found.pk, back_url=back, by=request.user, at=at).url)
        except payments.AlreadyPaid:
            return redirect("application_pay", reference)
        except Refused as refusal:
            return refused(request, refusal, "application", reference)
    here = standing.of(found, at=at)
    context = {"application": found, "here": here, "lines": [], "total": None, "unknown": "", "confirmed": True}
    try:
        lines = fees.lines_of(found, on=clock.home_date(at))
    except fee_rules.NoFeeKnown:
        context["unknown"] = sentence("fee.none_known", language())
    else:
        context |= {
            "lines": [(sentence(f"fee.{line.code}", language()), line) for line in lines],
            "total": fee_rules.total(lines),
            "confirmed": fee_rules.all_confirmed(lines),
        }
    return TemplateResponse(request, "applications/fees.html", context)


@require_safe
def application_pay(request: HttpRequest, reference: str) -> HttpResponse:
    """Back from the page of the card: what became of the payment, and of the application."""
    found = mine(request, reference)
    at = clock.now()
    payment = found.payments.first()
    if payment is None:
        return redirect("application_fees", reference)
    with suppress(payments.CannotAsk):
        payment = payments.settle_payment(payment_id=payment.pk, by=request.user, at=at)
    if payment.state == PaymentState.FAILED:
        words = {
            "card_refused": _("Your card was refused. Nothing was taken. Try again, or use another card."),
            "cancelled": _("You cancelled the payment. Nothing was taken."),
        }
        messages.error(request, words.get(payment.failure, _("The payment did not happen. Nothing was taken. Try again.")))
        return redirect("application_fees", reference)
    if payment.state == PaymentState.STARTED:
        return TemplateResponse(request, "applications/payment_unknown.html", {"application": found, "payment": payment})
    try:
        submission.submit(application_id=found.pk, by=request.user, at=at)
    except Refused as refusal:
        return refused(request, refusal, "application", reference)
    return redirect("application_sent", reference)


@require_http_methods(["GET", "HEAD", "POST"])
@once("card_page")
def card_page(request: HttpRequest, key: str) -> HttpResponse:
    """The local card page, standing in for a provider: takes no money and knows its own numbers only."""
    theirs = Payment.objects.filter(application__profile__user=request.user, gateway=local.LocalCards.name)
    payment = get_object_or_404(theirs.select_related("application"), gateway_key=key)
    reference = payment.application.reference
    at = clock.now()
    if payment.state != PaymentState.STARTED:
        return redirect("application_pay", reference)
    form = CardForm(request.POST if request.method == "POST" and "cancel" not in request.POST else None)
    if request.method == "POST" and "cancel" in request.POST:
        payments.cancel_payment(payment_id=payment.pk, by=request.user, at=at)
        return redirect("application_pay", reference)
    if request.method == "POST" and form.is_valid():
        local.charge_card(payments.charge_of(payment), form.cleaned_data["number"], at=at)
        return redirect("application_pay", reference)
    context = {
        "payment": payment,
        "form": form,
        "numbers": {"taken": local.TAKEN, "refused": local.REFUSED, "silent": local.SILENT},
    }
    return TemplateResponse(request, "applications/card_page.html", context)


@require_safe
def application_sent(request: HttpRequest, reference: str) -> HttpResponse:
    """What was sent, when, and what comes next."""
    found = mine(request, reference)
    if found.submitted_at is None:
        return redirect("application", reference)
    files = [(sentence(f"checklist.{one.requirement}", language()), one) for one in standing.sent_documents(found)]
    payment = found.payments.filter(state=PaymentState.PAID).first()
    open_still = found.state in (ApplicationState.SUBMITTED, ApplicationState.IN_REVIEW)
    context = {"application": found, "files": files, "payment": payment, "open_still": open_still}
    return TemplateResponse(request, "applications/sent.html", context)


@require_safe
def receipt(request: HttpRequest, reference: str) -> HttpResponse:
    """The receipt as a PDF in the language of the page."""
    found = mine(request, reference)
    if found.submitted_at is None:
        return redirect("application", reference)
    response = HttpResponse(receipts.receipt_pdf(found, language=(get_language() or "en")[:2]), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{reference}-{language()}.pdf"'
    return response

"""Payments and refunds as cashiers read them."""

import functools
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from applications.models import Application, Payment, Refund
from applications.operations import by_hand, refunds, unsettled
from applications.queries.refunds import paid_lines
from applications.rules.attempts import MOST_ATTEMPTS
from applications.rules.refunds import Ending, endings_after
from applications.rules.sentences import sentence
from applications.states import Evidence, PaymentState, RefundState
from iecsite import bell, clock
from iecsite.admin_base import Page, ReadOnlyAdmin
from iecsite.once import nothing_done, once


class PutAsideFilter(admin.SimpleListFilter):
    """What three attempts could not bring to its end: a payment begun, a refund due."""

    title = gettext_lazy("attention")
    parameter_name = "put_aside"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", gettext_lazy("Put aside"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        unended = [PaymentState.STARTED, RefundState.DUE]
        return queryset.filter(state__in=unended, attempts__gte=MOST_ATTEMPTS) if self.value() == "yes" else queryset


@admin.register(Payment)
class PaymentAdmin(ReadOnlyAdmin):
    list_display = ["application", "amount", "state", "gateway", "card_last4", "failure", "started_at", "settled_at"]
    list_filter = [PutAsideFilter, "state", "gateway"]
    list_select_related = ["application"]
    search_fields = ["application__reference"]
    change_form_template = "admin/applications/payment.html"

    def added_pages(self) -> list[Page]:
        return [
            Page("<int:number>/again/", self.again, "again"),
            Page("<int:number>/by-hand/", self.by_hand, "by_hand"),
        ]

    def by_hand(self, request: HttpRequest, number: int) -> HttpResponse:
        """What a cashier found of a payment whose provider never answers again."""
        self.require(request, "applications.refund_payment")
        return _by_hand(request, self, number)

    def again(self, request: HttpRequest, number: int) -> HttpResponse:
        """Have a payment looked at again of which nothing could be learnt."""
        self.require(request, "applications.refund_payment")
        get_object_or_404(Payment, pk=number)
        if request.method == "POST" and self.carry_out(
            request,
            lambda: unsettled.ask_again(payment_id=number, by=request.user, at=clock.now()),
            done=_("The payment is looked at again."),
        ):
            bell.ring("applications.tasks.settle_payments", queue="default")
        return redirect("admin:applications_payment_change", number)


class FindingForm(forms.Form):
    """What became of a payment, and what that rests on."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("What became of it"),
        choices=[("taken", gettext_lazy("It was taken")), ("not_taken", gettext_lazy("It was not taken"))],
        widget=forms.RadioSelect,
    )
    evidence = forms.ChoiceField(label=gettext_lazy("What shows it"), choices=Evidence.choices, widget=forms.RadioSelect)


@require_http_methods(["GET", "HEAD", "POST"])
@once("payment_by_hand")
def _by_hand(request: HttpRequest, self: PaymentAdmin, number: int) -> HttpResponse:
    payment = get_object_or_404(Payment.objects.select_related("application"), pk=number)
    form = FindingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        act = functools.partial(
            by_hand.find,
            payment_id=number,
            taken=form.cleaned_data["outcome"] == "taken",
            evidence=Evidence(form.cleaned_data["evidence"]),
            by=request.user,
            at=clock.now(),
        )
        done = _("What you found is written down. The payment is settled once two cashiers have found the same.")
        if not self.carry_out(request, act, done=done):
            nothing_done(request)
        return redirect("admin:applications_payment_change", number)
    title = _("Settle a payment of %(reference)s by hand") % {"reference": payment.application.reference}
    return self.page(request, "admin/applications/payment_by_hand.html", title=title, obj=payment, payment=payment, form=form)


class OutcomeFilter(admin.SimpleListFilter):
    title = gettext_lazy("because")
    parameter_name = "outcome"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(str(ending), sentence(f"ending.{ending}", _language())) for ending in Ending]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(outcome=self.value()) if self.value() else queryset


@admin.register(Refund)
class RefundAdmin(ReadOnlyAdmin):
    list_display = ["application", "fee", "amount", "because", "state", "created_at", "sent_at", "attempts"]
    list_filter = [PutAsideFilter, "state", OutcomeFilter]
    list_select_related = ["application", "line"]
    search_fields = ["application__reference"]
    change_form_template = "admin/applications/refund.html"

    @admin.display(description=gettext_lazy("fee"))
    def fee(self, refund: Refund) -> Any:
        """The fee that goes back."""
        return sentence(f"fee.{refund.line.code}", _language())

    @admin.display(description=gettext_lazy("because"), ordering="outcome")
    def because(self, refund: Refund) -> str:
        """The line of the refund matrix, in words."""
        return sentence(f"ending.{refund.outcome}", _language())

    def added_pages(self) -> list[Page]:
        return [
            Page("<int:number>/again/", self.again, "again"),
            Page("pay-back/<int:application_id>/", self.pay_back, "pay_back"),
        ]

    def pay_back(self, request: HttpRequest, application_id: int) -> HttpResponse:
        """What happened after the case was over, what goes back for it, and on confirmation pay it back."""
        self.require(request, "applications.refund_payment")
        return _pay_back(request, self, application_id)

    def again(self, request: HttpRequest, number: int) -> HttpResponse:
        """Try a refund again that did not go."""
        self.require(request, "applications.refund_payment")
        get_object_or_404(Refund, pk=number)
        if request.method == "POST" and self.carry_out(
            request,
            lambda: refunds.try_again(refund_id=number, by=request.user, at=clock.now()),
            done=_("The refund is tried again."),
        ):
            bell.ring("applications.tasks.send_refunds", queue="default")
        return redirect("admin:applications_refund_change", number)


ENDINGS = {
    Ending.REFUSED: gettext_lazy("The application was refused"),
    Ending.WITHDRAWN_BEFORE_LETTER: gettext_lazy("The person withdrew before the letter of introduction"),
    Ending.WITHDRAWN_AFTER_LETTER: gettext_lazy("The person withdrew after the letter of introduction"),
    Ending.OFFER_WITHDRAWN: gettext_lazy("The employer withdrew the offer"),
    Ending.LETTER_EXPIRED: gettext_lazy("The letter of introduction ran out unused"),
    Ending.REFUSED_AT_ENTRY: gettext_lazy("The permit was refused at entry"),
    Ending.RETURNED_INCOMPLETE: gettext_lazy("The application was returned as incomplete"),
}


class EndingForm(forms.Form):
    """What happened; only what can follow on the state of the application is offered."""

    ending = forms.ChoiceField(label=gettext_lazy("What happened"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, state: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ending"].choices = [(str(one), ENDINGS[one]) for one in endings_after(state)]  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@once("pay_back")
def _pay_back(request: HttpRequest, self: RefundAdmin, application_id: int) -> HttpResponse:
    found = get_object_or_404(Application.objects.select_related("pool__country"), pk=application_id)
    form = EndingForm(request.POST if request.method == "POST" else None, state=found.decided_as())
    at, lines = clock.now(), None
    if request.method == "POST" and form.is_valid():
        ending = Ending(form.cleaned_data["ending"])
        if "confirm" in request.POST:
            act = functools.partial(refunds.refund, application_id=found.pk, ending=ending, by=request.user, at=at)
            if self.carry_out(request, act, done=_("The fees are being paid back.")):
                bell.ring("applications.tasks.send_refunds", queue="default")
            else:
                nothing_done(request)
            return redirect("admin:applications_refund_changelist")
        told = refunds.preview(lines=paid_lines(found.pk), ending=ending, at=at)
        lines = [(sentence(f"fee.{one.code}", _language()), one, sentence(one.reason, _language())) for one in told]
    total = sum((one.amount for _name, one, _why in lines or ()), Decimal(0))
    context = {"case": found, "form": form, "lines": lines, "total": total}
    title = _("Pay back fees of %(reference)s") % {"reference": found.reference}
    return self.page(request, "admin/applications/pay_back.html", title=title, obj=found, **context)


def _language() -> str:
    return "fr" if (get_language() or "").startswith("fr") else "en"

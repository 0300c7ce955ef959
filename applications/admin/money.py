"""Fees, payments and refunds as cashiers read them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Fee, Payment, Refund
from applications.operations import refunds
from iecsite import bell, clock
from iecsite.admin_base import Page, ReadOnlyAdmin


@admin.register(Fee)
class FeeAdmin(ReadOnlyAdmin):
    list_display = ["code", "amount", "effective_from", "amount_confirmed", "start_confirmed", "payer", "name_en"]
    list_filter = ["code", "payer"]


@admin.register(Payment)
class PaymentAdmin(ReadOnlyAdmin):
    list_display = ["application", "amount", "state", "gateway", "card_last4", "failure", "started_at", "settled_at"]
    list_filter = ["state", "gateway"]
    list_select_related = ["application"]
    search_fields = ["application__reference"]


@admin.register(Refund)
class RefundAdmin(ReadOnlyAdmin):
    list_display = ["application", "fee", "amount", "outcome", "state", "created_at", "sent_at", "attempts"]
    list_filter = ["state", "outcome"]
    list_select_related = ["application", "line"]
    search_fields = ["application__reference"]
    change_form_template = "admin/applications/refund.html"

    @admin.display(description=gettext_lazy("fee"))
    def fee(self, refund: Refund) -> Any:
        """The fee that goes back."""
        return refund.line.code

    def added_pages(self) -> list[Page]:
        return [Page("<int:number>/again/", self.again, "again")]

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

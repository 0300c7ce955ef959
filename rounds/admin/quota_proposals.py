"""Proposed quota changes on the staff site: one person writes them, another decides."""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from iecsite import clock
from iecsite.admin_base import OneOperationAdmin
from iecsite.once import nothing_done, once
from rounds.models import QuotaProposal
from rounds.operations import quota_proposals as operations
from rounds.queries.ledger import ledgers


@admin.register(QuotaProposal)
class QuotaProposalAdmin(OneOperationAdmin):
    list_display = ["pool", "effective_on", "what", "standing", "proposed_by", "proposed_at", "approved_by"]
    list_filter = [("approved_at", admin.EmptyFieldListFilter), ("dropped_at", admin.EmptyFieldListFilter), "pool__season"]
    list_select_related = ["pool", "to_pool", "proposed_by", "approved_by"]
    search_fields = ["pool__code"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was proposed is approved or dropped as it is; another number is another proposal."""
        return False

    @admin.display(description=gettext_lazy("what"))
    def what(self, proposal: QuotaProposal) -> str:
        return in_words(proposal)

    @admin.display(description=gettext_lazy("state"))
    def standing(self, proposal: QuotaProposal) -> str:
        """Waiting, approved or dropped."""
        if proposal.open:
            return _("Waits for another person")
        return _("Approved") if proposal.approved_at else _("Dropped")

    def operate(self, *, row: QuotaProposal, values: dict[str, Any], change: bool, by: Any, at: datetime) -> QuotaProposal:
        return operations.propose_change(
            pool_id=row.pool_id,
            effective_on=row.effective_on,
            quota=row.quota,
            unlimited=row.unlimited,
            confirmed=row.confirmed,
            reason_en=row.reason_en,
            reason_fr=row.reason_fr,
            source_url=row.source_url,
            by=by,
            at=at,
        )

    def response_add(self, request: HttpRequest, obj: QuotaProposal, post_url_continue: str | None = None) -> HttpResponse:
        messages.success(request, _("The change is proposed. It stands when another person approves it."))
        return redirect("admin:rounds_quotaproposal_change", obj.pk)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What is proposed, its pools as they stand now, and the decision."""
        self.require(request, "rounds.view_quotaproposal")
        return _page(request, self, object_id)


def in_words(proposal: QuotaProposal) -> str:
    """What would stand: a number, unlimited, to be announced, or the places that go to another pool."""
    if proposal.to_pool is not None:
        return _("%(places)s places to %(pool)s") % {"places": proposal.places, "pool": proposal.to_pool.code}
    if proposal.unlimited:
        return _("Unlimited")
    return _("To be announced") if proposal.quota is None else str(proposal.quota)


@require_http_methods(["GET", "HEAD", "POST"])
@once("quota_proposal")
def _page(request: HttpRequest, self: QuotaProposalAdmin, object_id: str) -> HttpResponse:
    rows = QuotaProposal.objects.select_related("pool__country", "to_pool__country", "proposed_by", "approved_by", "dropped_by")
    proposal = self.found(rows, object_id)
    if request.method == "POST":
        self.require(request, operations.PROPOSE, operations.APPROVE)
        if not _decide(request, self, proposal):
            nothing_done(request)
        return redirect("admin:rounds_quotaproposal_change", proposal.pk)
    pools = [pool for pool in (proposal.pool, proposal.to_pool) if pool is not None]
    books = ledgers([pool.pk for pool in pools])
    mine = proposal.proposed_by_id == request.user.pk
    context = {
        "proposal": proposal,
        "what": in_words(proposal),
        "state": self.standing(proposal),
        "pools": [(pool, books[pool.pk]) for pool in pools],
        "mine": mine,
        "may_approve": proposal.open and not mine and request.user.has_perm(operations.APPROVE),
        "may_drop": proposal.open and any(request.user.has_perm(one) for one in (operations.PROPOSE, operations.APPROVE)),
    }
    title = _("Proposed quota change: %(pool)s") % {"pool": proposal.pool.code}
    return self.page(request, "admin/rounds/quota_proposal.html", title=title, obj=proposal, **context)


def _decide(request: HttpRequest, self: QuotaProposalAdmin, proposal: QuotaProposal) -> bool:
    acts = {
        "approve": (operations.approve, _("The change is approved and stands in the list from its day on.")),
        "drop": (operations.drop, _("The proposal is dropped. Nothing changed.")),
    }
    chosen = acts.get(request.POST.get("act", ""))
    if chosen is None:
        messages.error(request, _("Choose one of the buttons."))
        return False
    act, done = chosen
    return self.carry_out(request, lambda: act(proposal_id=proposal.pk, by=request.user, at=clock.now()), done=done)

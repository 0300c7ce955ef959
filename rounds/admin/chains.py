"""The staff's sealed chains: what was published of them, and the declaration that one is lost."""

from datetime import datetime

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from iecsite import clock
from iecsite.admin_base import Page, ReadOnlyAdmin
from iecsite.once import nothing_done, once
from iecsite.refusal import Refused
from rounds.models import Round, StaffChain
from rounds.operations import randomness
from rounds.states import RoundState

NOT_FINAL = (RoundState.SEEDED, RoundState.DRAWN, RoundState.CHECKED)


@admin.register(StaffChain)
class StaffChainAdmin(ReadOnlyAdmin):
    list_display = ["season", "anchor", "length", "revealed", "made_at", "lost_at"]
    fields = ["season", "anchor", "length", "revealed", "last_link", "made_by", "made_at", "may_be_used_from", "lost_at"]
    readonly_fields = ["last_link", "may_be_used_from"]
    list_select_related = ["season"]
    change_form_template = "admin/rounds/chain.html"

    def added_pages(self) -> list[Page]:
        return [Page("<str:object_id>/lost/", self.lost, "lost")]

    @admin.display(description=gettext_lazy("link revealed last"))
    def last_link(self, chain: StaffChain) -> str:
        """The link, unless the result that it gives is not final yet: with it and the beacon's value anybody has the seed."""
        if Round.objects.filter(season=chain.season_id, state__in=NOT_FINAL, test_source=False).exists():
            return _("Shown when the round that is being drawn is over")
        return chain.known

    @admin.display(description=gettext_lazy("named by lists that are fixed from"))
    def may_be_used_from(self, chain: StaffChain) -> datetime:
        """Its anchor lies open for seven days first."""
        return chain.usable_from

    def lost(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What it means to declare a chain lost; on POST, say so."""
        self.require(request, "rounds.plan_round", "rounds.approve_round")
        return _lost(request, self, object_id)


@require_http_methods(["GET", "HEAD", "POST"])
@once("chain_lost")
def _lost(request: HttpRequest, self: StaffChainAdmin, object_id: str) -> HttpResponse:
    chain = self.found(StaffChain.objects.select_related("season"), object_id)
    if request.method == "POST":
        try:
            lost = randomness.declare_chain_lost(chain_id=chain.pk, by=request.user, at=clock.now())
        except Refused as refusal:
            nothing_done(request)
            messages.error(request, refusal.sentence(get_language()))
            return redirect("admin:rounds_staffchain_change", chain.pk)
        words = _("The chain is declared lost, and it is published.") if lost else _("Noted. Another person must declare it too.")
        messages.success(request, words)
        return redirect("admin:rounds_staffchain_change", chain.pk)
    return self.page(request, "admin/rounds/chain_lost.html", title=_("Declare the chain lost"), obj=chain, chain=chain)

"""Moving places between categories of a country: what each pool has before and after, then the proposal."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from iecsite import clock
from iecsite.admin_base import ReadOnlyAdmin
from iecsite.once import nothing_done, once
from iecsite.refusal import Refused
from rounds.models import Pool, QuotaProposal
from rounds.operations import quota_proposals as operations
from rounds.queries import pools as pool_queries
from rounds.queries.ledger import ledgers
from rounds.rules.places import Places


class TransferForm(forms.Form):
    """From which pool to which, how many, from when and why."""

    from_pool = forms.ModelChoiceField(label=gettext_lazy("From the pool"), queryset=Pool.objects.none())
    to_pool = forms.ModelChoiceField(
        label=gettext_lazy("To the pool"),
        queryset=Pool.objects.none(),
        help_text=gettext_lazy("Another pool of the same country or territory."),
    )
    places = forms.IntegerField(label=gettext_lazy("Places"), min_value=1)
    effective_on = forms.DateField(label=gettext_lazy("In force from"), help_text=gettext_lazy("For example 2026-02-02."))
    confirmed = forms.BooleanField(label=gettext_lazy("Date confirmed"), required=False, initial=True)
    reason_en = forms.CharField(label=gettext_lazy("Reason in English"), max_length=300)
    reason_fr = forms.CharField(label=gettext_lazy("Reason in French"), max_length=300)
    source_url = forms.URLField(label=gettext_lazy("Source"), required=False, max_length=400, assume_scheme="https")

    def __init__(self, *args: Any, season: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Pool.objects.filter(season=season, quota__isnull=False).select_related("country")
        for name in ("from_pool", "to_pool"):
            field = self.fields[name]
            field.queryset = rows.order_by("country__sort_en", "order")
            field.label_from_instance = lambda pool: f"{pool.title()} ({pool.code})"  # type: ignore[attr-defined]

    def asked(self) -> dict[str, Any]:
        """What the operation is asked for."""
        said = dict(self.cleaned_data)
        return {"from_pool_id": said.pop("from_pool").pk, "to_pool_id": said.pop("to_pool").pk, **said}


@require_http_methods(["GET", "HEAD", "POST"])
@once("quota_transfer")
def page(request: HttpRequest, self: ReadOnlyAdmin) -> HttpResponse:
    """The form, then both pools before and after, then the proposal."""
    season = pool_queries.season_of_rounds(clock.now())
    if season is None:
        messages.error(request, _("No season is under way, so no places can be moved."))
        return redirect("admin:rounds_quotachange_changelist")
    form = TransferForm(request.POST if request.method == "POST" else None, season=season.pk)
    preview = None
    if request.method == "POST" and form.is_valid() and "change" not in request.POST:
        if "confirm" in request.POST:
            proposal = _propose(request, form)
            if proposal is not None:
                return redirect("admin:rounds_quotaproposal_change", proposal.pk)
        else:
            preview = _preview(form)
    if request.method == "POST":
        nothing_done(request)
    return self.page(request, "admin/rounds/transfer.html", title=_("Move places between categories"), form=form, preview=preview)


def _preview(form: TransferForm) -> list[dict[str, Any]] | None:
    """Both pools before and after; None where it cannot be, which the form then says."""
    try:
        before = operations.look_at_transfer(**form.asked())
    except Refused as refusal:
        form.add_error(None, refusal.sentence(get_language()))
        return None
    moved = form.cleaned_data["places"]
    books = ledgers([pool.pk for pool in before])
    rows = []
    for pool, change in zip(before, (-moved, moved), strict=True):
        after = Places(quota=before[pool] + change, unlimited=False, approved=pool.approved)
        rows.append(
            {
                "pool": pool,
                "before": before[pool],
                "after": after.quota,
                "approved": pool.approved,
                "under_way": books[pool.pk].under_way,
                "left": books[pool.pk].unused(after),
            }
        )
    return rows


def _propose(request: HttpRequest, form: TransferForm) -> QuotaProposal | None:
    try:
        proposal = operations.propose_transfer(**form.asked(), by=request.user, at=clock.now())
    except Refused as refusal:
        form.add_error(None, refusal.sentence(get_language()))
        return None
    messages.success(request, _("The transfer is proposed. It is made when another person approves it."))
    return proposal

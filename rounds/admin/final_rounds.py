"""Announcing the final round of pools: the day, the pools, and a look at who is written to before anybody is."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from iecsite import clock, dates
from iecsite.admin_base import ReadOnlyAdmin
from iecsite.once import nothing_done, once
from iecsite.refusal import Refused
from rounds.models import Pool
from rounds.operations import final_rounds as operations
from rounds.queries import final_rounds as queries
from rounds.queries import pools as pool_queries
from rounds.rules import weeks
from rounds.states import PoolStatus


class FinalRoundForm(forms.Form):
    """The day, and of which pools; no day takes the announcement back."""

    on = forms.DateField(label=gettext_lazy("Day of the final round"), required=False)
    off = forms.BooleanField(label=gettext_lazy("Take the announced day back instead"), required=False)
    pools = forms.MultipleChoiceField(label=gettext_lazy("Pools"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, pools: list[Pool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_id = {str(pool.pk): pool for pool in pools}
        self.fields["pools"].choices = [(pk, _named(pool)) for pk, pool in self.by_id.items()]
        earliest = clock.today() + weeks.FINAL_ROUND_NOTICE
        self.fields["on"].help_text = _("%(day)s or later: it is announced at least 5 days ahead. For example %(day)s.") % {
            "day": earliest.isoformat()
        }

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if not said.get("off") and not said.get("on") and "on" not in self.errors:
            self.add_error("on", _("Give the day of the final round, or tick that the announced day is taken back."))
        return said

    def chosen(self) -> list[Pool]:
        """The pools that were ticked, in the order of the page."""
        return [self.by_id[pk] for pk in self.cleaned_data["pools"]]


def _named(pool: Pool) -> str:
    if pool.final_round_on is None:
        return pool.title()
    day = dates.day(pool.final_round_on, get_language() or "en")
    return _("%(pool)s – announced for %(day)s") % {"pool": pool.title(), "day": day}


@require_http_methods(["GET", "HEAD", "POST"])
@once("final_round")
def page(request: HttpRequest, self: ReadOnlyAdmin) -> HttpResponse:
    """Day and pools, then whom it concerns, then the announcement."""
    season = pool_queries.season_of_rounds(clock.now())
    if season is None:
        messages.error(request, _("No season is under way, so no final round can be announced."))
        return redirect("admin:rounds_pool_changelist")
    pools = list(
        Pool.objects.filter(season=season, status=PoolStatus.OPEN).select_related("country").order_by("country__sort_en", "order")
    )
    form = FinalRoundForm(request.POST if request.method == "POST" else None, pools=pools)
    preview = None
    if request.method == "POST" and form.is_valid() and "change" not in request.POST:
        if "confirm" in request.POST:
            if _announce(request, form):
                return redirect("admin:rounds_pool_changelist")
        elif _may_be(form):
            preview = queries.concerned([pool.pk for pool in form.chosen()])
    if request.method == "POST":
        nothing_done(request)
    context = {"form": form, "season": season, "preview": preview, "chosen": form.chosen() if preview is not None else []}
    return self.page(request, "admin/rounds/final_round.html", title=_("Announce a final round"), **context)


def _may_be(form: FinalRoundForm) -> bool:
    """Whether the announcement could be made now; what stands against it is said on the form, and nobody is written to."""
    try:
        operations.check(pool_ids=_ids(form), on=_day(form), at=clock.now())
    except Refused as refusal:
        form.add_error(None, refusal.sentence(get_language()))
        return False
    return True


def _announce(request: HttpRequest, form: FinalRoundForm) -> bool:
    on, by, at = _day(form), request.user, clock.now()
    try:
        if on is None:
            changed = operations.take_back(pool_ids=_ids(form), by=by, at=at)
        else:
            changed = operations.announce(pool_ids=_ids(form), on=on, by=by, at=at)
    except Refused as refusal:
        form.add_error(None, refusal.sentence(get_language()))
        return False
    told = ngettext(
        "Done for %(count)d pool. Everybody in it is written to.", "Done for %(count)d pools. Everybody in them is written to.",
        len(changed),
    )  # fmt: skip
    messages.success(request, told % {"count": len(changed)})
    return True


def _ids(form: FinalRoundForm) -> list[int]:
    return [pool.pk for pool in form.chosen()]


def _day(form: FinalRoundForm) -> Any:
    return None if form.cleaned_data["off"] else form.cleaned_data["on"]

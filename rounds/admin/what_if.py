"""What would become of a season if something were different: asked on a form, played by a worker, shown beside the plan."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from iecsite import bell, clock
from iecsite.admin_base import Page, ReadOnlyAdmin
from iecsite.once import once
from iecsite.refusal import Refused
from rounds.admin.curves import Curve, curves
from rounds.models import Pool, WhatIf
from rounds.operations import what_if as operations
from rounds.queries import pools as pool_queries
from rounds.queries import what_if as queries
from rounds.queries.simulation_files import read_behaviour
from rounds.rules.simulation.behaviour import behaviour_of
from rounds.rules.simulation.changes import Changes

TASK = "rounds.tasks.play_simulated_seasons"


class WhatIfForm(forms.Form):
    """The question; a change of 0 leaves things as planned."""

    pool = forms.ChoiceField(label=gettext_lazy("Which pool"), required=False)
    places_percent = forms.IntegerField(
        label=gettext_lazy("More or fewer places, in percent"),
        min_value=-100,
        max_value=300,
        initial=0,
        help_text=gettext_lazy("10 for a tenth more, -10 for a tenth fewer."),
    )
    entrants_percent = forms.IntegerField(
        label=gettext_lazy("More or fewer people who enter, in percent"), min_value=-100, max_value=300, initial=0
    )
    accept_points = forms.IntegerField(
        label=gettext_lazy("More or fewer of the invited who say yes, in percentage points"),
        min_value=-60,
        max_value=20,
        initial=0,
        help_text=gettext_lazy(
            "-10 when 68 of 100 say yes instead of 78. The rules do not know it; they learn it from the answers."
        ),
    )
    weeks = forms.IntegerField(label=gettext_lazy("Weeks"), min_value=1, max_value=operations.MOST_WEEKS, initial=40)
    seed = forms.IntegerField(
        label=gettext_lazy("Seed"),
        min_value=0,
        max_value=2_147_483_647,
        initial=1,
        help_text=gettext_lazy("The same number gives the same season. Try a few: no two seasons are alike."),
    )
    note = forms.CharField(label=gettext_lazy("Note for staff"), required=False, max_length=200)

    def __init__(self, *args: Any, pools: list[Pool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pool"].choices = [("", _("All pools")), *((str(pool.pk), f"{pool.title()} ({pool.code})") for pool in pools)]

    def changes(self) -> Changes:
        """What is to be different."""
        names = ("places_percent", "entrants_percent", "accept_points")
        return Changes(**{name: self.cleaned_data[name] for name in names})


@admin.register(WhatIf)
class WhatIfAdmin(ReadOnlyAdmin):
    list_display = ["question", "season", "asked_by", "asked_at", "standing", "note"]
    list_filter = ["season"]
    list_select_related = ["season", "pool__country", "asked_by"]
    change_list_template = "admin/rounds/what_if_list.html"

    def get_queryset(self, request: HttpRequest) -> Any:
        # Two whole reports would be read for every line of the list.
        return super().get_queryset(request).defer("plain", "changed")

    def added_pages(self) -> list[Page]:
        return [Page("ask/", self.ask, "ask")]

    @admin.display(description=gettext_lazy("question"))
    def question(self, asked: WhatIf) -> str:
        """What is different, in words."""
        return in_words(asked)

    @admin.display(description=gettext_lazy("state"))
    def standing(self, asked: WhatIf) -> str:
        """How far it is, in words."""
        if asked.finished_at is not None:
            return _("Done")
        if asked.put_aside_at is not None:
            return _("Put aside")
        if not asked.attempts:
            return _("Waiting for a worker")
        return _("%(percent)s %% played") % {"percent": percent_played(asked)}

    def ask(self, request: HttpRequest) -> HttpResponse:
        """The form of a new question."""
        self.require(request, operations.PERMISSION)
        return _ask(request, self)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Progress while it is played; afterwards every pool as planned and as asked about, and one of them week by week."""
        self.require(request, "rounds.view_whatif")
        if request.method not in ("GET", "HEAD"):
            raise PermissionDenied
        asked = self.found(WhatIf.objects.select_related("season", "pool__country", "asked_by"), object_id)
        pairs = queries.pairs(asked)
        titles = {pool.code: pool.title() for pool in Pool.objects.filter(season=asked.season_id).select_related("country")}
        named = [(titles.get(pair.plain["pool"], pair.plain["pool"]), pair) for pair in pairs]
        wanted = request.GET.get("pool") or (asked.pool.code if asked.pool is not None else "")
        chosen = next((one for one in named if one[1].plain["pool"] == wanted), named[0] if named else None)
        context = {
            "asked": asked,
            "question": in_words(asked),
            "standing": self.standing(asked),
            "percent": percent_played(asked),
            "running": asked.finished_at is None and asked.put_aside_at is None,
            "pairs": named,
            "chosen": chosen,
            "weeks": list(zip(chosen[1].plain["weeks"], chosen[1].changed["weeks"], strict=True)) if chosen else [],
            "charts": _charts(asked, chosen[1]) if chosen else [],
            "cases": _cases(asked),
            "stated": _stated(chosen[1]) if chosen else None,
        }
        title = _("What if: %(question)s") % {"question": in_words(asked)}
        return self.page(request, "admin/rounds/what_if.html", title=title, obj=asked, **context)


def in_words(asked: WhatIf) -> str:
    """The question as a short sentence in the language of the page."""
    where = asked.pool.title() if asked.pool is not None else _("all pools")
    parts = []
    if asked.places_percent:
        parts.append(_("%(change)s %% places") % {"change": f"{asked.places_percent:+d}"})
    if asked.entrants_percent:
        parts.append(_("%(change)s %% people who enter") % {"change": f"{asked.entrants_percent:+d}"})
    if asked.accept_points:
        parts.append(_("%(change)s points who say yes") % {"change": f"{asked.accept_points:+d}"})
    return _("%(where)s: %(changes)s") % {"where": where, "changes": ", ".join(parts)}


def percent_played(asked: WhatIf) -> int:
    """How much of both seasons is played, 0 to 100."""
    return 100 if asked.finished_at is not None else min(99, asked.weeks_played * 100 // (2 * asked.weeks))


@require_http_methods(["GET", "HEAD", "POST"])
@once("what_if")
def _ask(request: HttpRequest, self: WhatIfAdmin) -> HttpResponse:
    at = clock.now()
    season = pool_queries.season_of_rounds(at)
    pools = list(Pool.objects.filter(season=season).select_related("country").order_by("order")) if season is not None else []
    form = WhatIfForm(request.POST if request.method == "POST" else None, pools=pools)
    if season is None:
        form = None
    elif request.method == "POST" and form.is_valid():
        try:
            asked = operations.ask(
                year=season.pk,
                pool_id=int(form.cleaned_data["pool"]) if form.cleaned_data["pool"] else None,
                weeks=form.cleaned_data["weeks"],
                seed=form.cleaned_data["seed"],
                changes=form.changes(),
                note=form.cleaned_data["note"],
                by=request.user,
                at=at,
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence(get_language()))
        else:
            bell.ring(TASK, queue="files")
            return redirect("admin:rounds_whatif_change", asked.pk)
    return self.page(request, "admin/rounds/what_if_ask.html", title=_("What if …"), form=form, season=season)


def _charts(asked: WhatIf, pair: queries.Pair) -> list[tuple[str, tuple[Curve, ...]]]:
    def weekly(name: str, *, quota: bool = False) -> tuple[Curve, ...]:
        plain, changed = ([week[name] for week in one["weeks"]] for one in (pair.plain, pair.changed))
        lines: list[tuple[str, list[Any]]] = [("iec-curve-plain", plain), ("iec-curve-changed", changed)]
        if quota and pair.changed["quota"] is not None:
            # The quota of a week is what was approved up to it and what was still to be given.
            places = [None if one["spots"] is None else one["approved"] + one["spots"] for one in pair.changed["weeks"]]
            lines.append(("iec-curve-limit", places))
        return curves(lines)

    return [
        (_("Approved"), weekly("approved", quota=True)),
        (_("Invited"), weekly("invited")),
        (_("In the pool"), weekly("candidates")),
    ]


def _cases(asked: WhatIf) -> dict[str, Any] | None:
    if asked.plain is None or asked.changed is None:
        return None
    plain, changed = asked.plain["officer_cases_per_week"], asked.changed["officer_cases_per_week"]
    return {
        "curves": curves([("iec-curve-plain", plain), ("iec-curve-changed", changed)]),
        "weeks": list(enumerate(zip(plain, changed, strict=True), start=1)),
        "most": (max(plain), max(changed)),
        "total": (sum(plain), sum(changed)),
    }


def _stated(pair: queries.Pair) -> Any:
    return behaviour_of(read_behaviour(), pair.plain["country"], pair.plain["category"])

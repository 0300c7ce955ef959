"""The calendar of rounds on the staff site: what is proposed for a week, and what becomes of it."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from iecsite import clock, dates
from iecsite.admin_base import ReadOnlyAdmin
from iecsite.once import nothing_done, once
from iecsite.refusal import Refused
from rounds.admin.due import WHY_NOT, WHY_SO_MANY
from rounds.models import CalendarWeek
from rounds.operations import weeks as operations
from rounds.queries import weeks as queries
from rounds.rules import weeks
from rounds.states import WeekState


class SkipForm(forms.Form):
    """Why no round is held in a week."""

    reason_en = forms.CharField(label=gettext_lazy("Reason in English"), max_length=300)
    reason_fr = forms.CharField(label=gettext_lazy("Reason in French"), max_length=300)


class MoveForm(forms.Form):
    """When the list of a week is fixed and drawn."""

    freeze_at = forms.DateTimeField(
        label=gettext_lazy("Fix the list at"), help_text=gettext_lazy("Eastern time, for example 2026-02-02 12:00.")
    )
    draw_at = forms.DateTimeField(
        label=gettext_lazy("Draw at"),
        help_text=gettext_lazy("At least 24 hours and a half later, in the same week."),
    )


@admin.register(CalendarWeek)
class CalendarWeekAdmin(ReadOnlyAdmin):
    list_display = ["named", "state_in_words", "drawn", "round_of", "reason_shown"]
    list_filter = ["season"]
    list_display_links = ["named"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("season", "skipped_by").prefetch_related("rounds")

    @admin.display(description=gettext_lazy("week of"), ordering="monday")
    def named(self, week: CalendarWeek) -> Any:
        return week.monday

    @admin.display(description=gettext_lazy("state"))
    def state_in_words(self, week: CalendarWeek) -> str:
        return str(week.state.label)

    @admin.display(description=gettext_lazy("drawn at"), ordering="draw_at")
    def drawn(self, week: CalendarWeek) -> Any:
        return week.draw_at if week.round is None else week.round.draw_at

    @admin.display(description=gettext_lazy("round"))
    def round_of(self, week: CalendarWeek) -> Any:
        return week.round or "–"

    @admin.display(description=gettext_lazy("reason"))
    def reason_shown(self, week: CalendarWeek) -> str:
        return week.reason

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One week: what is proposed and why, its round, and what this person may do now."""
        self.require(request, "rounds.view_calendarweek")
        return _page(request, self, object_id)


@require_http_methods(["GET", "HEAD", "POST"])
@once("calendar_week")
def _page(request: HttpRequest, self: CalendarWeekAdmin, object_id: str) -> HttpResponse:
    week = self.found(self.get_queryset(request), object_id)
    act = request.POST.get("act") if request.method == "POST" else None
    if act is not None:
        # What an act asks for is asked of everybody the same way, before anything is looked at.
        self.require(request, "rounds.plan_round")
    skip = SkipForm(request.POST if act == "skip" else None, prefix="skip")
    move = MoveForm(request.POST if act == "move" else None, prefix="move", initial=_local(week))
    if act is not None:
        if _act(request, week, act, skip, move):
            return redirect("admin:rounds_calendarweek_change", week.pk)
        nothing_done(request)
    looked = queries.looked_at(week.season_id, drawn_on=clock.home_date(week.draw_at))
    to_come = week.state == WeekState.PLANNED and not weeks.is_over(week.monday, clock.now())
    context = {
        "week": week,
        "state": week.state,
        "tone": {WeekState.HELD: "good", WeekState.PLANNED: "info"}.get(week.state, "plain"),
        "round": week.round,
        "proposal": [(one, WHY_SO_MANY.get(one.reason, one.reason)) for one in queries.proposal(week)],
        "due": [(one, WHY_SO_MANY[one.advice.recommendation.reason]) for one in looked if one.why_not is None] if to_come else [],
        "not_due": [(one, WHY_NOT[one.why_not]) for one in looked if one.why_not] if to_come else [],
        "skip": skip,
        "move": move,
        "error": next((form for form in (skip, move) if form.is_bound and form.errors), None),
        "may_plan": request.user.has_perm("rounds.plan_round"),
        "may_act": to_come and week.round is None,
        "may_take_up": week.state == WeekState.SKIPPED and not weeks.is_over(week.monday, clock.now()),
    }
    title = _("Round in the week of %(day)s") % {"day": dates.day(week.monday, request.LANGUAGE_CODE)}
    return self.page(request, "admin/rounds/week.html", title=title, obj=week, **context)


def _local(week: CalendarWeek) -> dict[str, str]:
    moments = {"freeze_at": week.freeze_at, "draw_at": week.draw_at}
    return {name: f"{moment.astimezone(clock.HOME_ZONE):%Y-%m-%d %H:%M}" for name, moment in moments.items()}


def _act(request: HttpRequest, week: CalendarWeek, act: str, skip: SkipForm, move: MoveForm) -> bool:
    at = clock.now()
    acts: dict[str, tuple[forms.Form | None, Any, str]] = {
        "skip": (
            skip,
            lambda: operations.skip(week_id=week.pk, by=request.user, at=at, **skip.cleaned_data),
            _("The week is skipped. The reason is on the public calendar."),
        ),
        "move": (
            move,
            lambda: operations.move(week_id=week.pk, by=request.user, at=at, **move.cleaned_data),
            _("The new moments are on the public calendar."),
        ),
        "take_up": (
            None,
            lambda: operations.take_up(week_id=week.pk, by=request.user, at=at),
            _("The week is planned again."),
        ),
    }
    if act not in acts:
        messages.error(request, _("Choose one of the buttons."))
        return False
    form, operate, done = acts[act]
    if form is not None and not form.is_valid():
        return False
    try:
        operate()
    except Refused as refusal:
        if form is None:
            messages.error(request, refusal.sentence(get_language()))
        else:
            form.add_error(None, refusal.sentence(get_language()))
        return False
    messages.success(request, done)
    return True

"""Rounds: plan one, look at what it would do, approve somebody else's, watch it being drawn."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import formats
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from iecsite import bell, clock, dated, dates
from iecsite.admin_base import Page, ReadOnlyAdmin
from iecsite.once import nothing_done, once
from iecsite.refusal import Refused
from rounds.admin import plan_from_week, remedies, shown_advice, values
from rounds.admin.due import WHY_NOT
from rounds.models import Pool, Round, Season
from rounds.operations import alarms, plan_checks
from rounds.operations import rounds as operations
from rounds.queries import chains, left_out, randomness, round_told, time_stamps
from rounds.queries import pools as pool_queries
from rounds.queries import rounds as queries
from rounds.queries.unlike_advice import LEFT_OUT, MORE, Unlike, unlike_advice
from rounds.rules import approval, stops
from rounds.rules.planning import Caution
from rounds.states import InvitationState, RoundState

CAUTIONS = {
    "quota_to_be_announced": gettext_lazy("The quota is to be announced: nobody can be approved yet."),
    "more_than_places": gettext_lazy("More invitations (%(invite)s) than places (%(places)s)."),
    "more_with_open": gettext_lazy("With the unanswered invitations (%(open)s) this is more than the places (%(places)s)."),
    "nobody_waits": gettext_lazy("Nobody waits in this pool."),
    "more_than_candidates": gettext_lazy("More invitations than candidates (%(candidates)s): everybody who waits is invited."),
    "before_first_round": gettext_lazy("The first round of this pool is announced for later."),
}


def in_words(caution: Caution) -> str:
    """A caution as a sentence in the language of the page."""
    return str(CAUTIONS[caution.code]) % {name: formats.localize(told) for name, told in dict(caution.params).items()}


# What the journal keeps of a step that stopped, as officers call it.
DETAILS = {
    "error": gettext_lazy("In the log"),
    "pool": gettext_lazy("Pool"),
    "pools": gettext_lazy("Pools"),
    "waiting": gettext_lazy("Waiting"),
    "places": gettext_lazy("Places that came back"),
    "listed": gettext_lazy("In the list"),
    "entries": gettext_lazy("Fingerprint of the list, second implementation"),
    "seed": gettext_lazy("Seed, second implementation"),
    "selection": gettext_lazy("Fingerprint of the selection, second implementation"),
    "stored": gettext_lazy("Fingerprint of the stored selection"),
    "kolmogorov_smirnov": gettext_lazy("Kolmogorov-Smirnov test, p"),
    "chi_square": gettext_lazy("Chi-square test, p"),
    "usable_from": gettext_lazy("The chain may be used from"),
    "verifier": gettext_lazy("The verifier said"),
}
PUBLIC, TEST = "public", "test"
# Acts that ask for words: when one is refused, the page comes back with what was typed.
IN_WORDS = frozenset({"void", "explain"})
# The steps of a round renew themselves on its page when one is due within this time.
RENEWED = timedelta(minutes=2)


class PlanForm(forms.Form):
    """When the list is fixed and drawn; how many are invited from each pool stands in fields named after the pools."""

    source = forms.ChoiceField(
        label=gettext_lazy("Randomness"),
        choices=[
            (PUBLIC, gettext_lazy("Public: the value of drand quicknet at the moment of the draw")),
            (TEST, gettext_lazy("Test: a local random value; nobody may take it for a real draw")),
        ],
    )
    freeze_at = forms.DateTimeField(
        label=gettext_lazy("Fix the list at"), help_text=gettext_lazy("Eastern time, for example 2026-02-02 12:00.")
    )
    draw_at = forms.DateTimeField(
        label=gettext_lazy("Draw at"),
        help_text=gettext_lazy("Eastern time, at least 24 hours and a half later. In a test round it may be the same moment."),
    )
    note = forms.CharField(label=gettext_lazy("Note for staff"), required=False, max_length=300)

    def __init__(self, *args: Any, pools: list[Pool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pools = pools
        if not settings.TEST_ROUNDS:
            self.fields["source"].choices = self.fields["source"].choices[:1]
        for pool in pools:
            self.fields[f"pool_{pool.pk}"] = forms.IntegerField(
                label=pool.title(), required=False, min_value=0, max_value=plan_checks.MOST_INVITATIONS
            )

    def invitations(self) -> dict[int, int]:
        """Pool id -> invitations, of the pools that were given any."""
        wanted = {pool.pk: self.cleaned_data.get(f"pool_{pool.pk}") or 0 for pool in self.pools}
        return {pool: number for pool, number in wanted.items() if number}


@admin.register(Round)
class RoundAdmin(ReadOnlyAdmin):
    list_display = ["code", "state", "draw_at", "planned_by", "approved_by", "issued_at", "put_aside_at"]
    list_filter = ["state", "season"]
    list_select_related = ["planned_by", "approved_by", "season"]
    change_list_template = "admin/rounds/round_list.html"

    def added_pages(self) -> list[Page]:
        return [
            Page("plan/", self.plan, "plan"),
            Page("<str:object_id>/value/", self.value, "value"),
            Page("<str:object_id>/remedy/", self.remedy, "remedy"),
        ]

    def value(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Type a random value that a round waits for, once the network cannot bring it."""
        self.require(request, "rounds.plan_round", "rounds.approve_round")
        return values.page(request, self, object_id)

    def remedy(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Plan a round among people who were wrongly left out of this one."""
        self.require(request, "rounds.plan_round")
        return remedies.page(request, self, object_id)

    def plan(self, request: HttpRequest) -> HttpResponse:
        """Write a plan: numbers, then a look at what they would do, then the confirmation."""
        self.require(request, "rounds.plan_round")
        return _plan(request, self)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One round: its plan, its steps, its numbers, and what this person may do now."""
        self.require(request, "rounds.view_round")
        return _round_page(request, self, object_id)


@require_http_methods(["GET", "HEAD", "POST"])
@once("round_plan")
def _plan(request: HttpRequest, self: RoundAdmin) -> HttpResponse:
    at = clock.now()
    season = pool_queries.season_of_rounds(at)
    if season is None:
        messages.error(request, _("No season is open, so no round can be planned."))
        return redirect("admin:rounds_round_changelist")
    pools = list(queries.open_pools(season))
    week = plan_from_week.chosen(request, season)
    begins = plan_from_week.moments(week, at=at)
    form = PlanForm(request.POST if request.method == "POST" else None, pools=pools)
    valid = request.method == "POST" and form.is_valid()
    drawn_on = clock.home_date(form.cleaned_data["draw_at"] if valid else begins["draw_at"])
    plans = queries.pool_plans(pools, form.invitations() if valid else {}, drawn_on=drawn_on)
    form.initial = plan_from_week.initial(begins, plans)
    token = request.POST.get("shown", "")
    shown = shown_advice.read(token, season, drawn_on=drawn_on)
    if shown is None:
        token = shown_advice.signed(plans, season, drawn_on=drawn_on)
    context: dict[str, Any] = {"form": form, "season": season, "preview": None, "week": week, "shown": token}
    context |= _new_chain(season, at=at)
    if valid:
        _hold_against_advice(form, plans, shown)
        if form.is_valid() and "confirm" in request.POST:
            made = _write_plan(request, form, season, shown)
            if made is not None:
                return redirect("admin:rounds_round_change", made.pk)
        elif form.is_valid() and "change" not in request.POST:
            context["preview"] = [(plan, [in_words(one) for one in plan.cautions]) for plan in plans if plan.invite]
            context["total"] = sum(plan.invite for plan in plans)
            context |= _work(plans, on=clock.home_date(at))
    context["rows"] = [
        (plan, form[f"pool_{plan.pool.pk}"], WHY_NOT.get(plan.why_not or "", ""))
        for plan in plans
        if plan.candidates or plan.open_invitations or plan.invite
    ]
    return self.page(request, "admin/rounds/plan.html", title=_("Plan a round"), **context)


def _new_chain(season: Season, *, at: datetime) -> dict[str, Any]:
    """The staff chain that is so new that no list may name it yet, if there is one; `first`: lists are fixed without it."""
    chain = chains.in_use(season.pk).first()
    if chain is None or at >= chain.usable_from:
        return {}
    return {"new_chain": chain, "first": chains.is_first(chain)}


def _work(plans: list[queries.PoolPlan], *, on: date) -> dict[str, Any]:
    """What a plan means for officers: applications of this round and of earlier ones, and their weeks of work."""
    a_week = dated.value("officer_cases_per_week", on=on)
    new, before = sum(plan.applications for plan in plans), sum(plan.applications_to_come for plan in plans)
    return {
        "applications": round(new),
        "applications_before": round(before),
        "cases_a_week": a_week,
        "weeks": round(new / a_week, 1),
        "weeks_in_all": round((new + before) / a_week, 1),
    }


def _hold_against_advice(form: PlanForm, plans: list[queries.PoolPlan], shown: dict[int, int] | None) -> None:
    """What the operation would refuse of the pools, each said beside its number; nothing where it would not."""
    drawn_on, wanted = clock.home_date(form.cleaned_data["draw_at"]), form.invitations()
    planned = [plan for plan in plans if plan.invite]
    early = [(plan, plan_checks.too_early(plan.pool, drawn_on=drawn_on)) for plan in planned]
    if not planned:
        form.add_error(None, _("Give at least one pool a number of invitations."))
    for plan, why in early:
        if why is not None:
            form.add_error(f"pool_{plan.pool.pk}", why[get_language() == "fr"])
    try:
        plan_checks.check_final_rounds([plan.pool for plan in planned], wanted, drawn_on=drawn_on)
    except Refused as refusal:
        form.add_error(None, refusal.sentence(get_language()))
    if form.errors or form.cleaned_data["note"]:
        return
    others = unlike_advice(plans, shown)
    for one in others:
        if one.how != LEFT_OUT:
            form.add_error(f"pool_{one.plan.pool.pk}", _unlike_in_words(one))
    missing = [one.plan for one in others if one.how == LEFT_OUT]
    if len(missing) < len(others):
        form.add_error("note", _("Say here, for each pool with another number than is recommended, why."))
    if missing:
        form.add_error(
            "note",
            _("%(pool)s: this pool is due, and the plan invites nobody from it. Say why in the note.")
            % {"pool": missing[0].pool.title()},
        )


def _unlike_in_words(one: Unlike) -> str:
    told = {"pool": one.plan.pool.title(), "number": formats.localize(one.plan.recommended)}
    if one.how == MORE:
        return _("%(pool)s: this is more than the %(number)s recommended. Say why in the note, or take that number.") % told
    return _("%(pool)s: this is fewer than the %(number)s recommended. Say why in the note, or take that number.") % told


def _write_plan(request: HttpRequest, form: PlanForm, season: Season, shown: dict[int, int] | None) -> Round | None:
    at = clock.now()
    try:
        made = operations.plan(
            season=season,
            # A minute that has begun is "now": what was typed has no seconds.
            freeze_at=max(form.cleaned_data["freeze_at"], at.replace(microsecond=0)),
            draw_at=max(form.cleaned_data["draw_at"], at.replace(microsecond=0)),
            invitations=form.invitations(),
            note=form.cleaned_data["note"],
            test_source=form.cleaned_data["source"] == TEST,
            shown=shown,
            by=request.user,
            at=at.replace(microsecond=0),
        )
    except Refused as refusal:
        form.add_error(None, refusal.sentence(get_language()))
        return None
    messages.success(request, _("Round %(code)s is planned. Another person must approve it.") % {"code": made.code})
    return made


@require_http_methods(["GET", "HEAD", "POST"])
@once("round_act")
def _round_page(request: HttpRequest, self: RoundAdmin, object_id: str) -> HttpResponse:
    round_ = self.found(Round.objects.select_related("planned_by", "approved_by", "season", "remedies"), object_id)
    if request.method == "POST":
        done = _act(self, request, round_)
        if not done:
            nothing_done(request)
        if done or request.POST.get("act") not in IN_WORDS:
            return redirect("admin:rounds_round_change", round_.pk)
    soon = clock.now() + RENEWED
    running = round_.put_aside_at is None and round_.next_step_at is not None and round_.next_step_at < soon
    waits = randomness.waited_for(round_, at=clock.now())
    first = queries.waits_for(round_) if round_.state == RoundState.APPROVED else None
    approve_by = approval.approve_by(planned_at=round_.planned_at, freeze_at=round_.freeze_at)
    gives_way_at = queries.gives_way_at(round_) if round_.state == RoundState.PLANNED else None
    context = {
        "round": round_,
        "steps": queries.progress(round_),
        "plans": [(plan, [in_words(one) for one in plan.cautions]) for plan in queries.plan_of(round_)],
        "lines": round_.pools.select_related("pool__country").order_by("pool__order"),
        "draw": queries.draw_of(round_),
        "answers": _answers(round_),
        "running": running and not waits and first is None and round_.state != RoundState.PLANNED,
        "first": first,
        "approve_by": approve_by if gives_way_at is None else min(approve_by, gives_way_at),
        "gives_way": gives_way_at is not None and gives_way_at < approve_by,
        "to_be_frozen": round_.state == RoundState.APPROVED and clock.now() < round_.freeze_at,
        "to_be_drawn": round_.state == RoundState.PUBLISHED and clock.now() < round_.draw_at,
        "may_approve": request.user.has_perm("rounds.approve_round"),
        "may_run": request.user.has_perm("rounds.approve_round") or request.user.has_perm("rounds.plan_round"),
        "is_planned": round_.state == RoundState.PLANNED,
        "voidable": operations.may_be_voided(round_, at=clock.now()),
        "standing": round_told.of_round(round_, at=clock.now()),
        "no_chain": _no_chain(round_),
        "time_stamps": time_stamps.of_round(round_),
        "unstamped": time_stamps.missing(round_, settings.TIME_STAMP_AUTHORITIES, at=clock.now()),
        "link_alone": bool(waits) and all(one.staff for one in waits),
        "waits": waits,
        "to_come": randomness.fallbacks_to_come(round_, at=clock.now()),
        **_stopped(round_),
        "said_wrong": remedies.said_wrong(round_),
        "reasons_not_kept": left_out.named_without_reasons(round_),
        "may_remedy": remedies.may_be_made_good(round_) and request.user.has_perm("rounds.plan_round"),
        "own": round_.planned_by_id == request.user.pk,
        "reason": _both(request, "reason"),
        "found": _both(request, "found") if "found_en" in request.POST else _noted(round_),
    }
    return self.page(request, "admin/rounds/round.html", title=_("Round %(code)s") % {"code": round_.code}, obj=round_, **context)


def _no_chain(round_: Round) -> bool:
    """Whether a public round whose list is not fixed yet would be fixed without a sealed link."""
    if round_.test_source or round_.state not in (RoundState.PLANNED, RoundState.APPROVED):
        return False
    chain = chains.in_use(round_.season_id).first()
    return chain is None or (round_.freeze_at < chain.usable_from and chains.is_first(chain))


def _stopped(round_: Round) -> dict[str, Any]:
    """Why a round was put aside and what to do, in the language of the page."""
    if round_.put_aside_at is None:
        return {"stop": None}
    found, second = stops.told(round_.last_error), get_language() == "fr"
    return {
        "stop": {
            "happened": found.happened[second],
            "to_do": found.to_do[second],
            "details": [
                (DETAILS.get(name, name), _detail(name, value))
                for name, value in queries.put_aside_details(round_).items()
                if name != "error" or found is stops.UNFORESEEN
            ],
        },
        "alarm": (round_.state, round_.last_error) == (RoundState.DRAWN, stops.ORDER_SHOWS),
        "alarm_shown": alarms.fingerprint(round_),
    }


def _detail(name: str, value: str) -> str:
    """A figure of the journal as officers read it: a moment on Eastern clocks, everything else as it stands."""
    if name != "usable_from":
        return value
    return dates.moment(datetime.fromisoformat(value), dates.EASTERN, "fr" if get_language() == "fr" else "en")


def _noted(round_: Round) -> dict[str, str]:
    return {"found_en": round_.alarm_note_en, "found_fr": round_.alarm_note_fr}


def _answers(round_: Round) -> list[tuple[Any, int]]:
    numbers = queries.answers(round_)
    return [(state.label, numbers[state]) for state in InvitationState if state in numbers]


def _both(request: HttpRequest, name: str) -> dict[str, str]:
    """What was typed in English and in French."""
    return {f"{name}_{language}": request.POST.get(f"{name}_{language}", "") for language in ("en", "fr")}


def _act(self: RoundAdmin, request: HttpRequest, round_: Round) -> bool:
    at, act = clock.now(), request.POST.get("act", "")
    acts: dict[str, tuple[Any, str]] = {
        "approve": (
            lambda: operations.approve(round_id=round_.pk, by=request.user, at=at),
            _("You approved the round. It is drawn as soon as its time comes; this page shows how far it is."),
        ),
        "void": (
            lambda: operations.void(round_id=round_.pk, **_both(request, "reason"), by=request.user, at=at),
            _("The round is void. It keeps its number, and the reason is published."),
        ),
        "explain": (
            lambda: alarms.explain(round_id=round_.pk, **_both(request, "found"), by=request.user, at=at),
            _("Noted. Another person must agree before the round goes on."),
        ),
        "agree": (
            lambda: alarms.agree(round_id=round_.pk, shown=request.POST.get("shown", ""), by=request.user, at=at),
            _("The alarm is settled. The round goes on with the same result."),
        ),
        "again": (
            lambda: operations.try_again(round_id=round_.pk, by=request.user, at=at),
            _("The step is tried again."),
        ),
    }
    if act not in acts:
        messages.error(request, _("Choose one of the buttons."))
        return False
    done = self.carry_out(request, acts[act][0], done=acts[act][1])
    if done and act not in ("void", "explain"):
        bell.ring("rounds.tasks.advance_rounds", queue="draw")
    return done

"""The officers' queue, and one page for a case: facts, documents, payments, timeline, and what may be done now."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import SEARCH_VAR
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from applications.admin import deciding, documents
from applications.models import Application, ApplicationEntry, Document
from applications.operations import decisions, document_requests, given_back
from applications.queries import applications, standing, timeline
from applications.queries.told_besides import told_besides
from applications.rules.refunds import endings_after
from applications.rules.sentences import sentence
from applications.states import UNDECIDED, ApplicationState, DocumentState
from iecsite import bell, clock
from iecsite.admin_base import Page, ReadOnlyAdmin
from profiles.operations import file_views
from profiles.queries import profiles
from profiles.rules import eligibility
from profiles.rules.sentences import sentence as eligibility_sentence
from rounds.queries import pools

DONE = {
    "agree": gettext_lazy("The application is refused."),
    "give_back": gettext_lazy("The letter no longer holds, and its place is free."),
    "ask_again": gettext_lazy("The person is written to and has 30 days."),
}
BELLS = {
    "agree": ("applications.tasks.write_decision_letters", "files"),
    "ask_again": ("profiles.tasks.deliver_letters", "mail"),
}
INLINE = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png"}


def _language() -> str:
    return "fr" if (get_language() or "").startswith("fr") else "en"


class QueueFilter(admin.SimpleListFilter):
    """The queue at first: what waits for a decision. A search looks through everything."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [*ApplicationState.choices, ("all", gettext_lazy("All"))]

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        first, *others = super().choices(changelist)
        yield {**first, "display": _("Waiting for a decision")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() in ApplicationState.values:
            return queryset.filter(state=self.value())
        if self.value() == "all" or SEARCH_VAR in request.GET:
            return queryset
        return queryset.filter(state__in=sorted(UNDECIDED))


class MineFilter(admin.SimpleListFilter):
    title = gettext_lazy("officer")
    parameter_name = "who"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("me", gettext_lazy("Mine")), ("nobody", gettext_lazy("Nobody's"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "me":
            return queryset.filter(officer=request.user)
        return queryset.filter(officer=None) if self.value() == "nobody" else queryset


@admin.register(Application)
class ApplicationAdmin(ReadOnlyAdmin):
    list_display = ["reference", "name", "pool", "state", "submitted_at", "days_waiting", "officer", "documents_due_at"]
    list_filter = [QueueFilter, MineFilter, "pool__category", "pool__season"]
    list_select_related = ["pool", "officer", "profile"]
    search_fields = ["reference", "family_name", "given_names", "passport_number"]
    ordering = ["submitted_at", "id"]
    change_list_template = "admin/applications/queue.html"

    @admin.display(description=gettext_lazy("name"))
    def name(self, application: Application) -> str:
        """As in the passport."""
        return application.display_name()

    @admin.display(description=gettext_lazy("days waiting"))
    def days_waiting(self, application: Application) -> Any:
        """Whole days since it was received, while it waits for a decision."""
        if application.submitted_at is None or application.state not in UNDECIDED:
            return "–"
        return (clock.now() - application.submitted_at).days

    def added_pages(self) -> list[Page]:
        return [
            Page("next/", self.take_next, "next"),
            Page("<int:number>/document/<int:document_id>/", self.document, "document"),
            Page("<int:number>/document/<int:document_id>/review/", self.review, "review"),
            Page("<int:number>/decide/<str:outcome>/", self.decide, "decide"),
        ]

    def take_next(self, request: HttpRequest) -> HttpResponse:
        """Give this officer the case that has waited longest."""
        self.require(request, "applications.decide_application")
        if request.method != "POST":
            return redirect("admin:applications_application_changelist")
        case = decisions.take_next(by=request.user, at=clock.now())
        if case is None:
            messages.info(request, _("No case is waiting."))
            return redirect("admin:applications_application_changelist")
        return redirect("admin:applications_application_change", case.pk)

    def document(self, request: HttpRequest, number: int, document_id: int) -> HttpResponse:
        """A document, shown apart from the site: nothing in it can run."""
        self.require(request, "applications.view_document")
        there = Document.objects.exclude(state=DocumentState.REMOVED).select_related("application__profile")
        shown = get_object_or_404(there, pk=document_id, application=number)
        # No template shows it, so that the look is noted here.
        person = shown.application.profile.user_id
        file_views.note(person_ids=[person], page="applications_application_document", by=request.user, at=clock.now())
        try:
            file = shown.file.open("rb")
        except FileNotFoundError:
            raise Http404 from None
        response = FileResponse(
            file, content_type=INLINE.get(shown.kind, "application/octet-stream"), filename=shown.original_name
        )
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = "sandbox; default-src 'none'"
        return response

    def review(self, request: HttpRequest, number: int, document_id: int) -> HttpResponse:
        """A document beside what was asked for, to be accepted or marked as not usable."""
        self.require(request, "applications.decide_application")
        return documents.review(request, self, number, document_id)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One case, whole."""
        self.require(request, "applications.view_application")
        found = self.found(applications.whole().select_related("officer", "decision"), object_id)
        if request.method == "POST":
            self.require(request, "applications.decide_application")
            acts: dict[str, Callable[[], Any]] = {
                "take": lambda: decisions.take(application_id=found.pk, by=request.user, at=clock.now()),
                "take_over": lambda: decisions.take_over(application_id=found.pk, by=request.user, at=clock.now()),
                "give_back": lambda: given_back.give_back(
                    application_id=found.pk, note=request.POST.get("note", ""), by=request.user, at=clock.now()
                ),
                "ask_again": lambda: document_requests.ask_again(application_id=found.pk, by=request.user, at=clock.now()),
                "agree": lambda: decisions.agree_to_refusal(application_id=found.pk, by=request.user, at=clock.now()),
            }
            name = request.POST.get("act", "")
            done = DONE.get(name, _("The case is yours."))
            if name in acts and self.carry_out(request, acts[name], done=done) and name in BELLS:
                task, queue = BELLS[name]
                bell.ring(task, queue=queue)
            return redirect("admin:applications_application_change", found.pk)
        return self.page(request, "admin/applications/case.html", title=found.reference, obj=found, **_case(request, found))

    def decide(self, request: HttpRequest, number: int, outcome: str) -> HttpResponse:
        """A look at the decision before it is made; on confirmation, make it."""
        self.require(request, "applications.decide_application")
        if outcome not in ("approve", "refuse"):
            raise Http404
        return deciding.decide(request, self, number, outcome)


def _reason(code: str) -> str:
    return sentence(f"refusal.{code}.name", _language())


def _case(request: HttpRequest, found: Application) -> dict[str, Any]:
    profile = profiles.whole().get(pk=found.profile_id)
    facts = profiles.facts_of(profile)
    terms = pools.terms_of_pools([found.pool], found.invitation.issued_at).get(found.pool_id)
    on = clock.home_date(found.invitation.issued_at)
    problems = (
        () if facts is None or terms is None else eligibility.pool_problems(facts, terms, on=on, season=found.pool.season_id)
    )
    may = request.user.has_perm("applications.decide_application")
    proposal, decision = decisions.proposed_refusal(found), getattr(found, "decision", None)
    faulty = standing.faulty_lines(found)
    in_review = found.state == ApplicationState.IN_REVIEW and found.officer_id == request.user.pk
    # Who pays fees back sees the case, and no more of the profile than the case needs.
    may_see = request.user.has_perm("profiles.view_profile") and request.user.has_perm("profiles.view_passport")
    return {
        "case": found,
        "profile": profile,
        "besides": told_besides(found, profile, language=_language()) if may_see else None,
        "needs": found.profile.user.needs_in_words(),
        "languages": found.profile.user.languages_in_words(),
        "problems": [eligibility_sentence(problem, _language()) for problem in problems],
        "judged_on": on,
        "documents": documents.rows(found, _language()),
        "faulty": [sentence(f"checklist.{line.requirement.key}", _language()) for line in faulty],
        "may_ask": may and in_review and bool(faulty) and not document_requests.asked_already(found, faulty, at=clock.now()),
        "payments": list(found.payments.prefetch_related("lines")),
        "refunds": [(sentence(f"fee.{one.line.code}", _language()), one) for one in found.refunds.select_related("line")],
        "events": timeline.timeline_of_case(found, _language()),
        "decision": decision,
        "reasons": [_reason(code) for code in decision.reason_codes] if decision else [],
        "proposal": proposal,
        "proposed": [_reason(code) for code in proposal.reason_codes] if proposal else [],
        "may_agree": may and proposal is not None and request.user.pk not in (proposal.by.pk, found.profile.user_id),
        "may_pay_back": request.user.has_perm("applications.refund_payment") and bool(endings_after(found.decided_as())),
        "may_give_back": may and found.state == ApplicationState.APPROVED and found.profile.user_id != request.user.pk,
        "may_take": may and found.state == ApplicationState.SUBMITTED and found.officer_id is None,
        "may_take_over": may and found.state == ApplicationState.IN_REVIEW and found.officer_id != request.user.pk,
        "may_decide": may and in_review and found.profile.user_id != request.user.pk,
    }


@admin.register(ApplicationEntry)
class ApplicationEntryAdmin(ReadOnlyAdmin):
    list_display = ["sequence", "kind", "application", "actor", "occurred_at"]
    list_filter = ["kind"]
    list_select_related = ["actor", "application"]
    search_fields = ["application__reference", "kind"]

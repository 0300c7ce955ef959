"""New terms of an agreement: written as cells, compared, tried on the people in the pools, and put in force by somebody else."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from iecsite import clock, dates
from iecsite.admin_base import Page, ReadOnlyAdmin
from iecsite.csvfile import yes_or_no
from profiles.models import Agreement, AgreementDraft, Country
from profiles.models.agreement import VERSION_STATES, AgreementStatus
from profiles.operations import new_terms as operations
from profiles.queries import agreements, new_terms
from profiles.rules import new_terms as rules
from profiles.rules import reason_names
from profiles.rules.agreement_columns import AGREEMENT
from profiles.rules.problems import Code
from profiles.rules.sentences import sentence
from profiles.rules.terms import STREAMS
from profiles.states import Category
from rounds.queries.affected import Affected, affected

LONG = ("note_en", "note_fr")
YES_OR_NO = [("no", gettext_lazy("No")), ("yes", gettext_lazy("Yes"))]
# What first terms choose from, and how they begin.
CHOSEN: dict[str, Any] = {"status": AgreementStatus.choices} | {
    column: YES_OR_NO for column, reading in AGREEMENT.items() if reading is yes_or_no
}
UNWRITTEN = {column: choices[0][0] for column, choices in CHOSEN.items()} | {"discontinuance_months": "0"}
# From so many people on, a count is kept for so many minutes.
MANY, MINUTES = 2_000, 5


class TermsForm(forms.Form):
    """Every column as the reviewed file writes its cells; an empty number is "not known", several values are parted by |."""

    effective_from = forms.DateField(label=gettext_lazy("In force from"), help_text=gettext_lazy("A day to come, as 2027-01-15."))
    reason = forms.CharField(label=gettext_lazy("Reason, with its source"), max_length=300, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, before: dict[str, str], day: str = "", **kwargs: Any) -> None:
        super().__init__(*args, initial=before | {"effective_from": day}, **kwargs)
        for column in rules.CHANGEABLE:
            widget = forms.Textarea({"rows": 3}) if column in LONG else forms.TextInput()
            label = capfirst(Agreement._meta.get_field(column).verbose_name)
            self.fields[column] = forms.CharField(label=f"{label} ({column})", required=False, widget=widget)

    def columns(self) -> dict[str, str]:
        """The cells as they were typed."""
        return {column: self.cleaned_data[column].strip() for column in rules.CHANGEABLE}

    def key(self) -> dict[str, str]:
        """What makes the row the row that it is, where it is asked for."""
        return {}


class FirstTermsForm(TermsForm):
    """The terms of a country, category and stream that have none yet: all of them are asked."""

    country = forms.ModelChoiceField(label=gettext_lazy("Country"), queryset=Country.objects.none())
    category = forms.ChoiceField(label=gettext_lazy("Category"), choices=[("", "---------"), *Category.choices])
    stream = forms.ChoiceField(
        label=gettext_lazy("Stream"), required=False, choices=[(one, one or gettext_lazy("None")) for one in STREAMS]
    )
    field_order = ["country", "category", "stream", "effective_from", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, before=UNWRITTEN, **kwargs)
        # Its own citizens need no permit.
        self.fields["country"].queryset = Country.objects.exclude(pk="CA").order_by(f"sort_{_language()}")
        for column, choices in CHOSEN.items():
            label = self.fields[column].label
            self.fields[column] = forms.ChoiceField(label=label, choices=choices)

    def key(self) -> dict[str, str]:
        """The country's code, the category and the stream."""
        told = self.cleaned_data
        return {"country": told["country"].pk, "category": told["category"], "stream": told["stream"]}


@admin.register(AgreementDraft)
class AgreementDraftAdmin(ReadOnlyAdmin):
    list_display = [
        "country",
        "category",
        "stream",
        "effective_from",
        "standing",
        "reason",
        "written_by",
        "written_at",
        "approved_by",
        "applied_at",
    ]
    list_filter = [("approved_at", admin.EmptyFieldListFilter), ("dropped_at", admin.EmptyFieldListFilter)]
    list_select_related = ["country", "version", "written_by", "approved_by"]
    search_fields = ["country__name_en", "country__name_fr", "country__code"]
    change_list_template = "admin/rounds/new_terms_list.html"

    @admin.display(description=gettext_lazy("state"))
    def standing(self, draft: AgreementDraft) -> str:
        """Draft, scheduled, in force, ended, dropped or called off."""
        return str(VERSION_STATES[draft.state(clock.today())])

    def added_pages(self) -> list[Page]:
        return [
            Page("write-first/", self.write_first, "write_first"),
            Page("write/<str:object_id>/", self.write, "write"),
            Page("rewrite/<str:object_id>/", self.rewrite, "rewrite"),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The drafts, and where the terms of a new partner are written."""
        more = {"may_write": request.user.has_perm("profiles.change_agreement")}
        return super().changelist_view(request, {**more, **(extra_context or {})})

    def write_first(self, request: HttpRequest) -> HttpResponse:
        """Write the terms of a partner, a category or a stream that has none yet."""
        self.require(request, "profiles.change_agreement")
        form = FirstTermsForm(request.POST if request.method == "POST" else None)
        return self._written(request, _("Terms of a new partner, category or stream"), form, operations.write_first)

    def write(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Write new terms from a row: every column as it is, to be changed."""
        self.require(request, "profiles.change_agreement")
        base = self.found(Agreement.objects.select_related("country"), object_id)
        form = TermsForm(request.POST if request.method == "POST" else None, before=operations.cells_of(base))
        title = _("New terms: %(row)s") % {"row": base.title(_language())}
        return self._written(request, title, form, lambda **told: operations.write(base_id=base.pk, **told), base=base)

    def rewrite(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Write a draft anew."""
        self.require(request, "profiles.change_agreement")
        draft = self.found(AgreementDraft.objects.select_related("country", "base"), object_id)
        typed = request.POST if request.method == "POST" else None
        form = TermsForm(typed, before=draft.columns | {"reason": draft.reason}, day=draft.effective_from.isoformat())
        title = _("New terms: %(row)s") % {"row": draft.title(_language())}

        def act(**told: Any) -> AgreementDraft:
            return operations.rewrite(draft_id=draft.pk, **told)

        return self._written(request, title, form, act, base=draft.base)

    def _written(
        self,
        request: HttpRequest,
        title: str,
        form: TermsForm,
        act: Callable[..., AgreementDraft],
        *,
        base: Agreement | None = None,
    ) -> HttpResponse:
        if request.method == "POST" and form.is_valid():
            try:
                draft = act(
                    **form.key(),
                    columns=form.columns(),
                    effective_from=form.cleaned_data["effective_from"],
                    reason=form.cleaned_data["reason"],
                    by=request.user,
                    at=clock.now(),
                )
            except operations.CannotWrite as refusal:
                column = refusal.column if refusal.column in form.fields else None
                form.add_error(column, refusal.sentence(get_language()))
            except operations.CannotApprove as refusal:
                form.add_error(None, refusal.sentence(get_language()))
            else:
                return redirect("admin:profiles_agreementdraft_change", draft.pk)
        return self.page(request, "admin/rounds/write_terms.html", title=title, form=form, base=base)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The comparison with the terms before, whom they would take out of pools, and the decision."""
        self.require(request, "profiles.view_agreementdraft")
        drafts = AgreementDraft.objects.select_related("country", "base", "version", "written_by", "approved_by", "dropped_by")
        draft = self.found(drafts, object_id)
        if request.method == "POST":
            self._decide(request, draft)
            return redirect("admin:profiles_agreementdraft_change", draft.pk)
        language, state = _language(), draft.state(clock.today())
        # What is over, or was applied to the pools already, is not tried on the people who are in them now.
        tried = _tried(draft) if state in ("draft", "scheduled") else None
        before = new_terms.version_before(draft) if draft.open else draft.base
        context = {
            "draft": draft,
            "state": VERSION_STATES[state],
            "rows": new_terms.compared(operations.cells_before(draft), draft.columns),
            "tried": tried,
            "reasons": [
                (reason_names.name(code, language), tried.reasons[code]) for code in Code if tried and code in tried.reasons
            ],
            "first": [(one, [sentence(problem, language) for problem in problems]) for one, problems in tried.first]
            if tried
            else [],
            "people_shown": {one.profile.user_id for one, _problems in tried.first} if tried else set(),
            "open": draft.open,
            "in_between": before if before is not None and before.pk != draft.base_id else None,
            "may_approve": request.user.has_perm("profiles.approve_agreement") and draft.written_by_id != request.user.pk,
            "may_call_off": request.user.has_perm("profiles.approve_agreement") and state == "scheduled",
            "may_change": request.user.has_perm("profiles.change_agreement"),
        }
        title = f"{draft.title(language)}, {dates.day(draft.effective_from, language)}"
        return self.page(request, "admin/rounds/new_terms.html", title=title, obj=draft, **context)

    def _decide(self, request: HttpRequest, draft: AgreementDraft) -> None:
        acts = {
            "drop": ("profiles.change_agreement", operations.drop, _("The new terms are dropped.")),
            "take_over": (
                "profiles.change_agreement",
                operations.take_over,
                _("The changes now stand on the version that came in between. Compare them again."),
            ),
            "call_off": (
                "profiles.approve_agreement",
                operations.call_off,
                _("The new terms are called off. Those before them go on."),
            ),
        }
        approve = (
            "profiles.approve_agreement",
            operations.approve,
            _("The new terms will be in force on their day. Whoever may no longer take part is written to then."),
        )
        permission, act, done = acts.get(request.POST.get("act", ""), approve)
        self.require(request, permission)
        self.carry_out(request, lambda: act(draft_id=draft.pk, by=request.user, at=clock.now()), done=done)


def _tried(draft: AgreementDraft) -> Affected:
    """
    Whom a draft would take out of pools. Where many wait, the count stands for some minutes: it reads all of them, and a page
    is looked at more than once.
    """
    key = f"affected/{draft.pk}/{draft.written_at.timestamp()}/{clock.today()}"
    kept: Affected | None = cache.get(key)
    if kept is not None:
        return kept
    country = draft.country
    terms = rules.terms_of(draft.columns, country_en=country.name_en, country_fr=country.name_fr)
    on = max(draft.effective_from, clock.today())
    tried = affected(agreements.with_choices(terms, on=on), on=on)
    if tried.waiting >= MANY:
        cache.set(key, tried, MINUTES * 60)
    return tried


def _language() -> str:
    return "fr" if (get_language() or "").startswith("fr") else "en"

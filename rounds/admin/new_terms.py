"""New terms of an agreement: written as cells, compared, tried on the people in the pools, and put in force by somebody else."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from iecsite import clock, dates
from iecsite.admin_base import Page, ReadOnlyAdmin
from profiles.models import Agreement, AgreementDraft
from profiles.operations import new_terms as operations
from profiles.rules import new_terms as rules
from profiles.rules import reason_names
from profiles.rules.problems import Code
from profiles.rules.sentences import sentence
from rounds.queries.affected import affected

LONG = ("note_en", "note_fr")


class TermsForm(forms.Form):
    """Every column as the reviewed file writes its cells; an empty number is "not known", several values are parted by |."""

    effective_from = forms.DateField(label=gettext_lazy("In force from"), help_text=gettext_lazy("A day to come, as 2027-01-15."))
    reason = forms.CharField(label=gettext_lazy("Reason, with its source"), max_length=300, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, before: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, initial=before | {"effective_from": ""}, **kwargs)
        for column in rules.CHANGEABLE:
            widget = forms.Textarea({"rows": 3}) if column in LONG else forms.TextInput()
            label = Agreement._meta.get_field(column).verbose_name
            self.fields[column] = forms.CharField(label=f"{label} ({column})", required=False, widget=widget)

    def columns(self) -> dict[str, str]:
        """The cells as they were typed."""
        return {column: self.cleaned_data[column].strip() for column in rules.CHANGEABLE}


@admin.register(AgreementDraft)
class AgreementDraftAdmin(ReadOnlyAdmin):
    list_display = ["base", "effective_from", "reason", "written_by", "written_at", "approved_by", "dropped_at", "applied_at"]
    list_filter = [("approved_at", admin.EmptyFieldListFilter), ("dropped_at", admin.EmptyFieldListFilter)]
    list_select_related = ["base", "written_by", "approved_by"]
    search_fields = ["base__country__name_en", "base__country__name_fr", "base__country__code"]

    def added_pages(self) -> list[Page]:
        return [Page("write/<str:object_id>/", self.write, "write")]

    def write(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Write new terms from a row: every column as it is, to be changed."""
        self.require(request, "profiles.change_agreement")
        base = self.found(Agreement.objects.select_related("country"), object_id)
        form = TermsForm(request.POST if request.method == "POST" else None, before=operations.cells_of(base))
        if request.method == "POST" and form.is_valid():
            try:
                draft = operations.write(
                    base_id=base.pk,
                    columns=form.columns(),
                    effective_from=form.cleaned_data["effective_from"],
                    reason=form.cleaned_data["reason"],
                    by=request.user,
                    at=clock.now(),
                )
            except operations.CannotWrite as refusal:
                column = refusal.column if refusal.column in form.fields else None
                form.add_error(column, refusal.sentence(get_language()))
            else:
                return redirect("admin:profiles_agreementdraft_change", draft.pk)
        language = "fr" if (get_language() or "").startswith("fr") else "en"
        title = _("New terms: %(row)s") % {"row": base.title(language)}
        return self.page(request, "admin/rounds/write_terms.html", title=title, form=form, base=base)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The comparison with the terms before, whom they would take out of pools, and the decision."""
        self.require(request, "profiles.view_agreementdraft")
        drafts = AgreementDraft.objects.select_related("base__country", "written_by", "approved_by", "dropped_by")
        draft = self.found(drafts, object_id)
        if request.method == "POST":
            self._decide(request, draft)
            return redirect("admin:profiles_agreementdraft_change", draft.pk)
        country = draft.base.country
        terms = rules.terms_of(draft.columns, country_en=country.name_en, country_fr=country.name_fr)
        language = "fr" if (get_language() or "").startswith("fr") else "en"
        tried = affected(terms, on=max(draft.effective_from, clock.today()))
        rows = [
            (Agreement._meta.get_field(one.column).verbose_name, one)
            for one in rules.differences(operations.cells_of(draft.base), draft.columns)
        ]
        context = {
            "draft": draft,
            "rows": rows,
            "tried": tried,
            "reasons": [(reason_names.name(code, language), tried.reasons[code]) for code in Code if code in tried.reasons],
            "first": [(one, [sentence(problem, language) for problem in problems]) for one, problems in tried.first],
            "people_shown": {one.profile.user_id for one, _problems in tried.first},
            "open": draft.approved_at is None and draft.dropped_at is None,
            "may_approve": request.user.has_perm("profiles.approve_agreement") and draft.written_by_id != request.user.pk,
            "may_drop": request.user.has_perm("profiles.change_agreement"),
        }
        title = f"{draft.base.title(language)}, {dates.day(draft.effective_from, language)}"
        return self.page(request, "admin/rounds/new_terms.html", title=title, obj=draft, **context)

    def _decide(self, request: HttpRequest, draft: AgreementDraft) -> None:
        if request.POST.get("act") == "drop":
            self.require(request, "profiles.change_agreement")
            self.carry_out(
                request,
                lambda: operations.drop(draft_id=draft.pk, by=request.user, at=clock.now()),
                done=_("The new terms are dropped."),
            )
            return
        self.require(request, "profiles.approve_agreement")
        self.carry_out(
            request,
            lambda: operations.approve(draft_id=draft.pk, by=request.user, at=clock.now()),
            done=_("The new terms will be in force on their day. Whoever may no longer take part is written to then."),
        )

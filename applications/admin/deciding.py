"""The page on which an officer decides a case: what is typed, a look at what the letter will say, and the act."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from applications.models import Application
from applications.operations import decisions
from applications.queries import applications
from applications.rules import refusals
from applications.rules.sentences import sentence
from iecsite import bell, clock
from iecsite.admin_base import ReadOnlyAdmin
from iecsite.once import once
from iecsite.refusal import Refused


class ApprovalForm(forms.Form):
    """The officer's own words for the file."""

    note = forms.CharField(label=gettext_lazy("Note for the file"), widget=forms.Textarea({"rows": 4}), required=False)


class RefusalForm(forms.Form):
    """Coded reasons for the letter, and the officer's own words for the file."""

    reasons = forms.MultipleChoiceField(
        label=gettext_lazy("Reasons"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one reason.")},
    )
    note = forms.CharField(
        label=gettext_lazy("Which requirement is unmet, and why"),
        help_text=gettext_lazy("For the file. The letter does not show it."),
        widget=forms.Textarea({"rows": 5}),
        error_messages={"required": gettext_lazy("Write in the note which requirement is not met, and why.")},
    )

    def __init__(self, *args: Any, category: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(one.code, f"{_name(one.code)} ({one.basis})") for one in refusals.reasons_for(category)]
        cast(forms.MultipleChoiceField, self.fields["reasons"]).choices = names


@require_http_methods(["GET", "HEAD", "POST"])
@once("case_decide")
def decide(request: HttpRequest, self: ReadOnlyAdmin, number: int, outcome: str) -> HttpResponse:
    """A look at the decision before it is made; on confirmation, make it. Whatever is refused, what was typed stays."""
    found = get_object_or_404(applications.whole(), pk=number)
    typed = request.POST if request.method == "POST" else None
    form = ApprovalForm(typed) if outcome == "approve" else RefusalForm(typed, category=found.pool.category)
    context: dict[str, Any] = {"case": found, "form": form, "preview": None, "outcome": outcome, "two": False}
    if typed is not None and form.is_valid():
        reasons = form.cleaned_data.get("reasons", [])
        two = any(refusals.reason_for(code, found.pool.category).needs_second_officer for code in reasons)
        if "confirm" in typed:
            if _make(request, found, form, two=two):
                return redirect("admin:applications_application_change", found.pk)
        elif outcome == "refuse" and "change" not in typed:
            context |= {"preview": [sentence(f"refusal.{code}", _language()) for code in reasons], "two": two}
    title = _("Approve %(reference)s") if outcome == "approve" else _("Refuse %(reference)s")
    return self.page(
        request, "admin/applications/decide.html", title=title % {"reference": found.reference}, obj=found, **context
    )


def _make(request: HttpRequest, found: Application, form: forms.Form, *, two: bool) -> bool:
    """Carry the decision out; a refusal of it stands in the form."""
    told: dict[str, Any] = {"application_id": found.pk, "note": form.cleaned_data["note"], "by": request.user, "at": clock.now()}
    try:
        if isinstance(form, ApprovalForm):
            decisions.approve(**told)
        elif two:
            # Proposed by the one who has the case; the other officer agrees from the page of the case.
            decisions.propose_refusal(reason_codes=form.cleaned_data["reasons"], **told)
        else:
            decisions.refuse(reason_codes=form.cleaned_data["reasons"], **told)
    except Refused as refusal:
        form.add_error(None, refusal.sentence(get_language()))
        return False
    done = _("The refusal is proposed. Another officer must agree to it.") if two else _("The decision is made.")
    messages.success(request, done)
    bell.ring("applications.tasks.write_decision_letters", queue="files")
    return True


def _language() -> str:
    return "fr" if (get_language() or "").startswith("fr") else "en"


def _name(code: str) -> str:
    return sentence(f"refusal.{code}.name", _language())

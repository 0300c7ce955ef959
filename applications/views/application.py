"""The pages of an application until it is sent: its tasks, details, the check before sending, withdrawal."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applications.forms.details import DetailsForm
from applications.forms.sending import DeclarationsForm
from applications.models import Application
from applications.operations import details, submission, withdrawal
from applications.queries import standing
from applications.queries.standing import Standing
from applications.queries.timeline import timeline_of
from applications.rules import deadlines
from applications.rules.sentences import sentence
from applications.views.mine import language, mine, refused
from iecsite import clock
from iecsite.once import once
from iecsite.refusal import Refused


@require_safe
def application(request: HttpRequest, reference: str) -> HttpResponse:
    """The tasks while it is open; afterwards where it stands and what happened."""
    found = mine(request, reference)
    at = clock.now()
    here = standing.of(found, at=at)
    context: dict[str, Any] = {"application": found, "here": here, "events": timeline_of(found, language())}
    if here.open:
        context |= {"tasks": tasks(here), "due_at": deadlines.shown(found.due_at), "late": at >= found.due_at}
    elif here.asked and found.documents_due_at is not None:
        asked_for = [sentence(f"checklist.{line.requirement.key}", language()) for line in here.awaited]
        due_at = found.documents_due_at
        context |= {"asked_for": asked_for, "due_at": deadlines.shown(due_at), "late": at >= due_at}
    return TemplateResponse(request, "applications/application.html", context)


def tasks(here: Standing) -> list[dict[str, str]]:
    """The task list of an open application."""
    reference = here.application.reference
    done, todo, blocked = (_("Finished"), "good"), (_("Not finished"), "warn"), (_("Cannot start yet"), "plain")
    files = (_("%(number)d still missing") % {"number": len(here.missing)}, "warn") if here.missing else done
    ready = todo if here.complete else blocked
    rows = [
        ("application_details", _("Your details"), "", done if here.details_done else todo, True),
        ("application_documents", _("Documents"), "", files, True),
        (
            "application_check",
            _("Check and declare"),
            "" if here.complete else _("Finish your details and documents first."),
            done if here.declared else ready,
            here.complete,
        ),
        (
            "application_fees",
            _("Pay and send"),
            "" if here.declared else _("Check and declare first. Once paid, your application is sent at once."),
            done if here.paid else (todo if here.declared and here.complete else blocked),
            here.declared and here.complete,
        ),
    ]
    return [
        {"name": name, "hint": hint, "status": status, "tone": tone, "url": reverse(url, args=[reference]) if can else ""}
        for url, name, hint, (status, tone), can in rows
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def application_details(request: HttpRequest, reference: str) -> HttpResponse:
    """The details; each post keeps what is right, also when something is still empty."""
    found = mine(request, reference)
    category = found.pool.category
    form = DetailsForm(request.POST if request.method == "POST" else None, initial=DetailsForm.told(found), category=category)
    if request.method == "POST" and form.is_valid() and _save(request, found, form):
        messages.success(request, _("Saved."))
        return redirect("application", reference)
    proposed = request.method != "POST" and DetailsForm.address_proposed(found)
    return TemplateResponse(request, "applications/details.html", {"application": found, "form": form, "proposed": proposed})


def _save(request: HttpRequest, found: Application, form: DetailsForm) -> bool:
    try:
        details.save_details(
            application_id=found.pk,
            values=form.values(),
            confirmed=form.cleaned_data["confirmed"],
            version=form.cleaned_data["version"],
            by=request.user,
            at=clock.now(),
        )
    except details.CannotSave as refusal:
        for problem in refusal.problems:
            form.add_error(problem.field, sentence(problem.key, language(), **problem.params))
    except details.ChangedElsewhere as refusal:
        form.add_error(None, refusal.sentence(get_language()))
        # Sent again, the form keeps what this window says.
        form.data = form.data.copy()
        form.data["version"] = found.version
    except Refused as refusal:
        form.add_error(None, refusal.sentence(get_language()))
    return not form.errors


@require_http_methods(["GET", "HEAD", "POST"])
def application_check(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything on one page, what is missing, and the declarations."""
    found = mine(request, reference)
    at = clock.now()
    here = standing.of(found, at=at)
    if not here.open:
        return redirect("application", reference)
    form = DeclarationsForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            submission.declare(application_id=found.pk, by=request.user, at=at)
        except Refused as refusal:
            form.add_error(None, refusal.sentence(get_language()))
        else:
            return redirect("application_fees", reference)
    fields = DetailsForm(category=found.pool.category).fields
    labels = {name: field.label for name, field in fields.items()}
    context = {
        "application": found,
        "here": here,
        "form": form,
        "problems": [(problem.field, labels.get(problem.field, ""), _words(problem)) for problem in here.problems],
        "missing": [(str(one.key), sentence(f"checklist.{one.key}", language())) for one in here.missing],
        "files": [
            (sentence(f"checklist.{line.requirement.key}", language()), line.documents) for line in here.lines if line.documents
        ],
    }
    return TemplateResponse(request, "applications/check.html", context)


def _words(problem: Any) -> str:
    return sentence(problem.key, language(), **problem.params)


@require_http_methods(["GET", "HEAD", "POST"])
@once("application_withdraw")
def application_withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """What withdrawing means; on POST, withdraw."""
    found = mine(request, reference)
    if request.method == "POST":
        try:
            withdrawal.withdraw(application_id=found.pk, by=request.user, at=clock.now())
        except Refused as refusal:
            return refused(request, refusal, "application", reference)
        messages.success(request, _("You withdrew your application."))
        return redirect("application", reference)
    here = standing.of(found, at=clock.now())
    return TemplateResponse(request, "applications/withdraw.html", {"application": found, "here": here})

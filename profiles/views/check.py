"""The check that needs no account: one question a page, the answers carried along, nothing stored."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from iecsite import clock
from profiles.forms.check import FORMS
from profiles.queries import agreements, carried_answers, organizations, seasons
from profiles.rules import check as rules
from profiles.rules.check import Step
from profiles.rules.streams import asked_of

ANSWERS = "a"
# Under this name the answers wait in the session of somebody who asked to begin a profile with them.
SESSION = "check_answers"

WHY = {
    Step.CITIZENSHIPS: gettext_lazy("Your citizenship"),
    Step.BIRTH: gettext_lazy("Your age"),
    Step.RESIDENCE: gettext_lazy("Where you live"),
    Step.PASSPORT: gettext_lazy("Your passport"),
    Step.BEFORE: gettext_lazy("Earlier stays"),
    Step.ORGANIZATION: gettext_lazy("A recognized organization"),
    Step.STUDY: gettext_lazy("Your studies, and a placement"),
    Step.JOB: gettext_lazy("A job offer"),
    Step.FAMILY: gettext_lazy("Your family"),
}


@login_not_required
@require_http_methods(["GET", "HEAD"])
def start(request: HttpRequest) -> HttpResponse:
    """What the check is; leads to its first question."""
    return TemplateResponse(request, "profiles/check_start.html", {"first": address(Step.CITIZENSHIPS, "")})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, step: str) -> HttpResponse:
    """One question; the answer leads to the next that matters, or to the result."""
    at, on = clock.now(), clock.today()
    told = told_in(request)
    if told is None:
        return redirect("check")
    terms = organizations.with_organizations(agreements.terms_in_force(on), on=on)
    season = seasons.calendar()(on)
    asked = rules.steps(told, terms, on=on, season=season)
    here = Step(step)
    missing = rules.next_step(told, terms, on=on, season=season)
    if here not in asked or (missing is not None and asked.index(here) > asked.index(missing)):
        return redirect(onward(told, asked, missing, at=at))
    own = asked_of(told.get("citizenships", ()), terms)
    form = FORMS[here](request.POST if request.method == "POST" else None, told=told, today=on, own=own)
    if request.method == "POST" and form.asks_more():
        form = FORMS[here](None, told=told, today=on, own=own, more=True)
    elif request.method == "POST" and form.is_valid():
        told = rules.answered(told, here, form.answers())
        asked, missing = (rule(told, terms, on=on, season=season) for rule in (rules.steps, rules.next_step))
        return redirect(onward(told, asked, missing, at=at, after=here if request.GET.get("back") != "result" else None))
    place = asked.index(here)
    back = address(asked[place - 1], carried_answers.sealed(told, at=at)) if place else reverse("check")
    context = {"form": form, "title": WHY[here], "number": place + 1, "of": len(asked), "back_url": back}
    return TemplateResponse(request, "profiles/check_question.html", context)


def told_in(request: HttpRequest) -> dict[str, Any] | None:
    """The answers that an address carries; None, with a sentence for the person, when they are too old."""
    try:
        return carried_answers.opened(request.GET.get(ANSWERS, ""), at=clock.now())
    except carried_answers.TooOld:
        messages.info(request, _("These answers are too old, or the address is not whole. Answer once more."))
        return None


def onward(told: dict[str, Any], asked: Sequence[Step], missing: Step | None, *, at: datetime, after: Step | None = None) -> str:
    """
    The address of the next question, or of the result; after a step that was answered before, the one that follows it.

    :param asked: every question of this person
    :param missing: the first without an answer
    """
    token = carried_answers.sealed(told, at=at)
    if missing is None and after is not None and after in asked[:-1]:
        # Going through the questions again from the middle: each is shown with its answer.
        return address(asked[asked.index(after) + 1], token)
    if missing is None:
        return f"{reverse('check_result')}?{urlencode({ANSWERS: token})}"
    return address(missing, token)


def address(step: Step, token: str) -> str:
    """The address of a question, with the answers so far."""
    found = reverse("check_question", kwargs={"step": step.value})
    return f"{found}?{urlencode({ANSWERS: token})}" if token else found

"""The result of the check without an account."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from applications.queries import check
from applications.views.mine import language
from iecsite import clock, dates, money
from profiles.queries import agreements, carried_answers, countries, organizations
from profiles.rules import check as rules
from profiles.rules.check import Step
from profiles.rules.malformed import MalformedFacts
from profiles.rules.remedy_sentences import remedy_sentence
from profiles.rules.sentences import CATEGORY_NAMES, sentence
from profiles.rules.terms import NOT_A_COUNTRY, Terms
from profiles.states import TravelDocument

ANSWERS = "a"
SESSION = "check_answers"


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def check_result(request: HttpRequest) -> HttpResponse:
    """Each category with its reason, stay, cost and chance; on POST, go on to an account or a profile with these answers."""
    at, on = clock.now(), clock.today()
    token = request.GET.get(ANSWERS, "")
    try:
        told = carried_answers.opened(token, at=at)
        terms = organizations.with_organizations(agreements.terms_in_force(on), on=on)
        missing = rules.next_step(told, terms)
        if missing is not None:
            return redirect(f"{reverse('check_question', kwargs={'step': missing.value})}?{urlencode({ANSWERS: token})}")
        found = check.result(told, terms, on=on)
    except (carried_answers.TooOld, MalformedFacts):
        return redirect("check")
    if request.method == "POST":
        request.session[SESSION] = token
        return redirect("profile" if request.user.is_authenticated else "account_signup")
    said = language()
    context = {
        "rows": [row(one, said) for one in found.rows],
        "unknown": found.unknown is not None,
        "answers": answers(told, said, token, terms),
        "on": on,
    }
    return TemplateResponse(request, "applications/check_result.html", context)


def row(one: check.Row, said: str) -> dict[str, Any]:
    """One category in words."""
    verdict = one.verdict
    if one.organization:
        country = _("Through %(organization)s") % {"organization": one.organization}
    elif verdict.country in NOT_A_COUNTRY:
        country = _("Through a recognized organization")
    else:
        country = countries.names(said).get(verdict.country, verdict.country)
    stay = ""
    if verdict.max_stay_months is not None:
        months = verdict.max_stay_months
        stay = ngettext("%(months)d month", "%(months)d months", months) % {"months": months}
    return {
        "title": f"{country} – {CATEGORY_NAMES[said][verdict.category]}",
        "stream": "" if one.organization else one.stream[said == "fr"],
        "through": verdict.country in NOT_A_COUNTRY,
        "eligible": verdict.eligible,
        "stay": stay,
        "until": dates.day(one.last_day, said) if one.last_day else "",
        "cost": money.show(one.cost, said, with_code=True) if one.cost is not None else "",
        "numbers": one.numbers,
        "problems": [(sentence(problem, said), remedy_sentence(problem, said)) for problem in verdict.problems],
    }


def answers(told: dict[str, Any], said: str, token: str, terms: tuple[Terms, ...]) -> list[tuple[str, str, str]]:
    """What was answered: label, words and the address where it is changed."""
    names = countries.names(said)
    yes, no = _("Yes"), _("No")

    def country(code: str | None) -> str:
        return names.get(code or "", code or "")

    words = {
        Step.CITIZENSHIPS: (_("Citizenships"), ", ".join(country(code) for code in told.get("citizenships", ()))),
        Step.BIRTH: (_("Date of birth"), _day(told.get("date_of_birth"), said)),
        Step.RESIDENCE: (_("Country where you live"), country(told.get("residence"))),
        Step.PASSPORT: (_("Passport"), _passport(told.get("passport"), country, said)),
        Step.BEFORE: (_("Earlier stays"), _stays(told.get("participations") or (), country, said)),
        Step.ORGANIZATION: (_("Letter of a recognized organization"), yes if told.get("recognized_organization") else no),
        Step.STUDY: (
            _("Enrolled at a post-secondary school; work placement in Canada"),
            "; ".join([yes if (told.get("student") or {}).get("enrolled") else no, yes if told.get("placement") else no]),
        ),
        Step.JOB: (_("Job offer in Canada"), yes if told.get("job_offer") else no),
        Step.FAMILY: (_("Dependants in your application"), yes if told.get("dependants_accompany") else no),
    }
    return [(*words[step], _change(step, token)) for step in rules.steps(told, terms)]


def _change(step: Step, token: str) -> str:
    return f"{reverse('check_question', kwargs={'step': step.value})}?{urlencode({ANSWERS: token, 'back': 'result'})}"


def _day(text: str | None, said: str) -> str:
    return dates.day(date.fromisoformat(text), said) if text else ""


def _stays(told: Sequence[dict[str, Any]], country: Any, said: str) -> str:
    """Each earlier stay with the citizenship under which it counts."""
    lines = [
        _("%(category)s %(season)s, as a citizen of: %(country)s")
        % {
            "category": CATEGORY_NAMES[said][one["category"]],
            "season": one["season"],
            "country": country(one["citizenship"]),
        }
        for one in told
    ]
    return "; ".join(lines) or _("None")


def _passport(passport: dict[str, Any] | None, country: Any, said: str) -> str:
    if not passport:
        return ""
    words = _("%(country)s, valid until %(day)s") % {
        "country": country(passport["country"]),
        "day": _day(passport["expires"], said),
    }
    return f"{TravelDocument(passport['document']).label}, {words}" if "document" in passport else words

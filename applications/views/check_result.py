"""The result of the check without an account."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from applications.forms.check_letter import CheckLetterForm
from applications.operations import check_letters
from applications.queries import check, check_in_words
from applications.views.mine import language
from iecsite import bell, clock, dates, seal
from profiles.queries import agreements, carried_answers, changed_terms, countries, organizations, seasons
from profiles.queries.row_names import rows_in_words
from profiles.rules import check as rules
from profiles.rules.check import Step
from profiles.rules.malformed import MalformedFacts
from profiles.rules.sentences import CATEGORY_NAMES
from profiles.states import TravelDocument

ANSWERS = "a"
SESSION = "check_answers"
# The name of the button that sends the result, so that it is told apart from the one that begins a profile.
SEND = "send"


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def check_result(request: HttpRequest) -> HttpResponse:
    """
    Each category with its reason, stay, cost and chance. On POST, go on to an account or a profile with these answers, or send
    the result to an address.
    """
    at, on, said = clock.now(), clock.today(), language()
    token = request.GET.get(ANSWERS, "")
    try:
        carried = carried_answers.read(token, at=at)
        told = carried.told
        terms = organizations.with_organizations(agreements.terms_in_force(on), on=on)
        season = seasons.calendar()(on)
        asked = rules.steps(told, terms, on=on, season=season)
        missing = rules.next_step(told, terms, on=on, season=season)
        changed = changed_terms.since(told, clock.home_date(carried.given_at or at), terms, on=on)
        if missing is not None:
            if changed:
                messages.info(request, _("The rules changed since you answered, so there is something more to answer."))
            return redirect(f"{reverse('check_question', kwargs={'step': missing.value})}?{urlencode({ANSWERS: token})}")
        found = check.result(told, terms, on=on, season=season)
    except (carried_answers.TooOld, MalformedFacts):
        messages.info(request, _("These answers are too old, or the address is not whole. Answer once more."))
        return redirect("check")
    form = CheckLetterForm(request.POST if SEND in request.POST else None)
    if request.method == "POST" and SEND not in request.POST:
        request.session[SESSION] = token
        return redirect("profile" if request.user.is_authenticated else "account_signup")
    if request.method == "POST" and form.is_valid() and _sent(request, form, told, at=at):
        return redirect(request.get_full_path())
    context = {
        "form": form,
        "groups": check_in_words.groups(found, said),
        "unknown": found.unknown is not None and not found.rows,
        "letter": check_in_words.categories(found.letter, said),
        "letter_url": _change(Step.ORGANIZATION, token),
        "answers": answers(told, said, token, asked),
        "changed": rows_in_words(changed, said),
        "given_on": clock.home_date(carried.given_at or at),
        "on": on,
    }
    return TemplateResponse(request, "applications/check_result.html", context)


def _sent(request: HttpRequest, form: CheckLetterForm, told: dict[str, Any], *, at: datetime) -> bool:
    """
    Keep the letter for the task that sends it. Whoever asks too often from one network hears so; an address that has had three in
    a day gets no more, and nobody is told, since it may be somebody else's.
    """
    email = form.cleaned_data["email"]
    if not ratelimit.consume(request, action="check_letter"):
        form.add_error(None, _("Too many results were sent from your network. Print this page, or try again in an hour."))
        return False
    # The count is kept for a day, and tells nobody the address.
    if ratelimit.consume(request, action="check_letter_to", key=seal.digest(email.casefold(), purpose="check letter to")):
        check_letters.ask(email=email, told=told, language=language(), by=None, at=at)
        bell.ring("applications.tasks.send_check_letters", queue="mail")
    messages.success(
        request, _("The result is on its way to the address that you gave. Once it is sent we do not keep the address.")
    )
    return True


def answers(told: dict[str, Any], said: str, token: str, asked: Sequence[Step]) -> list[tuple[str, str, str]]:
    """What was answered: label, words and the address where it is changed."""
    names = countries.names(said)
    yes, no = _("Yes"), _("No")

    def country(code: str | None) -> str:
        return names.get(code or "", code or "")

    words = {
        Step.CITIZENSHIPS: (_("Citizenships"), ", ".join(country(code) for code in told.get("citizenships", ()))),
        Step.BIRTH: (_("Date of birth"), _day(told.get("date_of_birth"), said)),
        Step.RESIDENCE: (_("Country where you live"), country(told.get("residence"))),
        Step.PASSPORT: (_("Passport"), _passports(told, country, said)),
        Step.BEFORE: (_("Earlier stays"), _stays(told.get("participations") or (), country, said)),
        Step.ORGANIZATION: (_("Letter of a recognized organization"), yes if told.get("recognized_organization") else no),
        Step.STUDY: (
            _("Enrolled at a post-secondary school; work placement in Canada"),
            "; ".join([yes if (told.get("student") or {}).get("enrolled") else no, yes if told.get("placement") else no]),
        ),
        Step.JOB: (_("Job offer in Canada"), yes if told.get("job_offer") else no),
        Step.FAMILY: (_("Dependants in your application"), yes if told.get("dependants_accompany") else no),
    }
    return [(*words[step], _change(step, token)) for step in asked]


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
    return "; ".join(lines) or pgettext("masculine", "None")


def _passports(told: dict[str, Any], country: Any, said: str) -> str:
    held = [one for one in (told.get("passport"), *(told.get("other_passports") or ())) if one]
    return "; ".join(_passport(one, country, said) for one in held) or pgettext("masculine", "None")


def _passport(passport: dict[str, Any], country: Any, said: str) -> str:
    words = _("%(country)s, valid until %(day)s") % {
        "country": country(passport["country"]),
        "day": _day(passport["expires"], said),
    }
    return f"{TravelDocument(passport['document']).label}, {words}" if "document" in passport else words

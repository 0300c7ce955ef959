"""My profile: the task list, the check of all answers, and sending them."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from iecsite import bell, clock
from iecsite.once import once
from iecsite.refusal import Refused
from profiles.forms.sending import SendForm
from profiles.models import AnswerChange, Profile
from profiles.operations import changes
from profiles.operations import profiles as operations
from profiles.queries import age_limits, agreements, carried_answers, changed_terms, drafts, organizations, profiles, seasons
from profiles.queries.effects import pools_held
from profiles.queries.row_names import rows_in_words
from profiles.queries.section_answers import section_begun
from profiles.rules.check import passports_of, sections_of
from profiles.rules.periods import LONGEST_WAIT
from profiles.rules.sections import Section
from profiles.states import LIVE, ChangeState, ProfileState, Removal
from profiles.views import answers, effect, wording
from profiles.views.organization import letter_standing
from profiles.views.sections import CHECK_PASSPORTS


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """The task list; for a person without a live profile, the way to start one."""
    mine = profiles.latest_profile(request.user.pk)
    # Whoever began anew here would be found as a second profile of one person once more.
    elsewhere = mine is not None and mine.removal == Removal.DUPLICATE
    if request.method == "POST" and not elsewhere:
        begun = operations.start(user_id=request.user.pk, by=request.user, at=clock.now())
        _fill_from_check(request, begun)
        again = begun.state == ProfileState.DRAFT and profiles.sent_before(request.user.pk) is not None
        return redirect("profile_renew" if again else "profile")
    if mine is None or mine.state not in LIVE:
        return TemplateResponse(request, "profiles/start.html", {"before": mine, "elsewhere": elsewhere})
    waiting = effect.changes_words(mine)
    waits = {one["section"]: one["state"] for one in waiting}
    tasks = [_task(mine, one, waits.get(one.section)) for one in profiles.standing(mine)]
    ready = all(task["done"] for task in tasks)
    context = {"profile": mine, "tasks": [*tasks, *_last_tasks(mine, ready=ready)], "waiting": waiting, "ready": ready}
    context["again"] = mine.state == ProfileState.DRAFT and profiles.sent_before(request.user.pk) is not None
    if mine.state == ProfileState.DRAFT:
        context["kept_until"] = clock.home_date(drafts.ends_at(mine, at=clock.now()))
    return TemplateResponse(request, "profiles/profile.html", context)


def _fill_from_check(request: HttpRequest, begun: Profile) -> None:
    """Put the answers of a check that the person made just before into their new profile; each is there to be checked."""
    try:
        carried = carried_answers.read(request.session.pop("check_answers", ""), at=clock.now())
    except carried_answers.TooOld:
        return
    on = clock.today()
    terms = organizations.with_organizations(agreements.terms_in_force(on), on=on)
    found = sections_of(carried.told, terms, on=on, season=seasons.calendar()(on))
    if carried.given_at and changed_terms.since(carried.told, clock.home_date(carried.given_at), terms, on=on):
        messages.warning(request, _("The rules changed after you answered the check. Look here at what is open to you now."))
    if found and (begun.state != ProfileState.DRAFT or begun.citizenships.exists()):
        messages.info(request, _("Your profile holds answers already, so nothing of the check was filled in. Change them here."))
    elif found and begun.state == ProfileState.DRAFT and not begun.citizenships.exists():
        operations.save_sections(profile_id=begun.pk, answers=found, version=begun.version, by=request.user, at=clock.now())
        # Without its number a passport is none that a profile holds: until its page is saved, what was told of it waits here.
        told = passports_of(carried.told, terms, on=on, season=seasons.calendar()(on))
        request.session[CHECK_PASSPORTS] = {"profile": begun.pk, "told": told}
        messages.success(request, _("We filled in what you answered in the check. Look at it again on each page."))


def _task(mine: Profile, one: profiles.SectionStanding, waits: str | None) -> dict[str, Any]:
    """One section's line of the task list; an address needs the country of residence first."""
    first = one.section == Section.CONTACT and mine.residence_id is None
    status, tone = (_("Finished"), "good") if one.done else (_("Not started"), "plain")
    if not one.done and section_begun(mine, one.section):
        status, tone = _("In progress"), "info"
    if first:
        status, tone = _("Can't start yet"), "plain"
    if waits:
        status, tone = ChangeState(waits).label, "info"
    return {
        "name": wording.SECTIONS[one.section],
        "url": "" if first else answers.section_url(one.section),
        "hint": _hint(mine, one, first=first),
        "status": status,
        "tone": tone,
        "done": one.done,
    }


def _hint(mine: Profile, one: profiles.SectionStanding, *, first: bool) -> str:
    """What stands below a line of the task list: what it waits for, or where the letter of an organization stands."""
    if first:
        return _("Tell us first in which country you live.")
    if one.section == Section.CONTACT and mine.address and not one.done:
        return _("Your address is not in the country where you now live. Tell us your address there.")
    if one.section == Section.ORGANIZATION and (letter := letter_standing(mine)) is not None:
        return letter.sentence
    return ""


def _last_tasks(mine: Profile, *, ready: bool) -> list[dict[str, Any]]:
    """The lines behind the sections: the answers are checked and sent, and then pools are chosen."""
    sent = mine.state != ProfileState.DRAFT
    in_pools = sent and (mine.state != ProfileState.ACTIVE or bool(pools_held(mine.pk)))
    blocked = _("Can't start yet")
    return [
        {
            "name": _("Check my answers and send"),
            "url": reverse("profile_check") if sent or ready else "",
            "hint": "" if sent or ready else _("Finish every section above first."),
            "status": _("Finished") if sent else _("Not started") if ready else blocked,
            "tone": "good" if sent else "plain",
            "done": sent,
        },
        {
            "name": _("Pools"),
            "url": reverse("pools") if sent else "",
            "hint": "" if sent else _("Send your profile first. Then you choose among the pools that are open to you."),
            "status": _("Finished") if in_pools else _("Not started") if sent else blocked,
            "tone": "good" if in_pools else "plain",
            "done": in_pools,
        },
    ]


@require_POST
def take_back_change(request: HttpRequest, number: int) -> HttpResponse:
    """Drop a change of answers that waits; what was told before stays."""
    change = get_object_or_404(AnswerChange, pk=number, profile__user=request.user)
    changes.take_back(change_id=change.pk, by=request.user, at=clock.now())
    messages.success(request, _("You took the change back. Your answer stays as it was."))
    return redirect("profile")


@once("profile-send")
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Every answer with a way to change it, what is open to the person with these answers, and the button that sends them."""
    mine = get_object_or_404(profiles.whole(), user=request.user, state__in=sorted(LIVE))
    form = SendForm(request.POST if request.method == "POST" else None, profile=mine)
    if request.method == "POST" and form.is_valid():
        try:
            seen = form.cleaned_data["version"]
            operations.send(profile_id=mine.pk, version=seen, signature=form.signed(), by=request.user, at=clock.now())
        except Refused as refusal:
            form.add_error(None, refusal.sentence(get_language()))
            mine = profiles.whole().get(pk=mine.pk)
        else:
            bell.ring("profiles.tasks.deliver_letters", queue="mail")
            return redirect("profile_sent")
    if request.method == "POST":
        form.show(mine)
    on = clock.today()
    verdicts = profiles.verdicts_of(mine, on=on, season=seasons.calendar()(on))
    context = {
        "profile": mine,
        "form": form,
        "cards": answers.cards(mine, change=True),
        "lines": answers.lines_expected(mine) if mine.state == ProfileState.DRAFT else None,
        "verdicts": wording.verdicts(verdicts, get_language() or "en"),
        "any_eligible": any(one.eligible for one in verdicts),
        "complete": not profiles.unfilled(mine),
        "may_send": mine.state == ProfileState.DRAFT,
        "letter_out": wording.letter_out(mine, on=on) if mine.state == ProfileState.DRAFT else "",
    }
    return TemplateResponse(request, "profiles/check.html", context)


@require_GET
def sent(request: HttpRequest) -> HttpResponse:
    """The profile is sent: when, what follows, what may remove it."""
    found = profiles.whole().select_related("sent_answers")
    mine = get_object_or_404(found, user=request.user, state__in=sorted(LIVE - {ProfileState.DRAFT}))
    at, on, language = clock.now(), clock.today(), get_language() or "en"
    limits = age_limits.last_days(mine, on=on, season=seasons.calendar()(on))
    ahead: Any = import_string(settings.AFTER_SENDING)(profile_id=mine.pk, at=at)
    context = {
        "profile": mine,
        # Whoever was enrolled with many others signed nothing; they and profiles sent before there were receipts have none.
        "kept": getattr(mine, "sent_answers", None),
        "ahead": ahead,
        "waits_until": clock.home_date(mine.sent_at + LONGEST_WAIT) if ahead.waits_a_year else None,
        "limits": [(day, ", ".join(rows_in_words(rows, language))) for day, rows in limits.items()],
    }
    return TemplateResponse(request, "profiles/sent.html", context)

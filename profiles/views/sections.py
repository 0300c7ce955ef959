"""One topic of the profile a page; every post saves, and what is changed after sending shows its effect first."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from iecsite import clock
from iecsite.refusal import Refused
from profiles.forms import plans, sections
from profiles.forms.contact import ContactForm
from profiles.forms.organization import OrganizationForm
from profiles.forms.participations import AnyBeforeForm, ParticipationForm
from profiles.forms.passport import PassportForm
from profiles.forms.passport_place import NoLongerHeldForm
from profiles.forms.sections import SectionForm
from profiles.models import Profile
from profiles.operations import changes
from profiles.operations import profiles as operations
from profiles.operations.sections import ChangedElsewhere
from profiles.queries import agreements, citizenship_cards, countries, organizations, profiles
from profiles.queries.section_answers import passport_values, row_of
from profiles.rules.facts import HONG_KONG, UNITED_KINGDOM
from profiles.rules.passports import written
from profiles.rules.sections import MOST_CITIZENSHIPS, MOST_PARTICIPATIONS, Section
from profiles.states import LIVE, ProfileState
from profiles.views import answers, effect, wording
from profiles.views.effect import mark
from profiles.views.organization import letter_standing

# Under this name what a check told of passports waits in the session of somebody who began a profile with its answers.
CHECK_PASSPORTS = "check_passports"

FORMS: dict[Section, type[SectionForm]] = {
    form.section: form
    for form in (
        sections.NamesForm,
        sections.BirthForm,
        PassportForm,
        sections.ResidenceForm,
        ContactForm,
        OrganizationForm,
        plans.StudyForm,
        plans.PlacementForm,
        plans.JobForm,
        sections.DeclarationsForm,
    )
}


@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, section: str) -> HttpResponse:
    """The page of one section of the person's live profile."""
    mine = get_object_or_404(profiles.whole(), user=request.user, state__in=sorted(LIVE))
    topic = Section(section)
    if topic == Section.CITIZENSHIPS:
        return _citizenships(request, mine)
    if topic == Section.PARTICIPATIONS:
        return _participations(request, mine)
    if topic == Section.CONTACT and mine.residence_id is None:
        messages.info(request, _("Choose the country where you live first. The parts of an address follow from it."))
        return redirect(answers.section_url(Section.RESIDENCE))
    return _one_form(request, mine, topic)


def _one_form(request: HttpRequest, mine: Profile, topic: Section) -> HttpResponse:
    if topic == Section.PASSPORT and request.method == "POST" and request.POST.get("remove", "").isdecimal():
        return _remove_passport(request, mine) if mine.state == ProfileState.DRAFT else _no_longer_held(request, mine)
    kind = FORMS[topic]
    more: dict[str, Any] = {"country": mine.residence_id} if topic == Section.CONTACT else {}
    adding = topic == Section.PASSPORT and "add" in request.GET
    if topic == Section.PASSPORT:
        if request.method != "POST" and not adding:
            _passport_declined(request)
        more = {"profile": mine, "adding": adding}
    elif issubclass(kind, plans.ConditionalForm):
        more = {"asked": agreements.streams_asked(mine, on=clock.today())}
    told = {} if adding else kind.told(mine)
    if topic == Section.PASSPORT and (adding or not mine.passports.all()):
        told |= _passport_of_check(request, mine)
    initial = told | _seen(mine, topic)
    form = kind(request.POST if request.method == "POST" else None, initial=initial, today=clock.today(), **more)
    if request.method == "POST" and form.is_valid():
        besides = form.answers_besides() if isinstance(form, PassportForm) else {}
        if besides:
            answer = _keep_several(request, mine, form, {topic: form.answers()} | besides)
        else:
            answer = _keep(request, mine, form, form.answers())
        if answer is not None:
            for warning in getattr(form, "warnings", ()):
                messages.warning(request, warning)
            return _next_passport(request, mine) or answer if topic == Section.PASSPORT else answer
    return _page(request, mine, topic, {"form": form})


def _next_passport(request: HttpRequest, mine: Profile) -> HttpResponse | None:
    """Go on with the next passport that was told in a check just before; None where there is none."""
    if CHECK_PASSPORTS not in request.session or not _passport_of_check(request, profiles.whole().get(pk=mine.pk)):
        return None
    request.session[CHECK_PASSPORTS] = request.session[CHECK_PASSPORTS] | {"offered": True}
    messages.info(request, _("You told us in the check about another passport. Add it here, or go back if you do not hold it."))
    back = _without_add(request)
    return redirect(f"{back}{'&' if '?' in back else '?'}add=1")


def _passport_declined(request: HttpRequest) -> None:
    """Whoever was led on to a passport told in a check and comes back to those they hold is not led to it again."""
    kept = request.session.get(CHECK_PASSPORTS)
    if kept and kept.get("offered"):
        request.session[CHECK_PASSPORTS] = {"profile": kept["profile"], "told": kept["told"][1:]}


def _passport_of_check(request: HttpRequest, mine: Profile) -> dict[str, Any]:
    """
    What was told in a check just before of a passport of a country and kind of which none is held yet; empty where there is none.

    It waits in the session for the draft that was begun with it, and no longer than until its page is saved.
    """
    kept = request.session.get(CHECK_PASSPORTS)
    if not kept:
        return {}
    held = {(one.country_id, one.document) for one in profiles.held_passports(mine)}
    theirs = mine.state == ProfileState.DRAFT and kept["profile"] == mine.pk
    left = [one for one in kept["told"] if (one["country"], one["document"]) not in held] if theirs else []
    if not left:
        del request.session[CHECK_PASSPORTS]
        return {}
    if left != kept["told"]:
        request.session[CHECK_PASSPORTS] = {"profile": mine.pk, "told": left}
    first = left[0]
    return {"country": first["country"], "document": first["document"], "expires_on": date.fromisoformat(first["expires"])}


def _remove_passport(request: HttpRequest, mine: Profile) -> HttpResponse:
    version, number = request.POST.get("version", ""), int(request.POST["remove"])
    seen = int(version) if version.isdecimal() else -1
    try:
        operations.remove_passport(profile_id=mine.pk, passport_id=number, version=seen, by=request.user, at=clock.now())
    except ChangedElsewhere:
        messages.error(request, _unlike())
    except Refused as refusal:
        messages.error(request, refusal.sentence(get_language()))
    else:
        messages.success(request, _("Removed."))
    return redirect(_without_add(request))


def _no_longer_held(request: HttpRequest, mine: Profile) -> HttpResponse:
    """A candidate says that they hold one of several passports no more: the last one of the others is told again in its place."""
    held = profiles.held_passports(mine)
    gone = next((one for one in held if str(one.pk) == request.POST["remove"]), None)
    left = next((one for one in held if one != gone), None)
    form = NoLongerHeldForm(request.POST, today=clock.today())
    if gone is not None and left is not None and form.is_valid():
        instead = {"lines_reason": left.lines_reason, "in_place_of": written((gone.country_id, gone.document))}
        answer = _keep(request, mine, form, passport_values(left) | instead, done=_("Removed."), onward=_without_add(request))
        if answer is not None:
            return answer
    if gone is None or getattr(form, "changed_elsewhere", False):
        messages.error(request, _unlike())
    else:
        for error in form.non_field_errors():
            messages.error(request, error)
    return redirect(_without_add(request))


def _keep(
    request: HttpRequest, mine: Profile, form: SectionForm, values: dict[str, Any], *, done: str = "", onward: str = ""
) -> HttpResponse | None:
    """
    Save the answers, or show first what they would do; None puts the refusal above the form with everything typed in it.

    :param done: what to say when they are saved
    :param onward: where to go then; empty goes on to the next page
    """
    first = effect.page_before(request, mine, form.section, values)
    if first is not None:
        return first
    # Another window may have changed another section: this one is still what the person saw.
    same = form.cleaned_data.get("seen") == mark(mine, form.section)
    try:
        waits = changes.change(
            profile_id=mine.pk,
            section=form.section,
            values=values,
            version=mine.version if same else form.cleaned_data["version"],
            reason=request.POST.get("reason", ""),
            seen=effect.shown(request),
            by=request.user,
            at=clock.now(),
        )
    except Refused as refusal:
        _say(refusal, form, mine)
        return None
    if waits is not None:
        messages.success(request, effect.waits_words(waits))
        return redirect("profile")
    messages.success(request, done or _("Saved."))
    return redirect(onward) if onward else _onward(request)


def _keep_several(
    request: HttpRequest, mine: Profile, form: SectionForm, values: dict[Section, dict[str, Any]]
) -> HttpResponse | None:
    """Save the sections of a draft that one page has told; None puts the refusal above the form with everything typed in it."""
    same = form.cleaned_data.get("seen") == mark(mine, form.section)
    version = mine.version if same else form.cleaned_data["version"]
    try:
        operations.save_sections(profile_id=mine.pk, answers=values, version=version, by=request.user, at=clock.now())
    except Refused as refusal:
        _say(refusal, form, mine)
        return None
    told = ", ".join(str(wording.SECTIONS[one]) for one in Section if one in values)
    messages.success(request, _("Saved: %(sections)s. Look at each once more before you send.") % {"sections": told})
    return _onward(request)


def _say(refusal: Refused, form: SectionForm, mine: Profile) -> None:
    """Put a refusal above the form; after a change in another window the next Save keeps what this window says."""
    form.add_error(None, refusal.sentence(get_language()))
    if isinstance(refusal, ChangedElsewhere):
        form.data = form.data.copy()
        form.data.update({key: str(value) for key, value in _seen(mine, form.section).items()})
        form.changed_elsewhere = True


def _seen(mine: Profile, topic: Section) -> dict[str, Any]:
    return {"version": mine.version, "seen": mark(mine, topic)}


def _onward(request: HttpRequest) -> HttpResponse:
    return redirect(_back_url(request))


def _back_url(request: HttpRequest) -> str:
    pages = {"check": "profile_check", "renew": "profile_renew"}
    return reverse(pages.get(request.GET.get("back", ""), "profile"))


def _page(request: HttpRequest, mine: Profile, topic: Section, context: dict[str, Any]) -> HttpResponse:
    form = context.get("form")
    saved = []
    if getattr(form, "changed_elsewhere", False):
        card = next(card for card in answers.cards(mine, change=False) if card["title"] == wording.SECTIONS[topic])
        saved = card["rows"]
    template = f"profiles/{'section' if topic in FORMS else topic.value}.html"
    frame = {"profile": mine, "topic": topic, "title": wording.SECTIONS[topic], "saved": saved, "seen": mark(mine, topic)}
    frame["waiting"] = effect.changes_words(mine, topic)
    held = {one.country_id for one in mine.citizenships.all()}
    if topic == Section.PASSPORT and mine.passports.all():
        frame["passports"] = answers.passports_in_words(mine)
        frame["lines"] = answers.lines_expected(mine)
        # The agreement with Hong Kong takes passports of two countries.
        frame["may_add"] = (len(held) > 1 or HONG_KONG in held) and "add" not in request.GET
    if topic == Section.PASSPORT:
        frame["two_british"] = {HONG_KONG, UNITED_KINGDOM} <= held
    if topic == Section.ORGANIZATION:
        frame["letter"] = letter_standing(mine)
        frame["organizations"] = organizations.recognized()
    frame["back_url"] = _back_url(request)
    frame["back"] = request.GET.get("back", "") if request.GET.get("back") in {"check", "renew"} else ""
    return TemplateResponse(request, template, frame | context)


def _citizenships(request: HttpRequest, mine: Profile) -> HttpResponse:
    held = [one.country_id for one in mine.citizenships.all()]
    form = sections.CitizenshipForm(
        request.POST if request.method == "POST" else None,
        initial=_seen(mine, Section.CITIZENSHIPS),
        today=clock.today(),
        submit=_("Add this citizenship"),
    )
    if request.method == "POST":
        remove = request.POST.get("remove", "")
        if remove:
            form.fields["country"].required = False
        if form.is_valid() and not (not remove and _refuse_more(form, held)):
            wanted = [code for code in held if code != remove] if remove else [*held, form.cleaned_data["country"]]
            done = _("Removed.") if remove else _("Added.")
            answer = _keep(request, mine, form, {"citizenships": wanted}, done=done, onward=request.get_full_path())
            if answer is not None:
                return answer
    language = (get_language() or "en")[:2]
    rows = citizenship_cards.cards(mine, countries.names(language), on=clock.today(), language=language)
    return _page(request, mine, Section.CITIZENSHIPS, {"form": form, "rows": rows, "full": len(held) >= MOST_CITIZENSHIPS})


def _refuse_more(form: SectionForm, held: list[str]) -> bool:
    if form.cleaned_data["country"] in held:
        form.add_error("country", _("This citizenship is in your list already."))
    elif len(held) >= MOST_CITIZENSHIPS:
        form.add_error(None, _("The list is full. Remove a citizenship before you add another."))
    return bool(form.errors)


def _participations(request: HttpRequest, mine: Profile) -> HttpResponse:
    rows = [row_of(one) for one in mine.participations.all()]
    adding = "add" in request.GET
    if request.method == "POST" and "remove" in request.POST:
        return _remove_participation(request, mine, rows)
    if not rows and not adding:
        return _any_before(request, mine)
    form = None
    if adding:
        initial = ParticipationForm.told(mine) | _seen(mine, Section.PARTICIPATIONS)
        posted = request.POST if request.method == "POST" else None
        form = ParticipationForm(posted, initial=initial, today=clock.today(), submit=_("Add this participation"))
        if posted is not None and form.is_valid():
            if len(rows) >= MOST_PARTICIPATIONS:
                form.add_error(None, _("The list is full. Remove a participation before you add another."))
            else:
                values = {"participations": [*rows, form.row()]}
                answer = _keep(request, mine, form, values, done=_("Added."), onward=_without_add(request))
                if answer is not None:
                    return answer
    listed = [{"id": one.pk, "words": answers.participation_words(one)} for one in mine.participations.all()]
    return _page(request, mine, Section.PARTICIPATIONS, {"form": form, "rows": listed, "adding": adding})


def _any_before(request: HttpRequest, mine: Profile) -> HttpResponse:
    told = {"before": False} if mine.past_participations_told else {}
    posted = request.POST if request.method == "POST" else None
    form = AnyBeforeForm(posted, initial=told | _seen(mine, Section.PARTICIPATIONS), today=clock.today())
    if posted is not None and form.is_valid():
        if form.cleaned_data["before"]:
            back = f"&back={request.GET['back']}" if request.GET.get("back") in {"check", "renew"} else ""
            return redirect(f"{request.path}?add=1{back}")
        answer = _keep(request, mine, form, {"participations": []})
        if answer is not None:
            return answer
    return _page(request, mine, Section.PARTICIPATIONS, {"form": form, "rows": [], "adding": False})


def _remove_participation(request: HttpRequest, mine: Profile, rows: list[dict[str, Any]]) -> HttpResponse:
    kept = [row for one, row in zip(mine.participations.all(), rows, strict=True) if str(one.pk) != request.POST["remove"]]
    form = AnyBeforeForm(request.POST, today=clock.today())
    form.fields["before"].required = False
    here = len(kept) < len(rows)
    if here and form.is_valid():
        answer = _keep(request, mine, form, {"participations": kept}, done=_("Removed."), onward=_without_add(request))
        if answer is not None:
            return answer
    if not here or getattr(form, "changed_elsewhere", False):
        messages.error(request, _unlike())
    else:
        for error in form.non_field_errors():
            messages.error(request, error)
    return redirect(_without_add(request))


def _unlike() -> str:
    return _("This list was changed in another window, so nothing was removed. It stands below as it is now.")


def _without_add(request: HttpRequest) -> str:
    back = request.GET.get("back", "")
    return request.path + (f"?back={back}" if back in {"check", "renew"} else "")

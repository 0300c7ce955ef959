"""One topic of the profile a page; every post saves."""

from typing import Any

from django import forms
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
from profiles.forms.participations import AnyBeforeForm, ParticipationForm
from profiles.forms.sections import SectionForm
from profiles.models import Profile
from profiles.operations import profiles as operations
from profiles.operations.sections import ChangedElsewhere, WouldLeave
from profiles.queries import countries, profiles
from profiles.rules.sections import MOST_CITIZENSHIPS, MOST_PARTICIPATIONS, Section
from profiles.states import LIVE
from profiles.views import answers, wording

FORMS: dict[Section, type[SectionForm]] = {
    form.section: form
    for form in (
        sections.NamesForm,
        sections.BirthForm,
        sections.PassportForm,
        sections.ResidenceForm,
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
    return _one_form(request, mine, topic)


def _one_form(request: HttpRequest, mine: Profile, topic: Section) -> HttpResponse:
    kind = FORMS[topic]
    initial = kind.told(mine) | {"version": mine.version}
    form = kind(request.POST if request.method == "POST" else None, initial=initial, today=clock.today())
    if request.method == "POST" and form.is_valid() and _save(request, mine, form, form.answers()):
        return _onward(request)
    return _page(request, mine, topic, {"form": form})


def _save(request: HttpRequest, mine: Profile, form: SectionForm, values: dict[str, Any]) -> bool:
    """Save, or put the refusal above the form with everything typed still in it."""
    try:
        operations.save_section(
            profile_id=mine.pk,
            section=form.section,
            values=values,
            version=form.cleaned_data["version"],
            by=request.user,
            at=clock.now(),
            accept=request.POST.get("accept") == "on",
        )
    except WouldLeave as effect:
        form.add_error(None, effect.sentence(get_language()))
        form.fields["accept"] = forms.BooleanField(label=_("Save this answer, and take me out of these pools."), required=False)
        return False
    except ChangedElsewhere as refusal:
        form.add_error(None, refusal.sentence(get_language()))
        # Sent again, the form keeps what this window says.
        form.data = form.data.copy()
        form.data["version"] = mine.version
        form.changed_elsewhere = True
        return False
    except Refused as refusal:
        form.add_error(None, refusal.sentence(get_language()))
        return False
    return True


def _onward(request: HttpRequest) -> HttpResponse:
    back = request.GET.get("back") == "check"
    messages.success(request, _("Saved."))
    return redirect("profile_check" if back else "profile")


def _page(request: HttpRequest, mine: Profile, topic: Section, context: dict[str, Any]) -> HttpResponse:
    form = context.get("form")
    saved = []
    if getattr(form, "changed_elsewhere", False):
        card = next(card for card in answers.cards(mine, change=False) if card["title"] == wording.SECTIONS[topic])
        saved = card["rows"]
    template = f"profiles/{'section' if topic in FORMS else topic.value}.html"
    frame = {"profile": mine, "topic": topic, "title": wording.SECTIONS[topic], "saved": saved}
    frame["back_url"] = reverse("profile_check" if request.GET.get("back") == "check" else "profile")
    return TemplateResponse(request, template, frame | context)


def _citizenships(request: HttpRequest, mine: Profile) -> HttpResponse:
    held = [one.country_id for one in mine.citizenships.all()]
    form = sections.CitizenshipForm(
        request.POST if request.method == "POST" else None,
        initial={"version": mine.version},
        today=clock.today(),
        submit=_("Add this citizenship"),
    )
    if request.method == "POST":
        remove = request.POST.get("remove", "")
        if remove:
            form.fields["country"].required = False
        if form.is_valid() and not (not remove and _refuse_more(form, held)):
            wanted = [code for code in held if code != remove] if remove else [*held, form.cleaned_data["country"]]
            if _save(request, mine, form, {"citizenships": wanted}):
                messages.success(request, _("Removed.") if remove else _("Added."))
                return redirect(request.get_full_path())
    names = countries.names((get_language() or "en")[:2])
    rows = [{"code": code, "name": names.get(code, code)} for code in held]
    return _page(request, mine, Section.CITIZENSHIPS, {"form": form, "rows": rows, "full": len(held) >= MOST_CITIZENSHIPS})


def _refuse_more(form: SectionForm, held: list[str]) -> bool:
    if form.cleaned_data["country"] in held:
        form.add_error("country", _("This citizenship is in your list already."))
    elif len(held) >= MOST_CITIZENSHIPS:
        form.add_error(None, _("The list is full. Remove a citizenship before you add another."))
    return bool(form.errors)


def _participations(request: HttpRequest, mine: Profile) -> HttpResponse:
    rows = [_row(one) for one in mine.participations.all()]
    adding = "add" in request.GET
    if request.method == "POST" and "remove" in request.POST:
        return _remove_participation(request, mine, rows)
    if not rows and not adding:
        return _any_before(request, mine)
    form = None
    if adding:
        initial = ParticipationForm.told(mine) | {"version": mine.version}
        posted = request.POST if request.method == "POST" else None
        form = ParticipationForm(posted, initial=initial, today=clock.today(), submit=_("Add this participation"))
        if posted is not None and form.is_valid():
            if len(rows) >= MOST_PARTICIPATIONS:
                form.add_error(None, _("The list is full. Remove a participation before you add another."))
            elif _save(request, mine, form, {"participations": [*rows, form.row()]}):
                messages.success(request, _("Added."))
                return redirect(_without_add(request))
    listed = [{"id": one.pk, "words": answers.participation_words(one)} for one in mine.participations.all()]
    return _page(request, mine, Section.PARTICIPATIONS, {"form": form, "rows": listed, "adding": adding})


def _any_before(request: HttpRequest, mine: Profile) -> HttpResponse:
    told = {"before": False} if mine.past_participations_told else {}
    form = AnyBeforeForm(request.POST if request.method == "POST" else None, initial=told)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["before"]:
            back = "&back=check" if request.GET.get("back") == "check" else ""
            return redirect(f"{request.path}?add=1{back}")
        operations.save_section(
            profile_id=mine.pk,
            section=Section.PARTICIPATIONS,
            values={"participations": []},
            version=mine.version,
            by=request.user,
            at=clock.now(),
        )
        return _onward(request)
    return _page(request, mine, Section.PARTICIPATIONS, {"form": form, "rows": [], "adding": False})


def _remove_participation(request: HttpRequest, mine: Profile, rows: list[dict[str, Any]]) -> HttpResponse:
    kept = [row for one, row in zip(mine.participations.all(), rows, strict=True) if str(one.pk) != request.POST["remove"]]
    try:
        operations.save_section(
            profile_id=mine.pk,
            section=Section.PARTICIPATIONS,
            values={"participations": kept},
            version=mine.version,
            by=request.user,
            at=clock.now(),
        )
    except Refused as refusal:
        messages.error(request, refusal.sentence(get_language()))
    else:
        messages.success(request, _("Removed."))
    return redirect(_without_add(request))


def _without_add(request: HttpRequest) -> str:
    return request.path + ("?back=check" if request.GET.get("back") == "check" else "")


def _row(one: Any) -> dict[str, Any]:
    return {
        "citizenship": one.citizenship_id,
        "category": one.category,
        "season": one.season,
        "permit_issued_on": one.permit_issued_on,
        "permit_expires_on": one.permit_expires_on,
        "recognized_organization": one.recognized_organization,
    }

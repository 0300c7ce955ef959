"""Taking part again: the answers of the last time on one page, what changes asked anew, and one button that sends them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from iecsite import bell, clock
from iecsite.once import once
from iecsite.refusal import Refused
from profiles.forms.organization import OrganizationForm
from profiles.forms.participations import AnyBeforeForm
from profiles.forms.plans import ConditionalForm, JobForm, PlacementForm, StudyForm
from profiles.forms.sections import DeclarationsForm, SectionForm
from profiles.forms.sending import SendForm
from profiles.models import Profile
from profiles.operations import profiles as operations
from profiles.queries import agreements, profiles, seasons
from profiles.queries.section_answers import section_begun, told
from profiles.rules.changed_facts import with_answers
from profiles.rules.sections import Section
from profiles.rules.streams import Asked, asked_of
from profiles.rules.terms import Terms
from profiles.states import ProfileState
from profiles.views import answers, wording
from profiles.views.effect import mark

# Asked anew each time, filled in with what the draft tells of it, else with what was told the last time.
ANEW: tuple[type[SectionForm], ...] = (OrganizationForm, StudyForm, PlacementForm, JobForm, DeclarationsForm)
KEPT = (
    Section.NAMES, Section.BIRTH, Section.CITIZENSHIPS, Section.PASSPORT, Section.RESIDENCE, Section.CONTACT,
)  # fmt: skip


@once("profile-renew")
@require_http_methods(["GET", "HEAD", "POST"])
def renew(request: HttpRequest) -> HttpResponse:
    """
    Everything that was told the last time; on POST, all of it is checked anew and sent, or nothing is.

    What is right and cannot be sent yet is saved, so that the links to other sections lose nothing that was typed.
    """
    before = profiles.sent_before(request.user.pk)
    mine = get_object_or_404(profiles.whole(), user=request.user, state=ProfileState.DRAFT)
    if before is None:
        return redirect("profile")
    posted = request.POST if request.method == "POST" else None
    terms = agreements.terms_in_force(clock.today())
    asked = asked_of([one.country_id for one in mine.citizenships.all()], terms)
    sources = {kind.section: mine if section_begun(mine, kind.section) else before for kind in ANEW}
    forms = [_form(kind, posted, sources[kind.section], asked, seen=mark(mine, kind.section)) for kind in ANEW]
    since = _without_frame(AnyBeforeForm(posted, prefix="since", today=clock.today()))
    del since.fields["seen"]  # past participations are listed as they are saved
    since.fields["before"].label = _("Have you taken part since you sent your last profile?")
    since.fields["before"].help_text = _("Working Holiday, Young Professionals or International Co-op, with any permit.")
    send = SendForm(posted, profile=mine)
    every = [since, *forms, send]
    saved = False
    if posted is not None:
        answer = _send(request, mine, forms, since, send) if _all_valid(every) else None
        if answer is not None:
            return answer
        saved = _saved_unsent(request, mine, forms, send)
        mine = get_object_or_404(profiles.whole(), pk=mine.pk)
        send.show(mine)
        _show_changed(forms, mine, by_this_page=saved)
    context = {
        "profile": mine,
        "before": before,
        "newer": mine in sources.values(),
        "cards": [card for card in answers.cards(mine, change=True, back="renew") if card["section"] in KEPT],
        "listed": [answers.participation_words(one) for one in mine.participations.all()],
        "forms": [(wording.SECTIONS[form.section], form) for form in forms],
        "since": since,
        "form": send,
        "letter_out": wording.letter_out(mine, on=clock.today()),
        "missing": [wording.SECTIONS[one] for one in profiles.unfilled(mine) if one in KEPT],
        "saved": [wording.SECTIONS[form.section] for form in forms] if saved else [],
        "verdicts": _verdicts(mine, sources, forms if posted is not None else [], terms),
    }
    wrong = [one for one in every if one.errors]
    return TemplateResponse(request, "profiles/renew.html", context | {"wrong_forms": wrong}, status=422 if wrong else 200)


def _send(
    request: HttpRequest, mine: Profile, forms: list[SectionForm], since: SectionForm, send: SendForm
) -> HttpResponse | None:
    values = {form.section: form.answers() for form in forms}
    seen = send.cleaned_data["version"]
    at, version = clock.now(), mine.version if seen is None else seen
    if since.cleaned_data["before"]:
        try:
            operations.save_sections(profile_id=mine.pk, answers=values, version=version, by=request.user, at=at)
        except Refused as refusal:
            send.add_error(None, refusal.sentence(get_language()))
            return None
        messages.info(request, _("We saved the rest. Add the participation, then check and send."))
        return redirect(f"{answers.section_url(Section.PARTICIPATIONS)}?add=1&back=check")
    values[Section.PARTICIPATIONS] = told(mine, Section.PARTICIPATIONS)
    try:
        operations.renew(
            profile_id=mine.pk,
            answers=values,
            version=version,
            signature=send.signed(),
            by=request.user,
            at=at,
        )
    except Refused as refusal:
        send.add_error(None, refusal.sentence(get_language()))
        return None
    bell.ring("profiles.tasks.deliver_letters", queue="mail")
    return redirect("profile_sent")


def _saved_unsent(request: HttpRequest, mine: Profile, forms: list[SectionForm], send: SendForm) -> bool:
    """Save what was told anew where it is right, though nothing could be sent; False where it is not saved."""
    if "version" in send.errors or not _all_valid(forms):
        return False
    seen = send.cleaned_data["version"]
    try:
        operations.save_sections(
            profile_id=mine.pk,
            answers={form.section: form.answers() for form in forms},
            version=mine.version if seen is None else seen,
            by=request.user,
            at=clock.now(),
        )
    except Refused:
        # Another window was quicker: the page shows what it saved, and keeps what was typed here.
        return False
    return True


def _all_valid(every: list[Any]) -> bool:
    """Every form is judged, so that one look shows all that is wrong."""
    return not any([form.errors for form in every])  # noqa: C419 (a list: every form is looked at, so that each shows its errors)


def _show_changed(forms: list[SectionForm], mine: Profile, *, by_this_page: bool) -> None:
    """
    Put beside each form whose section another window has changed what is saved now; what was typed stays in the form.

    Its next post has seen these answers and may send others.

    :param by_this_page: whether it was this page that saved them, as they stand in its forms
    """
    marks = {form.section: mark(mine, form.section) for form in forms}
    changed = [form for form in forms if form.data.get(form.add_prefix("seen")) not in {None, marks[form.section]}]
    if not changed:
        return
    saved = {} if by_this_page else {card["section"]: card["rows"] for card in answers.cards(mine, change=False)}
    for form in changed:
        form.saved_elsewhere = saved.get(form.section)
        form.data = form.data.copy()
        form.data[form.add_prefix("seen")] = marks[form.section]


def _form(kind: type[SectionForm], posted: Any, source: Profile, asked: Asked, *, seen: str) -> SectionForm:
    """:param seen: the mark of what the draft holds for the section, whatever the form is filled in with"""
    more = {"asked": asked} if issubclass(kind, ConditionalForm) else {}
    filled = kind.told(source) | {"seen": seen}
    if kind is OrganizationForm and source.sent_at:
        filled["organization_letter"] = ""  # a letter is for one participation
    return _without_frame(kind(posted, initial=filled, prefix=kind.section.value, today=clock.today(), **more))


def _without_frame(form: Any) -> Any:
    """A form that stands in the page's one form: without its own version, button and tag."""
    del form.fields["version"]
    if "organization" in form.fields:
        # Its choices are asked of the database each time they are walked through.
        form.fields["organization"].choices = list(form.fields["organization"].choices)
    form.helper.inputs = []
    form.helper.form_tag = False
    form.helper.disable_csrf = True
    return form


def _verdicts(
    mine: Profile, sources: Mapping[Section, Profile], forms: list[SectionForm], terms: Sequence[Terms]
) -> list[dict[str, Any]]:
    """
    What is open with the answers as they stand on the page: those typed, else those filled in.

    :param sources: of which profile each section was filled in
    """
    facts = profiles.facts_of(mine)
    if facts is None:
        return []
    typed = {form.section: form.answers() for form in forms if not form.errors}
    for kind in ANEW:
        facts = with_answers(facts, kind.section, typed.get(kind.section) or told(sources[kind.section], kind.section))
    on = clock.today()
    found = profiles.verdicts_of_facts(facts, on=on, season=seasons.calendar()(on), terms=terms)
    return wording.verdicts(found, get_language() or "en")

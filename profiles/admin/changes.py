"""Changes of answers about which an officer decides: what stood, what is wanted and why, what it would do, and the decision."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Choices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from iecsite import clock, dates, money
from iecsite.admin_base import ReadOnlyAdmin
from iecsite.once import nothing_done, once
from profiles.models import AnswerChange, Passport, Profile
from profiles.operations import changes
from profiles.queries import answers_in_words, countries, organizations, profiles
from profiles.queries.effects import effect_of
from profiles.queries.row_names import rows_in_words
from profiles.rules import addresses
from profiles.rules.kept_answers import unpacked
from profiles.rules.section_names import title_of
from profiles.rules.sections import Section
from profiles.states import (
    JOB_LEVELS,
    OPEN_CHANGES,
    ChangeState,
    JobProgramme,
    PlacementProgramme,
    StudySector,
    TravelDocument,
)

# Answers that are kept as a code.
CODES: dict[str, type[Choices]] = {
    "document": TravelDocument,
    "study_sector": StudySector,
    "placement_programme": PlacementProgramme,
    "job_programme": JobProgramme,
}
OF_COUNTRIES = frozenset({"country", "residence", "student_country", "citizenships"})


class DecisionForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason for the decision"),
        help_text=gettext_lazy("When you refuse, the person reads it in their letter."),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": gettext_lazy("Enter the reason for your decision.")},
    )


@admin.register(AnswerChange)
class AnswerChangeAdmin(ReadOnlyAdmin):
    list_display = ["id", "profile", "section_in_words", "state", "asked_at", "decided_by", "decided_at"]
    list_filter = ["state", "section"]
    list_select_related = ["profile", "decided_by"]
    search_fields = ["profile__family_name", "profile__given_names", "profile__user__email"]

    @admin.display(description=gettext_lazy("section"), ordering="section")
    def section_in_words(self, row: AnswerChange) -> str:
        """The section as the person sees it."""
        return title_of(Section(row.section), get_language() or "en")

    @method_decorator(once("change_decide"))
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One change; on POST, decide it."""
        self.require(request, "profiles.view_answerchange")
        row = self.found(AnswerChange.objects.select_related("profile__user", "decided_by"), object_id)
        form = DecisionForm(request.POST if request.method == "POST" else None)
        if request.method == "POST":
            self.require(request, "profiles.decide_answerchange")
            if form.is_valid():
                act = changes.refuse if request.POST.get("act") == "refuse" else changes.agree
                reason = form.cleaned_data["reason"]
                done = self.carry_out(
                    request,
                    lambda: act(change_id=row.pk, reason=reason, by=request.user, at=clock.now()),
                    done=_("The change is decided. The person is written to."),
                )
                if not done:
                    nothing_done(request)
                return redirect("admin:profiles_answerchange_change", row.pk)
        person = profiles.whole().get(pk=row.profile_id)
        may_decide = row.state == ChangeState.ASKED and request.user.has_perm("profiles.decide_answerchange")
        context = {
            "row": row,
            "heading": title_of(Section(row.section), get_language() or "en"),
            "compared": compared(row),
            "parted": parted(row),
            "effect": _effect(person, row) if row.state in OPEN_CHANGES else None,
            "form": form,
            "may_decide": may_decide,
        }
        return self.page(request, "admin/profiles/change.html", title=_("Change of answers"), obj=row, **context)


def parted(row: AnswerChange) -> list[tuple[str, list[tuple[str, list[str]]]]]:
    """Of a passport that is held no more, and the one told in its place that was held before: a heading and the lines of each."""
    before, wanted = unpacked(row.before), unpacked(row.values)
    if not before.pop("given_up", False):
        return []
    return [
        (heading, [(_label(key), _lines(key, told[key])) for key in before if told.get(key)])
        for heading, told in ((_("No longer held"), before), (_("Still held"), wanted))
    ]


def compared(row: AnswerChange) -> list[tuple[str, list[str], list[str], bool]]:
    """Each answer of the section: its label, its lines before and as wanted in words, and whether they are the same."""
    before, wanted = unpacked(row.before), unpacked(row.values)
    return [
        (_label(key), _lines(key, before.get(key)), _lines(key, wanted.get(key)), before.get(key) == wanted.get(key))
        for key in dict.fromkeys([*wanted, *before])
        if key != "given_up" and (before.get(key) or wanted.get(key) or before.get(key) != wanted.get(key))
    ]


def _label(key: str) -> str:
    if key in ("citizenships", "participations"):
        return title_of(Section(key), get_language() or "en")
    if key == "in_place_of":
        return _("Comes in place of")
    model = Passport if key in {field.name for field in Passport._meta.fields} else Profile
    return str(capfirst(model._meta.get_field(key).verbose_name))


def _lines(key: str, value: Any) -> list[str]:
    """What was told, as lines: everything in words, one line for each of several."""
    language = get_language() or "en"
    if key == "in_place_of" and value == "":
        return [_("None: it is held besides")]
    if value is None or value == "":
        return []
    if isinstance(value, bool):
        return [answers_in_words.yes_no(value)]
    if isinstance(value, date):
        return [dates.day(value, language)]
    if key == "participations":
        return [answers_in_words.participation(one, countries.names(language), language) for one in value]
    if isinstance(value, list):
        return [line for one in value for line in _lines(key, one)]
    if isinstance(value, dict):
        return [*addresses.lines(value), *_lines("country", value.get("country"))]
    return [_word(key, value, language)]


def _word(key: str, value: Any, language: str) -> str:
    """One answer that is kept as a code or a number; free text stays as it was typed."""
    if key == "in_place_of":
        issuer, _space, kind = value.partition(" ")
        return f"{countries.names(language).get(issuer, issuer)}, {dict(TravelDocument.choices).get(kind, kind)}"
    if key in CODES:
        return str(dict(CODES[key].choices).get(value, value))
    if key in OF_COUNTRIES:
        return countries.names(language).get(value, value)
    if key == "organization":
        return organizations.name(value)
    if key == "job_teer":
        return str(JOB_LEVELS.get(value, value))
    if key == "funds_cad":
        return money.show(Decimal(value), language, with_code=True)
    return str(value)


def _effect(person: Profile, row: AnswerChange) -> dict[str, list[str]]:
    found = effect_of(person, Section(row.section), unpacked(row.values), on=clock.today())
    language = get_language() or "en"
    return {name: rows_in_words(getattr(found, name), language) for name in ("stays", "leaves", "opens", "drawn")}

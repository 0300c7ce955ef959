"""Pairs of profiles that seem to be one person's: both side by side, what putting them together would do, and the decision."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from iecsite import bell, clock
from iecsite.admin_base import ReadOnlyAdmin
from iecsite.once import nothing_done, once
from iecsite.refusal import Refused
from profiles.letters import words
from profiles.models import Duplicate, Letter, Participation, Profile
from profiles.models.duplicate import Outcome
from profiles.queries import answers_in_words, countries, profiles, section_answers
from profiles.rules.machine_readable import transliterate
from profiles.rules.sentences import sentence
from rounds.letters import duplicates as letters
from rounds.operations import duplicates
from rounds.queries.merging import merge_of
from rounds.queries.standing import candidacies_of


class DecisionForm(forms.Form):
    """Which profile goes on when the two are one person's, and the reason for whatever is decided."""

    kept = forms.TypedChoiceField(
        label=gettext_lazy("If they are one person, this profile goes on"), coerce=int, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason for the decision"),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": gettext_lazy("Enter the reason for your decision.")},
    )

    def __init__(self, *args: Any, pair: Duplicate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        both = [(pair.older_id, _("The older profile")), (pair.newer_id, _("The newer profile"))]
        self.fields["kept"].choices = both  # type: ignore[attr-defined]
        self.fields["kept"].initial = pair.older_id


class OpenFilter(admin.SimpleListFilter):
    """The list at first: what waits for a decision."""

    title = gettext_lazy("outcome")
    parameter_name = "outcome"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(value, label) for value, label in Outcome.choices if value] + [("all", gettext_lazy("All"))]

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        first, *others = super().choices(changelist)
        yield {**first, "display": Outcome.OPEN.label}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset if self.value() == "all" else queryset.filter(outcome=self.value() or Outcome.OPEN)


@admin.register(Duplicate)
class DuplicateAdmin(ReadOnlyAdmin):
    list_display = ["id", "older", "newer", "ground", "found_at", "outcome", "decided_by", "decided_at"]
    list_filter = [OpenFilter, "ground"]
    list_select_related = ["older", "newer", "decided_by"]
    search_fields = ["older__user__email", "newer__user__email", "older__passports__number_key"]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One pair; on POST, see what a decision would do, or decide it."""
        self.require(request, "profiles.view_duplicate")
        if request.method == "POST":
            self.require(request, "profiles.decide_duplicate")
        return _pair(request, self, object_id)


@once("duplicate_decide")
def _pair(request: HttpRequest, self: DuplicateAdmin, object_id: str) -> HttpResponse:
    pair = self.found(Duplicate.objects.select_related("older__user", "newer__user", "decided_by", "kept"), object_id)
    form = DecisionForm(request.POST if request.method == "POST" else None, pair=pair)
    both = {one.pk: one for one in profiles.whole().filter(pk__in=[pair.older_id, pair.newer_id])}
    preview = None
    if request.method == "POST" and form.is_valid():
        said, act = form.cleaned_data, request.POST.get("act")
        if act in ("keep", "merge"):
            if not _decide(request, self, pair, said, act):
                nothing_done(request)
            return redirect("admin:profiles_duplicate_change", pair.pk)
        if act != "change":
            preview = _preview(form, pair, both)
    rows = [
        (label, older, newer, older == newer)
        for (label, older), (_same, newer) in zip(facts(both[pair.older_id]), facts(both[pair.newer_id]), strict=True)
    ]
    context = {
        "pair": pair,
        "rows": rows,
        "form": form,
        "preview": preview,
        "may_decide": request.user.has_perm("profiles.decide_duplicate"),
    }
    return self.page(request, "admin/rounds/duplicate.html", title=_("Possible duplicate"), obj=pair, **context)


def _decide(request: HttpRequest, self: DuplicateAdmin, pair: Duplicate, said: dict[str, Any], act: str) -> bool:
    by, at, reason = request.user, clock.now(), said["reason"]
    if act == "keep":
        done = self.carry_out(
            request,
            lambda: duplicates.keep_both(duplicate_id=pair.pk, reason=reason, by=by, at=at),
            done=_("Both profiles are kept. This pair is not shown again."),
        )
    else:
        done = self.carry_out(
            request,
            lambda: duplicates.merge(duplicate_id=pair.pk, kept_id=said["kept"], reason=reason, by=by, at=at),
            done=_("The two profiles are one now. Both accounts are written to."),
        )
    if done:
        bell.ring("profiles.tasks.deliver_letters", queue="mail")
    return done


def _preview(form: DecisionForm, pair: Duplicate, both: dict[int, Profile]) -> dict[str, Any] | None:
    kept = both[form.cleaned_data["kept"]]
    closed = both[pair.newer_id if kept.pk == pair.older_id else pair.older_id]
    language = "fr" if (get_language() or "").startswith("fr") else "en"
    try:
        duplicates.check_may_merge(kept, closed, at=clock.now())
    except Refused as refusal:
        form.add_error(None, refusal.sentence(language))
        return None
    found = merge_of(kept, closed, at=clock.now())
    said = [(one.pool, [sentence(problem, language) for problem in problems]) for one, problems in found.leaves]
    lost = [(pool, [sentence(problem, language) for problem in problems]) for pool, problems in found.lost]
    written = [
        (person.user.email, *words.compose(Letter(kind=one.kind, language=one.language, context=one.context, user=person.user)))
        for one, person in zip(letters.merged(pair, found), (kept, closed), strict=True)
    ]
    return {
        "merge": found,
        "leaves": said,
        "lost": lost,
        "stays_added": [stay_in_words(one) for one in found.participations],
        "letters": [(email, subject, body.strip().split("\n\n")) for email, subject, body in written],
    }


def stay_in_words(one: Participation) -> str:
    """An earlier participation with the dates of its permit, by which two may differ, in the language of the page."""
    language = "fr" if (get_language() or "").startswith("fr") else "en"
    return answers_in_words.participation(section_answers.row_of(one), countries.names(language), language)


def facts(profile: Profile) -> list[tuple[str, str]]:
    """What tells two persons apart, as label and words."""
    passports = ", ".join(f"{one} ({one.expires_on})" for one in profile.passports.all())
    stays = "; ".join(stay_in_words(one) for one in profile.participations.all())
    return [
        (_("Account"), profile.user.email),
        (_("Account made on"), str(clock.home_date(profile.user.date_joined))),
        (_("Last sign-in on"), str(clock.home_date(profile.user.last_login)) if profile.user.last_login else "–"),
        (_("State"), profile.get_state_display()),
        (_("Family name(s)"), profile.family_name),
        (_("Given name(s)"), profile.given_names),
        (_("Names in the machine-readable lines"), transliterate(f"{profile.family_name} {profile.given_names}")),
        (_("Date of birth"), str(profile.date_of_birth or "")),
        (_("Citizenships"), ", ".join(one.country_id for one in profile.citizenships.all())),
        (_("Passports (last day)"), passports),
        (_("Country of residence"), profile.residence_id or ""),
        (_("Telephone"), profile.phone),
        (_("Past participations"), stays),
        (_("Pools"), ", ".join(candidacies_of(profile))),
    ]

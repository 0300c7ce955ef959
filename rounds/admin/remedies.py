"""Planning a remedial round: who was left out, what each pool would give them, then the confirmation."""

from collections import Counter
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from iecsite import clock
from iecsite.admin_base import ReadOnlyAdmin
from iecsite.once import nothing_done, once
from iecsite.refusal import Refused
from rounds.models import Round
from rounds.operations import remedial
from rounds.queries import left_out
from rounds.states import RoundState

# More people than this were not left out one by one: that is a fault in the list, and a matter for more than a form.
MOST = 500


class RemedyForm(forms.Form):
    """Who was left out of a round, what was wrong with it, and when its remedial round is drawn."""

    people = forms.CharField(
        label=gettext_lazy("E-mail addresses of the people left out, one a line"),
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        max_length=60_000,
    )
    fault_en = forms.CharField(
        label=gettext_lazy("What was wrong with the round, in English"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=300,
        help_text=gettext_lazy("Published with the round, in the words that you write here."),
    )
    fault_fr = forms.CharField(label=gettext_lazy("The same in French"), widget=forms.Textarea(attrs={"rows": 2}), max_length=300)
    fact_was_wrong = forms.BooleanField(
        label=gettext_lazy("The fact for which these people were left out was wrong, and the words above say which it was"),
        required=False,
        help_text=gettext_lazy("Whoever was left out for a right reason has no claim to another chance."),
    )
    freeze_at = forms.DateTimeField(
        label=gettext_lazy("Fix the list at"), help_text=gettext_lazy("Eastern time, for example 2026-02-02 12:00.")
    )
    draw_at = forms.DateTimeField(
        label=gettext_lazy("Draw at"),
        help_text=gettext_lazy("Eastern time, at least 24 hours and a half later. In a test round it may be the same moment."),
    )

    def clean_people(self) -> list[str]:
        """The addresses; a line that is none is named with its number."""
        found = [line.strip().lower() for line in self.cleaned_data["people"].splitlines()]
        for number, address in enumerate(found, start=1):
            try:
                if address:
                    validate_email(address)
            except ValidationError:
                raise ValidationError(
                    _("Line %(number)d is not an e-mail address: %(address)s"), params={"number": number, "address": address[:80]}
                ) from None
        addresses = sorted({address for address in found if address})
        if len(addresses) > MOST:
            raise ValidationError(_("At most %(most)d people at once."), params={"most": MOST})
        return addresses


def may_be_made_good(round_: Round) -> bool:
    """Whether a round may have a remedial one: it is closed, and is none itself."""
    return round_.state == RoundState.CLOSED and round_.remedies_id is None


def said_wrong(round_: Round) -> list[tuple[str, int]]:
    """For which reasons, said to be wrong, people of a remedial round were left out, and how many for each."""
    if round_.remedies_id is None:
        return []
    counted = Counter(reason for _candidacy, reason in left_out.reasons_of_named(round_))
    french = get_language() == "fr"
    return [(remedial.WHY.get(reason, (reason, reason))[french], number) for reason, number in counted.items()]


@require_http_methods(["GET", "HEAD", "POST"])
@once("round_remedy")
def page(request: HttpRequest, self: ReadOnlyAdmin, object_id: str) -> HttpResponse:
    """The form, the preview, and the plan that another person approves."""
    at = clock.now()
    round_ = self.found(Round.objects.select_related("season"), object_id)
    if not may_be_made_good(round_):
        messages.info(
            request,
            _("Only a closed round can be made good, and none that makes good another. One that is not over can be voided."),
        )
        return redirect("admin:rounds_round_change", round_.pk)
    local = at.astimezone(clock.HOME_ZONE).replace(second=0, microsecond=0, tzinfo=None)
    initial = {"freeze_at": f"{local:%Y-%m-%d %H:%M}", "draw_at": f"{local + timedelta(hours=25):%Y-%m-%d %H:%M}"}
    form = RemedyForm(request.POST if request.method == "POST" else None, initial=initial)
    context: dict[str, Any] = {"form": form, "round": round_, "preview": None}
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            found = remedial.checked_people(round_, said["people"], fact_was_wrong=said["fact_was_wrong"])
        except Refused as refusal:
            form.add_error("people", refusal.sentence(get_language()))
            found = []
            # It may say for which reason somebody was left out.
            context["people_shown"] = {one.profile.user_id for one in left_out.left_out(round_, said["people"])[0]}
        if form.errors:
            pass
        elif "confirm" in request.POST:
            made = _plan(request, form, round_)
            if made is not None:
                return redirect("admin:rounds_round_change", made.pk)
        elif "change" not in request.POST:
            context["people_shown"] = {one.profile.user_id for one in found}
            context["preview"] = [(one, len(one.candidacy_ids)) for one in left_out.remedies(round_, found)]
            context["later"] = any(not one.first for one, _people in context["preview"])
            without = left_out.pools_without_reasons(round_)
            context["not_kept"] = [one.pool for one, _people in context["preview"] if one.pool.pk in without]
    if request.method == "POST":
        nothing_done(request)
    title = _("Make good an error in round %(code)s") % {"code": round_.code}
    return self.page(request, "admin/rounds/remedy.html", title=title, obj=round_, **context)


def _plan(request: HttpRequest, form: RemedyForm, round_: Round) -> Round | None:
    at, said = clock.now().replace(microsecond=0), form.cleaned_data
    try:
        made = remedial.plan_remedial(
            round_id=round_.pk,
            emails=said["people"],
            fault_en=said["fault_en"],
            fault_fr=said["fault_fr"],
            fact_was_wrong=said["fact_was_wrong"],
            freeze_at=max(said["freeze_at"], at),
            draw_at=max(said["draw_at"], at),
            # An error in a trial is made good in a trial.
            test_source=round_.test_source and settings.TEST_ROUNDS,
            by=request.user,
            at=at,
        )
    except Refused as refusal:
        form.add_error(None, refusal.sentence(get_language()))
        return None
    messages.success(request, _("Round %(code)s is planned. Another person must approve it.") % {"code": made.code})
    return made

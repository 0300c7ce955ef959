"""Typing a random value: one officer, then another, each digit checked before anything is kept."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from iecsite import bell, clock
from iecsite.admin_base import ReadOnlyAdmin
from iecsite.once import nothing_done, once
from iecsite.refusal import Refused
from rounds.models import Round
from rounds.operations import randomness as operations
from rounds.queries import randomness
from rounds.queries.randomness import Waiting
from rounds.rules import fallback


class ValueForm(forms.Form):
    """The value of one announced source, as it was read aloud or copied."""

    line = forms.ChoiceField(label=gettext_lazy("Source"))
    typed = forms.CharField(
        label=gettext_lazy("Value"),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocomplete": "off"}),
        max_length=400,
        help_text=gettext_lazy("Spaces and capital letters do not matter. A wrong digit is found out and refused."),
    )
    evidence = forms.CharField(
        label=gettext_lazy("Where the official result can be read"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("For the numbers of a lottery only: the address or the document."),
    )

    silent = forms.BooleanField(
        label=gettext_lazy("The beacon itself has given no value for this round, 72 hours after its moment"),
        required=False,
        help_text=gettext_lazy("For the numbers of a lottery only. Your statement is published with the result."),
    )
    looked_at = forms.CharField(
        label=gettext_lazy("Where you looked for the value of the beacon"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("For the numbers of a lottery only: at least two of its relays, and when. This is published."),
    )
    instead = forms.BooleanField(
        label=gettext_lazy("Put mine in the place of what another officer typed"),
        required=False,
        help_text=gettext_lazy(
            "Only where the two differ and the other officer cannot type again. Somebody else must type yours."
        ),
    )

    def __init__(self, *args: Any, waits: list[Waiting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].choices = [(one.line, in_words(one)) for one in waits]
        if not any(one.fallback for one in waits):
            for name in ("evidence", "silent", "looked_at", "instead"):
                del self.fields[name]


def in_words(waiting: Waiting) -> str:
    """What is waited for, in the language of the page."""
    if waiting.staff:
        return _("The next link of the staff chain, from escrow")
    if waiting.fallback:
        asked = fallback.ASKED[fallback.source_of(waiting.line)][get_language() == "fr"]
        return _("Fallback: %(line)s (%(numbers)s)") % {"line": waiting.line.removeprefix("beacon draws "), "numbers": asked}
    return _("drand quicknet, round %(number)s") % {"number": waiting.line.rpartition(" ")[2]}


@require_http_methods(["GET", "HEAD", "POST"])
@once("random_value")
def page(request: HttpRequest, self: ReadOnlyAdmin, object_id: str) -> HttpResponse:
    """The form while a round waits; back to the round when it does not."""
    at = clock.now()
    round_ = self.found(Round.objects.select_related("season"), object_id)
    waits = randomness.waited_for(round_, at=at)
    if not waits:
        messages.info(request, _("This round waits for no random value now."))
        return redirect("admin:rounds_round_change", round_.pk)
    form = ValueForm(request.POST if request.method == "POST" else None, waits=waits)
    if request.method == "POST" and form.is_valid():
        known = _type(request, form, round_)
        if known is not None:
            return redirect("admin:rounds_round_change", round_.pk)
    if request.method == "POST":
        nothing_done(request)
    context = {"form": form, "round": round_, "any_fallback": any(one.fallback for one in waits)}
    title = _("Random value of round %(code)s") % {"code": round_.code}
    return self.page(request, "admin/rounds/value.html", title=title, obj=round_, **context)


def _type(request: HttpRequest, form: ValueForm, round_: Round) -> bool | None:
    said = form.cleaned_data
    try:
        known = operations.type_value(
            round_id=round_.pk,
            line=said["line"],
            typed=said["typed"],
            evidence=said.get("evidence", ""),
            silent=said.get("silent", False),
            looked_at=said.get("looked_at", ""),
            instead=said.get("instead", False),
            by=request.user,
            at=clock.now(),
        )
    except Refused as refusal:
        form.add_error("typed", refusal.sentence(get_language()))
        return None
    if known:
        messages.success(request, _("Both officers typed the same value. The draw goes on."))
        bell.ring("rounds.tasks.advance_rounds", queue="draw")
    else:
        messages.success(request, _("The value fits. Another officer must type it too."))
    return known

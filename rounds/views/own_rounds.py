"""My rounds: the lists I stand in, my ticket and number in each, the receipts, and the letters about them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from iecsite import clock
from profiles.queries.profiles import live_profile
from rounds.models import Round
from rounds.operations import receipt_letters
from rounds.queries import places_in_round, receipts, round_told, standing
from rounds.queries.places_in_round import InRound


@require_safe
def my_rounds(request: HttpRequest) -> HttpResponse:
    """Every round in whose list the person stands, newest first, with what became of it."""
    profile = live_profile(request.user.pk)
    mine = places_in_round.of_account(request.user.pk)
    told = round_told.of_rounds([one.round for one in mine], at=clock.now())
    context = {
        "rounds": [(one, told[one.round.pk]) for one in mine],
        "profile": profile,
        "wanted": profile is not None and places_in_round.wants_letters(profile.pk),
    }
    return TemplateResponse(request, "rounds/my_rounds.html", context)


@require_safe
def my_round(request: HttpRequest, code: str) -> HttpResponse:
    """One round as it was for this person: ticket, numbers, cut-off, and how to check it alone."""
    mine = _mine(request, code)
    context = {
        "mine": mine,
        "still_waits": bool(standing.held_by(request.user.pk).here),
        "standing": round_told.of_round(mine.round, at=clock.now()),
    }
    return TemplateResponse(request, "rounds/my_round.html", context)


@require_safe
def receipt_file(request: HttpRequest, code: str, pool: str) -> HttpResponse:
    """The receipt of one entry, computed now, as the file that the verifier reads."""
    mine = _mine(request, code)
    for name, content in receipts.of_person(get_object_or_404(Round, pk=mine.round.pk), mine.profile_id):
        if name == pool:
            response = HttpResponse(content, content_type="application/json")
            response["Content-Disposition"] = f'attachment; filename="receipt-{mine.round.code}-{pool}.json"'
            return response
    raise Http404


@require_POST
def receipt_letters_wish(request: HttpRequest) -> HttpResponse:
    """Set whether the person is written to about every round: once with the receipt, once with the result."""
    profile = live_profile(request.user.pk)
    if profile is None:
        messages.error(request, _("You have no live profile, so no round can draw you and nothing is to be written."))
        return redirect("my_rounds")
    wanted = request.POST.get("wanted") == "yes"
    receipt_letters.set_wish(profile_id=profile.pk, wanted=wanted, at=clock.now())
    messages.success(
        request,
        _("We will write to you when a list with you in it is published, and when it is drawn.")
        if wanted
        else _("We will write to you about a round only when you are invited."),
    )
    return redirect("my_rounds")


def _mine(request: HttpRequest, code: str) -> InRound:
    found = places_in_round.of_account(request.user.pk, code=code)
    if not found or found[0].round.published_at is None:
        raise Http404
    return found[0]

"""An invitation: read it, and say no. Saying yes opens an application and stands there."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from iecsite import clock
from iecsite.once import nothing_done, once
from iecsite.refusal import Refused
from profiles.rules.sentences import sentence
from rounds.models import Invitation
from rounds.operations import invitations
from rounds.queries.standing import standing_of
from rounds.queries.way_back import way_back
from rounds.rules import calendar
from rounds.states import InvitationState


@require_safe
def invitation(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """One invitation: what it offers, until when, and what each answer means."""
    at = clock.now()
    shown = _theirs(request, invitation_id)
    if shown.opened_at is None and shown.state == InvitationState.ISSUED:
        shown.opened_at = invitations.open_invitation(invitation_id=shown.pk, by=request.user, at=at).opened_at
    answerable = _answerable(shown, at)
    kept_out = way_back(shown, at=at).kept_out if answerable else None
    context = {"invitation": shown, "answerable": answerable, "kept_out": kept_out or ""}
    return TemplateResponse(request, "rounds/invitation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@once("invitation_decline")
def invitation_decline(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """What saying no means; on POST, say it."""
    at = clock.now()
    shown = _theirs(request, invitation_id)
    if request.method == "POST":
        try:
            invitations.decline(invitation_id=shown.pk, by=request.user, at=at)
        except Refused as refusal:
            nothing_done(request)
            messages.error(request, refusal.sentence(get_language()))
            return redirect("invitation", shown.pk)
        messages.success(request, _("You said no to the invitation."))
        return redirect("pools")
    if not _answerable(shown, at):
        return redirect("invitation", shown.pk)
    standing = standing_of(request.user.pk, at=at)
    found = way_back(shown, at=at)
    context = {
        "invitation": shown,
        "standing": standing,
        "kept_out": found.kept_out or "",
        "reasons": [sentence(problem, get_language()) for problem in found.problems],
    }
    return TemplateResponse(request, "rounds/invitation_decline.html", context)


def _theirs(request: HttpRequest, invitation_id: int) -> Invitation:
    mine = Invitation.objects.filter(profile__user=request.user).select_related("pool__country", "round", "candidacy")
    return get_object_or_404(mine, pk=invitation_id)


def _answerable(shown: Invitation, at: datetime) -> bool:
    return shown.state == InvitationState.ISSUED and calendar.in_time(shown.lapses_at, at)

"""Saying yes to an invitation: it opens an application."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from applications.operations import intake
from applications.rules import deadlines
from applications.views.mine import refused
from iecsite import clock
from iecsite.once import once
from iecsite.refusal import Refused
from rounds.models import Invitation
from rounds.states import InvitationState


@require_http_methods(["GET", "HEAD", "POST"])
@once("invitation_accept")
def invitation_accept(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """What yes means, with the second date before the button; on POST, say it."""
    at = clock.now()
    theirs = Invitation.objects.filter(profile__user=request.user).select_related("pool__country", "round")
    invitation = get_object_or_404(theirs, pk=invitation_id)
    if request.method == "POST":
        try:
            application = intake.accept_invitation(invitation_id=invitation.pk, by=request.user, at=at)
        except Refused as refusal:
            return refused(request, refusal, "invitation", invitation.pk)
        messages.success(request, _("You said yes. Your application is open."))
        return redirect("application", application.reference)
    if invitation.state != InvitationState.ISSUED:
        return redirect("invitation", invitation.pk)
    context = {"invitation": invitation, "due_at": deadlines.shown(deadlines.submission_due_at(at))}
    return TemplateResponse(request, "applications/invitation_accept.html", context)

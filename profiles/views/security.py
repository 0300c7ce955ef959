"""A second factor, sessions, browsers, and an address that was changed by somebody else."""

from allauth.mfa.recovery_codes.views import ViewRecoveryCodesView
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from iecsite import bell, clock
from iecsite.refusal import Refused
from profiles.letters.other_addresses import address_of
from profiles.operations import browsers, changed_address, sessions
from profiles.rules.other_addresses import Purpose


@require_safe
def second_factor_offer(request: HttpRequest) -> HttpResponse:
    """What a second factor is good for, and that it can wait: shown once, after the sign-up, on the way to where one goes."""
    return TemplateResponse(request, "profiles/second_factor_offer.html", {"to": _onward(request)})


@require_safe
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """allauth's page of the codes, with a button that leads on to where one was going when they were made."""
    return ViewRecoveryCodesView.as_view(extra_context={"to": _onward(request)})(request)


def on_the_way(to: str | None, page: str) -> str:
    """The address of a page that leads on to another one; None: to the home page."""
    query = QueryDict(mutable=True)
    if to:
        query["next"] = to
    return reverse(page) + (f"?{query.urlencode(safe='/')}" if to else "")


def _onward(request: HttpRequest) -> str:
    to = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(to, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return to if safe else reverse("home")


@require_POST
def end_session(request: HttpRequest, number: int) -> HttpResponse:
    """Sign out in one other browser."""
    if not sessions.end(session_id=number, by=request.user, at=clock.now()):
        raise Http404
    messages.success(request, _("You are signed out there."))
    return redirect("usersessions_list")


@require_POST
def browsers_are_mine(request: HttpRequest) -> HttpResponse:
    """The person knows the new browsers; the notice goes."""
    browsers.acknowledge(by=request.user, at=clock.now())
    messages.success(request, _("Good. We say no more about it."))
    return redirect("usersessions_list")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def undo_email(request: HttpRequest, token: str) -> HttpResponse:
    """From the letter about a changed address: by a button, since programs that look through mail open links."""
    at = clock.now()
    address_id = address_of(token, purpose=Purpose.UNDO)
    valid = address_id is not None and changed_address.can_be_put_back(address_id=address_id, at=at)
    if request.method == "POST" and address_id is not None:
        try:
            user = changed_address.put_back(address_id=address_id, at=at)
        except Refused as refusal:
            return TemplateResponse(
                request, "profiles/email_undo.html", {"valid": False, "why": refusal.sentence(get_language())}, status=409
            )
        bell.ring("profiles.tasks.deliver_letters", queue="mail")
        told = _(
            "You sign in with %(address)s again, and everybody was signed out. Now choose a new password: enter this address."
        )
        messages.success(request, told % {"address": user.email})
        return redirect("account_reset_password")
    return TemplateResponse(request, "profiles/email_undo.html", {"valid": valid})

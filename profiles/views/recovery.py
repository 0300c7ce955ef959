"""Getting back into an account: the ways, the one by identity, and the links that stop and end it."""

from contextlib import suppress
from datetime import timedelta

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from iecsite import bell, browsers, clock
from iecsite.refusal import Refused
from profiles.forms.recovery import IdentityForm, NewPasswordForm
from profiles.letters.recovery import CANCEL, USE, recovery_of
from profiles.models import Recovery
from profiles.operations import recovery as operations
from profiles.operations import recovery_links
from profiles.queries.recovery import of_link
from profiles.rules.passport_numbers import passport_key
from profiles.rules.recovery import LINK_HOLDS, WAITS, masked
from profiles.states import OPEN_RECOVERIES, RecoveryState

HOUR = timedelta(hours=1)
HOURS = {"hours": WAITS // HOUR, "link_hours": LINK_HOLDS // HOUR}


@login_not_required
@require_safe
def ways(request: HttpRequest) -> HttpResponse:
    """Which way leads back, by what was lost."""
    return TemplateResponse(request, "profiles/recover.html", HOURS)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def by_identity(request: HttpRequest) -> HttpResponse:
    """
    Who somebody is and where the link goes; on POST, keep it for a task and say the same to everybody.

    Nothing is looked up here: the answer takes as long whether there is an account or not. Too many are counted by network, and
    by the number that was typed from that network, so that nobody elsewhere keeps its owner from asking.
    """
    form = IdentityForm(request.POST if request.method == "POST" else None, today=clock.today())
    if request.method == "POST" and form.is_valid():
        key = f"{get_adapter().get_client_ip(request)} {passport_key(form.cleaned_data['reference'])}"
        if ratelimit.consume(request, action="recover", key=key):
            operations.ask(
                **form.cleaned_data,
                browser=browsers.named(request.headers.get("user-agent", "")),
                language=(get_language() or "en")[:2],
                by=None,
                at=clock.now(),
            )
            bell.ring("profiles.tasks.answer_recoveries", queue="mail")
            return redirect("recover_asked")
        form.add_error(None, _("There were too many requests, from your network or about this number. Try again tomorrow."))
    return TemplateResponse(request, "profiles/recover_by_identity.html", {"form": form, **HOURS})


@login_not_required
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """What everybody is told."""
    return TemplateResponse(request, "profiles/recover_asked.html", HOURS)


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Stop a recovery, from a letter or from the account: by a button, since programs that look through mail open links."""
    found = of_link(recovery_of(token, purpose=CANCEL)).first()
    if request.method == "POST" and found is not None:
        by = request.user if request.user.is_authenticated and request.user == found.user else None
        # One that is over already is left as it is, and the page says what became of it.
        with suppress(Refused):
            operations.cancel(recovery_id=found.pk, by=by, at=clock.now())
            bell.ring("profiles.tasks.deliver_letters", queue="mail")
            bell.ring("profiles.tasks.deliver_recovery_letters", queue="mail")
        return redirect("recovery_cancel", token)
    context = {
        "found": found,
        "open": found is not None and found.state in OPEN_RECOVERIES,
        "cancelled": found is not None and found.state == RecoveryState.CANCELLED,
        "over": _why_over(found),
        "to": masked(found.email) if found else "",
    }
    return TemplateResponse(request, "profiles/recovery_cancel.html", context)


@never_cache
@login_not_required
@sensitive_post_parameters("password1")
@require_http_methods(["GET", "HEAD", "POST"])
def use(request: HttpRequest, token: str) -> HttpResponse:
    """The link at the end of the waiting: what will change, and a new password; on POST, once, carry it out."""
    found = of_link(recovery_of(token, purpose=USE)).first()
    holds = found is not None and found.state == RecoveryState.READY and found.link_ends_at > clock.now()
    form = None
    if found is not None and holds:
        form = NewPasswordForm(request.POST if request.method == "POST" else None, user=found.user)
        if request.method == "POST" and form.is_valid():
            password = form.cleaned_data["password1"]
            try:
                recovery_links.use(recovery_id=found.pk, password=password, by=None, at=clock.now())
            except Refused as refusal:
                messages.error(request, refusal.sentence(get_language()))
                return redirect("recovery_use", token)
            bell.ring("profiles.tasks.deliver_letters", queue="mail")
            bell.ring("profiles.tasks.deliver_recovery_letters", queue="mail")
            messages.success(
                request, _("The account is yours again. Sign in with your new address and password, then set up a second factor.")
            )
            return redirect("account_login")
    context = {"found": found, "holds": holds, "form": form, "over": _why_over(found)}
    return TemplateResponse(request, "profiles/recovery_use.html", context)


def _why_over(found: Recovery | None) -> str:
    """Why a link does nothing any more; empty while the recovery is under way, or for a link that is not ours."""
    if found is None:
        return ""
    late = found.state == RecoveryState.READY and found.link_ends_at is not None and found.link_ends_at <= clock.now()
    if found.state in OPEN_RECOVERIES and not late:
        return ""
    english, french = operations.over(RecoveryState.LAPSED if late else found.state)
    return french if (get_language() or "").startswith("fr") else english

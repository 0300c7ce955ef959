"""Alerts by e-mail without an account: ask, confirm, end."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from iecsite import bell, clock, limits
from iecsite.once import once
from rounds.forms.alerts import AlertForm
from rounds.letters.alerts import alert_of
from rounds.models import Pool, Season
from rounds.operations import alerts as operations

# One address may ask for so many letters in a minute: a school's computers do, a flood does not.
ASKED_A_MINUTE = 10


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@once("alerts_ask")
def alerts(request: HttpRequest) -> HttpResponse:
    """Ask for alerts. The answer is the same whether an address is known or not."""
    season = Season.objects.filter(opens_on__lte=clock.today()).order_by("-year").first()
    pools = Pool.objects.filter(season=season).select_related("country") if season else Pool.objects.none()
    asked = request.POST if request.method == "POST" else None
    form = AlertForm(asked, pools=pools, initial={"pool": request.GET.get("pool", "")})
    if asked is not None and form.is_valid():
        if limits.seconds_to_wait("alerts", _address(request), most=ASKED_A_MINUTE):
            form.add_error(None, _("So many requests came from your network. Wait a minute, then try again."))
        else:
            language = "fr" if request.LANGUAGE_CODE == "fr" else "en"
            email = form.cleaned_data["email"]
            operations.ask(email=email, language=language, pool_ids=form.pool_ids(), at=clock.now())
            bell.ring("rounds.tasks.deliver_alerts", queue="mail")
            return redirect("alerts_asked")
    return TemplateResponse(request, "rounds/alerts.html", {"form": form, "season": season})


@login_not_required
@require_http_methods(["GET", "HEAD"])
def asked(request: HttpRequest) -> HttpResponse:
    """What happens now."""
    return TemplateResponse(request, "rounds/alerts_asked.html")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm from the letter: by a button, since programs that look through mail open links."""
    alert_id = alert_of(token, purpose="confirm")
    done = False
    if request.method == "POST" and alert_id is not None:
        done = operations.confirm(alert_id=alert_id, at=clock.now())
        alert_id = alert_id if done else None
    return TemplateResponse(request, "rounds/alert_confirm.html", {"valid": alert_id is not None, "done": done})


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, token: str) -> HttpResponse:
    """
    End the alerts with one click; a mail program may post here by itself (RFC 8058).

    There is no seal against foreign forms: the sealed link is all that is needed, and all it can do is end these letters.
    """
    alert_id = alert_of(token, purpose="end")
    if request.method == "POST" and alert_id is not None:
        operations.end(alert_id=alert_id, at=clock.now())
    return TemplateResponse(
        request,
        "rounds/alert_end.html",
        {"valid": alert_id is not None, "done": request.method == "POST" and alert_id is not None},
    )


def _address(request: HttpRequest) -> str:
    """Whose address asks: behind proxies, the one that the nearest trusted proxy saw."""
    forwarded, trusted = request.META.get("HTTP_X_FORWARDED_FOR", ""), settings.ALLAUTH_TRUSTED_PROXY_COUNT
    seen = [one.strip() for one in forwarded.split(",") if one.strip()]
    return seen[-trusted] if trusted and len(seen) >= trusted else request.META.get("REMOTE_ADDR", "")

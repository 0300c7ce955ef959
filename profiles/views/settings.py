"""My settings."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from iecsite import bell, clock, dates
from profiles.forms.settings import SettingsForm
from profiles.operations import accounts
from profiles.queries import letters, profiles, time_zones


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """What we call the person, the language of letters, the time zone (with a suggestion from where they live)."""
    user = request.user
    told = {"preferred_name": user.preferred_name, "language": user.language, "time_zone": user.time_zone}
    form = SettingsForm(request.POST if request.method == "POST" else None, initial=told)
    if request.method == "POST" and form.is_valid():
        accounts.save_settings(user_id=user.pk, by=user, at=clock.now(), **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("settings")
    mine = profiles.latest_profile(user.pk)
    suggestion = time_zones.suggested(mine.residence_id if mine else None)
    if suggestion == user.time_zone:
        suggestion = None
    place = dates.zone_name(suggestion, request.LANGUAGE_CODE[:2]) if suggestion else ""
    context = {
        "form": form,
        "suggestion": suggestion,
        "place": place,
        "undelivered_since": letters.undelivered_since(user.pk),
    }
    return TemplateResponse(request, "profiles/settings.html", context)


@require_POST
def test_letter(request: HttpRequest) -> HttpResponse:
    """Write to the person's own address, so that they see whether letters reach them."""
    if not accounts.send_test_letter(by=request.user, at=clock.now()):
        told = _("We wrote to %(address)s less than an hour ago. Look there, also among unwanted mail, then check the address.")
        messages.warning(request, told % {"address": request.user.email})
        return redirect("settings")
    bell.ring("profiles.tasks.deliver_letters", queue="mail")
    told = _("We wrote to %(address)s. If nothing is there in ten minutes, look among unwanted mail, then check the address.")
    messages.success(request, told % {"address": request.user.email})
    return redirect("settings")

"""My settings."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from iecsite import bell, clock, dates
from profiles.forms.needs import NeedsForm
from profiles.forms.settings import SettingsForm
from profiles.models import OtherAddress, User
from profiles.operations import accounts
from profiles.queries import letters, other_addresses, profiles, time_zones


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """
    What stands on the other pages of the settings; and what we call the person, the languages of letters and calls, the time zone
    (with a suggestion from where they live).
    """
    user = request.user
    told = {name: getattr(user, name) for name in ("preferred_name", "language", "call_language", "time_zone")}
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
    second = other_addresses.second_of(user.pk)
    context = {
        "form": form,
        "suggestion": suggestion,
        "place": place,
        "rows": _summary(user, second, other_addresses.contact_of(user.pk)),
        "second": second,
        "undelivered_since": letters.undelivered_since(user.pk),
        "second_undelivered_since": letters.copies_undelivered_since(second.pk) if second else None,
    }
    return TemplateResponse(request, "profiles/settings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def needs(request: HttpRequest) -> HttpResponse:
    """In which form the person needs what we write to them."""
    user = request.user
    told = {name: getattr(user, name) for name in NeedsForm.base_fields}
    form = NeedsForm(request.POST if request.method == "POST" else None, initial=told)
    if request.method == "POST" and form.is_valid():
        accounts.save_needs(**form.cleaned_data, by=user, at=clock.now())
        messages.success(request, _("Saved."))
        return redirect("settings")
    return TemplateResponse(request, "profiles/needs.html", {"form": form})


@require_POST
def test_letter(request: HttpRequest) -> HttpResponse:
    """Write to the person's own addresses, so that they see whether letters reach them."""
    if not accounts.send_test_letter(by=request.user, at=clock.now()):
        told = _("We wrote to %(address)s less than an hour ago. Look there, also among unwanted mail, then check the address.")
        messages.warning(request, told % {"address": request.user.email})
        return redirect("settings")
    bell.ring("profiles.tasks.deliver_letters", queue="mail")
    second = other_addresses.second_of(request.user.pk)
    if second is not None and second.confirmed_at is not None:
        told = _("We wrote to %(address)s and %(second)s. If nothing is there in ten minutes, look among unwanted mail first.")
    else:
        told = _("We wrote to %(address)s. If nothing is there in ten minutes, look among unwanted mail, then check the address.")
    messages.success(request, told % {"address": request.user.email, "second": second.email if second else ""})
    return redirect("settings")


def _summary(user: User, second: OtherAddress | None, contact: OtherAddress | None) -> list[dict[str, Any]]:
    """What stands on each page of the settings, with the way there."""
    return [
        {"label": _("You sign in with"), "value": user.email, "url": reverse("account_email")},
        {"label": _("Second e-mail address"), "lines": _standing(second), "url": reverse("second_address")},
        {"label": _("Trusted contact"), "lines": _standing(contact), "url": reverse("trusted_contact")},
        {"label": _("Form of our letters"), "lines": user.needs_in_words() or [_("As for everybody")], "url": reverse("needs")},
        {
            "label": _("Sign-in and security"),
            "value": _("Password, second factor, where you are signed in"),
            "url": reverse("mfa_index"),
            "act": _("Look"),
        },
        {
            "label": _("My file"),
            "value": _("Who looked at it, a copy of everything, closing the account"),
            "url": reverse("my_file"),
            "act": _("Look"),
        },
    ]


def _standing(one: OtherAddress | None) -> list[str]:
    if one is None:
        return [_("None")]
    state = _("confirmed") if one.confirmed_at is not None else _("waits for a yes from its reader")
    return [f"{one.first_name}, {one.email}" if one.first_name else one.email, state]

"""Asking the privacy office for records or a correction, and taking that back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from iecsite import bell, clock
from iecsite.once import once
from iecsite.refusal import Refused
from profiles.forms.access_requests import AskForm
from profiles.operations import access_requests
from profiles.queries.access_requests import of
from profiles.rules.retention import ANSWERED_WITHIN


@require_http_methods(["GET", "HEAD", "POST"])
@once("ask_for_records")
def ask(request: HttpRequest) -> HttpResponse:
    """The form; on POST, take the request and say by which day it is answered."""
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = access_requests.ask(**form.cleaned_data, by=request.user, at=clock.now())
        except Refused as refusal:
            form.add_error(None, refusal.sentence(get_language()))
        else:
            bell.ring("profiles.tasks.deliver_letters", queue="mail")
            messages.success(request, _("We have your request. Its number is %(number)s.") % {"number": made.number})
            return redirect("my_file")
    return TemplateResponse(request, "profiles/ask_for_records.html", {"form": form, "days": ANSWERED_WITHIN.days})


@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Take one's own request back."""
    found = get_object_or_404(of(request.user.pk), pk=number)
    try:
        access_requests.withdraw(request_id=found.pk, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence(get_language()))
    else:
        messages.success(request, _("You took your request back."))
    return redirect("my_file")

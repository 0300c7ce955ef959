"""A second address and a trusted contact: named in the settings, answered and ended from letters."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from iecsite import bell, clock
from iecsite.refusal import Refused
from profiles.forms.other_addresses import ContactForm, SecondAddressForm
from profiles.letters.other_addresses import address_of
from profiles.models import OtherAddress
from profiles.operations import other_addresses as operations
from profiles.queries import letters
from profiles.queries import other_addresses as queries
from profiles.rules.other_addresses import ANSWER_WITHIN, Purpose

MAIL = "profiles.tasks.deliver_to_other_addresses"


@require_http_methods(["GET", "HEAD", "POST"])
def second_address(request: HttpRequest) -> HttpResponse:
    """The second address as it stands, and the form that names another one. The answer is the same whoever reads there."""
    form = SecondAddressForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            named = operations.name_second(**form.cleaned_data, by=request.user, at=clock.now())
        except Refused as refusal:
            form.add_error("email", refusal.sentence(get_language()))
        else:
            _say_asked(request, named)
            return redirect("second_address")
    standing = queries.second_of(request.user.pk)
    context = {
        "form": form,
        "standing": standing,
        **_answers(standing),
        "undelivered_since": letters.copies_undelivered_since(standing.pk) if standing else None,
    }
    return TemplateResponse(request, "profiles/second_address.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def trusted_contact(request: HttpRequest) -> HttpResponse:
    """The trusted contact as they stand, and the form that names somebody else."""
    user = request.user
    initial = {"person_name": user.preferred_name, "language": user.language}
    form = ContactForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            named = operations.name_contact(**form.cleaned_data, by=user, at=clock.now())
        except Refused as refusal:
            form.add_error("email", refusal.sentence(get_language()))
        else:
            _say_asked(request, named)
            return redirect("trusted_contact")
    standing = queries.contact_of(user.pk)
    context = {"form": form, "standing": standing, **_answers(standing)}
    return TemplateResponse(request, "profiles/trusted_contact.html", context)


@require_POST
def remove(request: HttpRequest, role: str) -> HttpResponse:
    """The person takes an address back, or the one alone that would take its place."""
    only = request.POST.get("which") == "waiting"
    if operations.remove(role=role, by=request.user, at=clock.now(), waiting_only=only):
        bell.ring("profiles.tasks.deliver_letters", queue="mail")
        bell.ring(MAIL, queue="mail")
        messages.success(request, _("Removed. We write no more to that address."))
    return redirect("second_address" if role == OtherAddress.Role.SECOND else "trusted_contact")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Say yes or no from the letter: by a button, since programs that look through mail open links."""
    at = clock.now()
    address_id = address_of(token, purpose=Purpose.ANSWER)
    asked = queries.waiting(address_id, at=at) if address_id is not None else None
    outcome = ""
    if request.method == "POST" and address_id is not None and asked is not None:
        if request.POST.get("answer") == "yes":
            outcome = "yes" if operations.agree(address_id=address_id, at=at) else ""
            bell.ring(MAIL, queue="mail")
        elif request.POST.get("answer") == "no":
            operations.leave(address_id=address_id, at=at)
            outcome = "no"
        bell.ring("profiles.tasks.deliver_letters", queue="mail")
    return TemplateResponse(request, "profiles/other_address_answer.html", {"asked": asked, "outcome": outcome})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, token: str) -> HttpResponse:
    """The reader of an address wants no more letters."""
    address_id = address_of(token, purpose=Purpose.END)
    done = request.method == "POST" and address_id is not None
    if done:
        operations.leave(address_id=address_id or 0, at=clock.now())
        bell.ring("profiles.tasks.deliver_letters", queue="mail")
    return TemplateResponse(request, "profiles/other_address_end.html", {"valid": address_id is not None, "done": done})


def _answers(standing: OtherAddress | None) -> dict[str, Any]:
    """Until when the reader of an address answers, and the one that would take the place of a confirmed one."""
    waiting = queries.to_take_the_place_of(standing)
    asked = waiting or standing
    return {"waiting": waiting, "answer_by": asked.asked_at + ANSWER_WITHIN if asked else None}


def _say_asked(request: HttpRequest, named: Any) -> None:
    if named.confirmed_at is not None:
        messages.success(request, _("Saved."))
        return
    bell.ring(MAIL, queue="mail")
    told = _(
        "We write to %(address)s, unless its reader was asked often today or wanted no letters of ours. Nothing else goes there "
        "until they have said yes from that letter."
    )
    messages.success(request, told % {"address": named.email})

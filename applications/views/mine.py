"""What every page of an application begins with: the person's own, or 404; and refusals on the way back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language

from applications.models import Application
from applications.queries import applications
from iecsite.once import nothing_done
from iecsite.refusal import Refused


def language() -> str:
    """The language of the page, `en` or `fr`."""
    return "fr" if (get_language() or "").startswith("fr") else "en"


def mine(request: HttpRequest, reference: str) -> Application:
    """The person's own application; somebody else's does not exist for them."""
    return get_object_or_404(applications.of(request.user.pk), reference=reference)


def refused(request: HttpRequest, refusal: Refused, to: str, *args: object) -> HttpResponse:
    """Back to a page with the sentence that says why nothing was done."""
    nothing_done(request)
    messages.error(request, refusal.sentence(get_language()))
    return redirect(to, *args)

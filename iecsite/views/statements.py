"""The pages that every public service has: contact, privacy, accessibility."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from iecsite.public_cache import public

TITLES = {
    "contact": _("Contact"),
    "privacy": _("Privacy"),
    "accessibility": _("Accessibility"),
}


@login_not_required
@public
@require_safe
def statement(request: HttpRequest, name: str) -> HttpResponse:
    """One statement in the language of the page."""
    language = "fr" if request.LANGUAGE_CODE == "fr" else "en"
    context = {"title": TITLES[name], "text": f"statements/{name}.{language}.html"}
    return TemplateResponse(request, "statements/page.html", context)

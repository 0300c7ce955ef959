"""The door: choose a language."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse


@login_not_required
def choose_language(request: HttpRequest) -> HttpResponse:
    """Two buttons, and no guess."""
    return TemplateResponse(request, "front/choose_language.html")

"""The component page."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse


@login_not_required
def components(request: HttpRequest) -> HttpResponse:
    """Every component in every state."""
    return TemplateResponse(request, "components/page.html")

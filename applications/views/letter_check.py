"""For anyone who was shown a letter: is it real, and does it still hold?"""

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from applications.forms.letter_check import LetterCheckForm
from applications.queries import letter_check
from iecsite import clock


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def letter_checked(request: HttpRequest) -> HttpResponse:
    """
    The code goes in, and what the letter must say comes out.

    The code is posted, so that it stands in no address and no log.
    """
    form = LetterCheckForm(request.POST if request.method == "POST" else None)
    context = {"form": form}
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, action="letter"):
            return ratelimit.respond_429(request)
        context |= {"asked": True, "letter": letter_check.check(form.cleaned_data["code"], at=clock.now())}
    return TemplateResponse(request, "applications/letter_check.html", context)

"""Finding an account that somebody may have forgotten, without telling anybody else that there is one."""

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_safe

from iecsite import bell, clock
from profiles.forms.account_find import FindForm
from profiles.operations import account_search


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """
    The names and the birth; on POST, keep the question for a task and say the same to everybody.

    Nothing is looked up here: the answer takes as long whether there is an account or not.
    """
    form = FindForm(request.POST if request.method == "POST" else None, today=clock.today())
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, action="find"):
            return ratelimit.respond_429(request)
        account_search.ask(**form.cleaned_data, by=None, at=clock.now())
        bell.ring("profiles.tasks.answer_account_searches", queue="mail")
        return redirect("find_account_sent")
    return TemplateResponse(request, "profiles/account_find.html", {"form": form})


@login_not_required
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """What everybody is told."""
    return TemplateResponse(request, "profiles/account_find_sent.html")

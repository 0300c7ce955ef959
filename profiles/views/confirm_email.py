"""The link by which a person confirms their e-mail address."""

from allauth.account.views import confirm_email as allauth_page
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_email(request: HttpRequest, key: str) -> HttpResponse:
    """allauth's page; a link that was used or grew too old before the button was pressed leads to the page that says so."""
    try:
        return allauth_page(request, key=key)
    except Http404:
        return redirect("account_confirm_email", key)

"""The link from the letter about a locked sign-in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from profiles.letters.sign_in_locks import user_of
from profiles.queries import accounts

# In the session of a browser: the address for which its wrong passwords are counted apart.
OPENED_FOR = "sign_in_opened_for"


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def unlock(request: HttpRequest, token: str) -> HttpResponse:
    """
    Open the sign-in to this browser, by a button, since programs that look through mail open links. Nobody is signed in by it:
    the password is asked for, and ten wrong ones lock it here too.
    """
    user = accounts.active().filter(pk=user_of(token) or 0).first()
    if request.method == "POST" and user is not None:
        request.session[OPENED_FOR] = user.email
        messages.success(request, _("You can try again now, in this browser."))
        return redirect("account_login")
    return TemplateResponse(request, "profiles/sign_in_unlock.html", {"valid": user is not None})

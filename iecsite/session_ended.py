"""
A session that ended by itself: it is said on the sign-in page, and a form that came too late is kept until its owner is back.

One ends after half an hour in which nothing came, and half a day after the sign-in whatever came: else a stolen one would be kept
alive for ever by a request now and then.

Nothing of it is done meanwhile. It is offered, until it is sent or given up, to the person whose session it was, and to nobody
else.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

ENDED, KEPT, FORGET, SINCE = "session_ended", "kept_form", "without", "signed_in_since"
LONGEST, LONGEST_OF_STAFF = timedelta(hours=12), timedelta(hours=8)
# Characters of a form that are kept: more than any page of ours asks for.
MOST = 50_000
NEVER_KEPT = frozenset({"csrfmiddlewaretoken"})
# The fields of whoever proves who they are; a form that has one is not kept at all.
SECRET = frozenset(
    {"code", "credential", "old_password", "oldpassword", "password", "password1", "password2", "secret", "unsecret"}
)


class SessionEnded:
    """Notices a session that ended, keeps what was sent with it, and offers it again. Before what asks people to sign in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: Any, kwargs: Any) -> HttpResponse | None:
        """The page that offers the kept form; None to go on."""
        if not getattr(view, "login_required", True) or not hasattr(request, "session"):
            return None
        if request.user is None or not request.user.is_authenticated:
            _note(request)
            return None
        if _is_too_old(request):
            _end(request)
            _note(request)
            return None
        request.session.pop(ENDED, None)
        kept = request.session.get(KEPT)
        if kept is not None and kept["owner"] != str(request.user.pk):
            del request.session[KEPT]
            return None
        if kept is None or request.path != kept["path"]:
            return None
        if request.method != "GET":
            # Sent now, by whatever form of the page.
            del request.session[KEPT]
            return None
        # A form kept by an earlier release has its path alone.
        page = kept.setdefault("page", kept["path"])
        if FORGET in request.GET:
            del request.session[KEPT]
            # To the page's own address, lest a form sent from here late again be taken for given up.
            return redirect(page)
        without = f"{page}{'&' if '?' in page else '?'}{FORGET}"
        return TemplateResponse(request, "front/kept_form.html", {"kept": kept, "without": without})


def _is_too_old(request: HttpRequest) -> bool:
    """Whether somebody signed in longer ago than a session may last. It begins with the first page after the sign-in."""
    # A session ends by the machine's clock, as Django ends it.
    now = time.time()
    longest = LONGEST_OF_STAFF if request.user.is_staff else LONGEST
    return bool(now - request.session.setdefault(SINCE, now) > longest.total_seconds())


def _end(request: HttpRequest) -> None:
    """End a session as one ends by itself; who asks is nobody from here on."""
    Session.objects.filter(session_key=request.session.session_key).update(expire_date=datetime.fromtimestamp(time.time(), UTC))
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    request.user = AnonymousUser()


def _note(request: HttpRequest) -> None:
    owner = _owner_of_ended(request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""))
    if owner is None:
        return
    request.session[ENDED] = True
    if request.method != "POST":
        return
    fields = [(name, value) for name, values in request.POST.lists() for value in values if name not in NEVER_KEPT]
    if SECRET.isdisjoint(request.POST) and sum(len(name) + len(value) for name, value in fields) <= MOST:
        request.session[KEPT] = {
            "path": request.path,
            "page": request.get_full_path(),
            "owner": owner,
            "fields": fields,
            "files": bool(request.FILES),
        }


def _owner_of_ended(key: str) -> str | None:
    """Whose session it was that has this key and ended by itself; None where there is none."""
    row = Session.objects.filter(session_key=key).first() if key else None
    return None if row is None else row.get_decoded().get(SESSION_KEY)

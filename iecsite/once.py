"""
An irreversible form is carried out once: the second post of the same form shows the first result.

The form carries a random key (`{% once_key %}`); the first post that succeeds stores where it led. The same key with other
content is refused, and nothing is stored when the form was not valid or the act was refused.
"""

import functools
import hashlib
import secrets
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from iecsite import clock
from iecsite.models import IdempotencyKey

FIELD = "once"
# The answer to a repeated post is remembered at least a day, as payment providers do.
KEPT = timedelta(days=2)
# A first post that has not ended after this long died with its process; its key may be used again.
STALE = timedelta(seconds=60)
LOOKS, PAUSE = 50, 0.2
NOT_DONE = "iecsite.once.not_done"


def new_key() -> str:
    """A fresh key for one form on one page."""
    return secrets.token_urlsafe(24)


def nothing_done(request: HttpRequest) -> None:
    """Say that the redirect which answers this request is only a way back: its form may be sent once more."""
    request.META[NOT_DONE] = True


def once(purpose: str) -> Callable:
    """
    Decorate a view so that a POST with a known key answers with the first result (a redirect) and is not carried out again.

    A second post that comes while the first is still at work waits for its result. A view whose redirect is only a way back
    to the form says so with `nothing_done`.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @functools.wraps(view)
        def wrapper(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            key = request.POST.get(FIELD, "")[:64] if request.method == "POST" else ""
            if not key:
                return view(request, *args, **kwargs)
            digest = _digest(request)
            mine, first = _take(request.user if request.user.is_authenticated else None, key, purpose=purpose, digest=digest)
            if not mine:
                return _first_result(request, first, purpose=purpose, digest=digest)
            done = False
            try:
                response = view(request, *args, **kwargs)
                done = response.status_code in (302, 303) and NOT_DONE not in request.META
            finally:
                if done:
                    IdempotencyKey.objects.filter(pk=first.pk).update(location=response["Location"][:300])
                else:
                    IdempotencyKey.objects.filter(pk=first.pk).delete()
            return response

        return wrapper

    return decorate


def _take(user: Any, key: str, *, purpose: str, digest: str) -> tuple[bool, IdempotencyKey]:
    at = clock.now()
    row = IdempotencyKey(user=user, key=key, purpose=purpose, digest=digest, created_at=at)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        first = _wait_for_result(user, key)
        if first is not None:
            return False, first
        IdempotencyKey.objects.filter(user=user, key=key, location="", created_at__lt=at - STALE).delete()
        row.save(force_insert=True)
    IdempotencyKey.objects.filter(created_at__lt=at - KEPT).delete()
    return True, row


def _wait_for_result(user: Any, key: str) -> IdempotencyKey | None:
    first = None
    for _look in range(LOOKS):
        first = IdempotencyKey.objects.filter(user=user, key=key).first()
        if first is None or first.location:
            return first
        if first.created_at < clock.now() - STALE:
            return None
        time.sleep(PAUSE)
    return first


def _first_result(request: HttpRequest, first: IdempotencyKey, *, purpose: str, digest: str) -> HttpResponse:
    if first.purpose != purpose or first.digest != digest:
        messages.error(request, _("This form was already sent with other answers. Open the page again to change them."))
    return redirect(first.location or request.path)


def _digest(request: HttpRequest) -> str:
    fields = sorted(
        (name, value) for name, values in request.POST.lists() if name not in {FIELD, "csrfmiddlewaretoken"} for value in values
    )
    return hashlib.sha256(repr([request.path, fields]).encode()).hexdigest()

"""
Public pages and files kept for some seconds in the memory of each web process.

They are the same for everybody, so a crowd at the moment of a round costs as much as one person every few seconds. When a copy is
old, one request makes the new one while the others get the old: nobody waits for a count. What is kept is bounded, and a
person who is signed in never gets a kept page.
"""

import functools
import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, parse_http_date

# A copy may be this much older than its time while the next one is made, and no older.
OLDEST = 60.0
MOST_COPIES, MOST_BYTES, LONGEST_ADDRESS = 2_000, 64 * 1024 * 1024, 500
# Of these, only what lies open without a language is the same for somebody who is signed in.
SAME_FOR_EVERYBODY = ("/data/", "/api/")
# A page of another site may read a 304 only with these.
OPEN_HEADERS = {"Access-Control-Allow-Origin", "Access-Control-Expose-Headers", "Cross-Origin-Resource-Policy"}


@dataclass(slots=True)
class Copy:
    """A kept answer; `made_at` on the process's own clock."""

    status: int
    headers: dict[str, str]
    store: dict[str, tuple[str, str]]
    content: bytes
    etag: str
    last_modified: int | None
    seconds: float
    made_at: float


class Copies:
    """The answers that a process keeps: the least used one goes first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Copy] = OrderedDict()
        self._being_made: set[str] = set()
        self._lock = threading.Lock()
        self._bytes = 0

    def get(self, key: str) -> Copy | None:
        """The copy of an address; None when there is none, it is too old, or it is old and nobody makes a new one yet."""
        now = time.monotonic()
        with self._lock:
            copy = self._kept.get(key)
            if copy is None:
                return None
            self._kept.move_to_end(key)
            age = now - copy.made_at
            if age < copy.seconds:
                return copy
            if age > copy.seconds + OLDEST or key not in self._being_made:
                self._being_made.add(key)
                return None
            return copy

    def put(self, key: str, copy: Copy) -> None:
        """Keep an answer, and let go of what is over the bounds."""
        with self._lock:
            self._forget(key)
            self._kept[key] = copy
            self._bytes += len(copy.content)
            while self._kept and (self._bytes > MOST_BYTES or len(self._kept) > MOST_COPIES):
                self._forget(next(iter(self._kept)))

    def made(self, key: str) -> None:
        """Whoever made the new copy is done, with or without one."""
        with self._lock:
            self._being_made.discard(key)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
            self._being_made.clear()
            self._bytes = 0

    def _forget(self, key: str) -> None:
        old = self._kept.pop(key, None)
        if old is not None:
            self._bytes -= len(old.content)


copies = Copies()


def public(view: Callable[..., Any]) -> Callable[..., Any]:
    """
    Decorate a view whose answer is the same for everybody who is not signed in.

    Its answers get a fingerprint (ETag), so that who has them is told so in a few bytes, and are kept for
    `settings.PUBLIC_CACHE_SECONDS`. A page goes through shared caches for as long; a browser asks each time.
    """

    @functools.wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        open_to_all = request.path.startswith(SAME_FOR_EVERYBODY)
        if response.status_code == 200 and (open_to_all or not request.user.is_authenticated):
            response.is_public = True
            if not response.has_header("Cache-Control"):
                response["Cache-Control"] = f"public, max-age=0, s-maxage={settings.PUBLIC_CACHE_SECONDS}, must-revalidate"
        return response

    return wrapper


class PublicCache:
    """Answers from the kept copies, before sessions, languages and the database are asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = self.key_of(request)
        if not key:
            return self.get_response(request)
        copy = copies.get(key)
        if copy is not None:
            return answer(request, copy)
        try:
            response = self.get_response(request)
            copy = copy_of(response, key)
        finally:
            copies.made(key)
        if copy is None:
            return response
        if settings.PUBLIC_CACHE_SECONDS and request.method == "GET":
            copies.put(key, copy)
        return answer(request, copy)

    def key_of(self, request: HttpRequest) -> str:
        """Under what an answer to this request is kept; "" when none may be."""
        address = request.get_full_path()
        if request.method not in ("GET", "HEAD") or len(address) > LONGEST_ADDRESS:
            return ""
        told = request.META.get("HTTP_COOKIE", "")
        if not address.startswith(SAME_FOR_EVERYBODY) and (settings.SESSION_COOKIE_NAME in told or "messages" in told):
            return ""
        try:
            # An answer to HEAD is never kept, so one to GET serves both.
            return f"{request.scheme}://{request.get_host()}{address}"
        except DisallowedHost:
            return ""


def copy_of(response: HttpResponse, key: str) -> Copy | None:
    """A public answer as it is kept; None for one that is not public, sets a cookie or is sent in pieces."""
    if not getattr(response, "is_public", False) or response.status_code != 200 or response.streaming or response.cookies:
        return None
    headers = dict(response.items())
    if "private" in headers.get("Cache-Control", ""):
        return None
    etag = headers.setdefault("ETag", f'"{hashlib.sha256(response.content).hexdigest()[:32]}"')
    modified = headers.get("Last-Modified")
    return Copy(
        status=response.status_code,
        headers=headers,
        store={name.lower(): (name, value) for name, value in headers.items()},
        content=response.content,
        etag=etag,
        last_modified=parse_http_date(modified) if modified else None,
        seconds=settings.PUBLIC_CACHE_SECONDS,
        made_at=time.monotonic(),
    )


def answer(request: HttpRequest, copy: Copy) -> HttpResponse:
    """The answer of a kept copy: whole, or 304 for who has it already."""
    response = HttpResponse(copy.content, status=copy.status)
    # Their names and values were checked when the answer was made; checking them again would be a third of the whole time.
    response.headers._store = copy.store.copy()
    if "HTTP_IF_NONE_MATCH" in request.META or "HTTP_IF_MODIFIED_SINCE" in request.META:
        told = get_conditional_response(request, etag=copy.etag, last_modified=copy.last_modified, response=response)
        for name in OPEN_HEADERS & copy.headers.keys():
            told[name] = copy.headers[name]
        return told
    return response


def set_last_modified(response: HttpResponse, at: datetime) -> None:
    """Say since when an answer is as it is."""
    response["Last-Modified"] = http_date(at.timestamp())

"""What every request passes: an answer when the database is away, no copies of private pages, and data that lies open."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from iecsite.views.errors import AWAY, unavailable


class DatabaseAway:
    """
    A database that is down, restarting or too busy: 503 with Retry-After and a page that needs no database.

    Outside views, where a session is read or kept, Django turns the same failure over to `errors.server_error`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        except AWAY:
            return unavailable(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A view met the database's absence."""
        return unavailable(request) if isinstance(exception, AWAY) else None


class PrivatePages:
    """Whatever a signed-in person sees is kept by no cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # The open interface has no user at all.
        if request.user is not None and request.user.is_authenticated:
            patch_cache_control(response, private=True, no_store=True)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class OpenToAll:
    """Open data and the open interface for pages of any site: any origin may read them, and may ask what has changed."""

    PLACES = ("/data/", "/api/")
    METHODS, ASKED = "GET, HEAD, POST, OPTIONS", "Accept, Content-Type, If-Modified-Since, If-None-Match"
    TOLD = "ETag, Last-Modified, Retry-After"

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(self.PLACES):
            return self.get_response(request)
        if request.method == "OPTIONS" and "HTTP_ACCESS_CONTROL_REQUEST_METHOD" in request.META:
            response = HttpResponse(status=204)
            response["Access-Control-Allow-Methods"], response["Access-Control-Allow-Headers"] = self.METHODS, self.ASKED
            response["Access-Control-Max-Age"] = "86400"
        else:
            response = self.get_response(request)
        if getattr(response, "is_public", False):
            # The same for every language and every person, so that any cache may answer with it.
            del response["Vary"], response["Content-Language"]
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = self.TOLD
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

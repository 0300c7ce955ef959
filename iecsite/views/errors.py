"""Pages for what went wrong: each says what to do, in the person's language or in both."""

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)

RETRY_SECONDS = 30
# The database is down, restarting, out of connections, or let a lock or a statement run out of time.
AWAY = (OperationalError, InterfaceError)


def _is_interface(request: HttpRequest) -> bool:
    return request.path.startswith(("/api/", "/data/", "/health"))


def unavailable(request: HttpRequest) -> HttpResponse:
    """503 in both languages, from a template that asks the database for nothing."""
    logger.warning("Answered 503: the database did not (%s).", type(sys.exc_info()[1]).__name__)
    if _is_interface(request):
        body = {
            "status": 503,
            "title": "The service is away for a moment. Try again in half a minute.",
            "en": "The service is away for a moment. Try again in half a minute.",
            "fr": "Le service est interrompu un instant. Réessayez dans une demi-minute.",
        }
        response: HttpResponse = JsonResponse(body, status=503, content_type="application/problem+json")
    else:
        response = HttpResponse(render_to_string("errors/503.html"), status=503)
    response["Retry-After"] = str(RETRY_SECONDS)
    response["Cache-Control"] = "no-store"
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what was sent could not be read."""
    if _is_interface(request):
        en, fr = "The request could not be read.", "La demande n'a pas pu être lue."
        body = {"status": 400, "title": en, "en": en, "fr": fr}
        return JsonResponse(body, status=400, content_type="application/problem+json")
    return HttpResponse(render_to_string("errors/400.html", request=request), status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: signed in, but this page is for somebody else's work."""
    return HttpResponse(render_to_string("errors/403.html", request=request), status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: the same words for what does not exist and for what belongs to somebody else."""
    if _is_interface(request):
        en, fr = "There is nothing at this address.", "Il n'y a rien à cette adresse."
        body = {"status": 404, "title": en, "en": en, "fr": fr}
        return JsonResponse(body, status=404, content_type="application/problem+json")
    return HttpResponse(render_to_string("errors/404.html", request=request), status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """
    500: the fault is ours; the page says so in both languages and needs nothing that may be broken.

    A database that goes away outside a view, where the session is read or kept, comes here too and is the 503 that it is.
    """
    if isinstance(sys.exc_info()[1], AWAY):
        return unavailable(request)
    if _is_interface(request):
        en, fr = "The fault is ours. Try again later.", "L'erreur vient de nous. Réessayez plus tard."
        body = {"status": 500, "title": en, "en": en, "fr": fr}
        return JsonResponse(body, status=500, content_type="application/problem+json")
    return HttpResponse(render_to_string("errors/500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose seal does not fit: mostly a page left open after signing out or in."""
    return HttpResponse(render_to_string("errors/csrf.html", request=request), status=403)

"""Errors of the API: `application/problem+json` with a sentence in each language (RFC 9457)."""

from math import ceil
from typing import Any

from django.utils import translation
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler as default_handler

from iecsite.open_interface import BadParameter

TITLES = {
    400: ("The request could not be read.", "La demande n'a pas pu être lue."),
    404: ("There is nothing at this address.", "Il n'y a rien à cette adresse."),
    405: ("This address does not take this method.", "Cette adresse n'accepte pas cette méthode."),
    406: ("This address answers in JSON only.", "Cette adresse ne répond qu'en JSON."),
    413: ("The request is too large.", "La demande est trop volumineuse."),
    415: ("Send the request as application/json.", "Envoyez la demande au format application/json."),
    429: ("Too many requests. Wait and try again.", "Trop de demandes. Attendez avant de réessayer."),
}


def problem(status: int, *, en: str, fr: str, **more: Any) -> Response:
    """An answer that says in both languages what is wrong and what to do."""
    body = {"type": "about:blank", "status": status, "title": en, "en": en, "fr": fr, **more}
    return Response(body, status=status, content_type="application/problem+json")


def exception_handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Django REST framework's own refusals, in our form."""
    if isinstance(exc, BadParameter):
        return problem(400, en=exc.en, fr=exc.fr, key=exc.key)
    response = default_handler(exc, context)
    if response is None:
        return None
    en, fr = TITLES.get(response.status_code, ("The request was refused.", "La demande a été refusée."))
    more = {}
    if isinstance(exc, exceptions.Throttled) and exc.wait:
        left = ceil(exc.wait)
        en = f"Too many requests. Wait {left} seconds, then go on more slowly; whole tables are under /data/."
        fr = f"Trop de demandes. Attendez {left}\u00a0secondes, puis ralentissez; les tables entières sont sous /data/."
    if isinstance(exc, exceptions.ParseError):
        with translation.override("en"):
            more["detail"] = str(exc.detail)
    answer = problem(response.status_code, en=en, fr=fr, **more)
    for name, value in response.headers.items():
        if name.lower() != "content-type":
            answer[name] = value
    return answer

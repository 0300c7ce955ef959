"""The floor of a web page: Django without middleware and a view that returns the bytes of a file, as a WSGI program."""

import os
from pathlib import Path

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.urls import path

CONTENT = Path(os.environ["BARE_CONTENT"]).read_bytes()


def page(request: HttpRequest) -> HttpResponse:
    """The bytes."""
    return HttpResponse(CONTENT, headers={"Content-Length": str(len(CONTENT))})


urlpatterns = [path("", page)]
settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], MIDDLEWARE=[], SECRET_KEY=os.environ["BARE_CONTENT"])
application = WSGIHandler()

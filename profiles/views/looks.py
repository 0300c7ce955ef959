"""Every look of staff at a person's file is written down, whichever page shows it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from iecsite import clock
from profiles.models import User
from profiles.operations import file_views

# From a row to the person whom it is about; the first way that it has is taken.
WAYS = ("user", "profile", "application", "candidacy", "payment", "person")


class LooksAtFiles:
    """
    Notes a look when a page of the staff site is about one row (`original` in its context) and the row is about a person.

    Lists show many people at once and are not noted one by one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_template_response(self, request: HttpRequest, response: Any) -> Any:
        """The page is there and not rendered yet."""
        match = request.resolver_match
        if match is not None and match.app_name == "admin" and response.status_code == 200:
            context = response.context_data or {}
            person = person_of(context.get("original") or context.get("object"))
            if person is not None:
                page = match.url_name or ""
                file_views.note(person_id=person.pk, page=page, by=request.user, at=clock.now())  # type: ignore[arg-type]
        return response


def person_of(row: Any) -> User | None:
    """The person whom a row is about, or None when it is about nobody, or about somebody of the staff."""
    while row is not None and not isinstance(row, User):
        row = next((getattr(row, way) for way in WAYS if hasattr(row, way)), None)
    return None if row is None or row.is_staff else row

"""Every look of staff at a person's file is written down, whichever page shows it."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse

from iecsite import clock
from profiles.operations import file_views
from profiles.queries.people_shown import accounts_of


class LooksAtFiles:
    """
    Notes a look for every person whom a page of the staff site shows: the one whom its row is about (`original` in its
    context), both of a pair, and everybody in the rows of a list or among what a search found (`cl`).

    A page that shows people by another road names their accounts as `people_shown`; a file that no template shows is noted
    where it is opened.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_template_response(self, request: HttpRequest, response: Any) -> Any:
        """The page is there and not rendered yet."""
        match = request.resolver_match
        if match is not None and match.app_name == "admin" and response.status_code == 200:
            shown = people_in(response.context_data or {})
            if shown:
                by: Any = request.user
                file_views.note(person_ids=shown, page=match.url_name or "", by=by, at=clock.now())
        return response


def people_in(context: Any) -> set[int]:
    """The accounts, those of the staff among them, that a page with this context is about; two queries at most."""
    found = set(context.get("people_shown", ()))
    row = context.get("original") or context.get("object")
    if isinstance(row, Model):
        found |= accounts_of(type(row), [row.pk])
    listed = context.get("cl")
    if listed is not None:
        found |= accounts_of(listed.model, [one.pk for one in listed.result_list])
    return found

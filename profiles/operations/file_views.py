"""Looks of staff at people's files."""

from datetime import datetime

from django.db import transaction

from profiles.models import FileView, User


@transaction.atomic
def note(*, person_id: int, page: str, by: User, at: datetime) -> None:
    """
    Write down that somebody of the staff opened a page of a person's file.

    :param page: the name of the page's address
    """
    role = "superuser" if by.is_superuser else ", ".join(sorted(by.groups.values_list("name", flat=True)))
    FileView.objects.create(person_id=person_id, viewed_by=by, viewed_at=at, role=role[:120], page=page[:80])

"""Looks of staff at people's files."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from profiles.models import FileView, User


@transaction.atomic
def note(*, person_ids: Iterable[int], page: str, by: User, at: datetime) -> int:
    """
    Write down that somebody of the staff opened a page that shows these people; those of the staff are no file and left out.

    :param page: the name of the page's address
    :returns: how many people it showed
    """
    role = "superuser" if by.is_superuser else ", ".join(sorted(by.groups.values_list("name", flat=True)))
    people = User.objects.filter(pk__in=set(person_ids), is_staff=False).order_by("pk").values_list("pk", flat=True)
    return len(
        FileView.objects.bulk_create(
            FileView(person_id=pk, viewed_by=by, viewed_at=at, role=role[:120], page=page[:80]) for pk in people
        )
    )

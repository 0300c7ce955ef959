"""Sessions of a person, ended from another one."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.db import transaction

from profiles.models import User
from profiles.operations.accounts import record


@transaction.atomic(durable=True)
def end(*, session_id: int, by: User, at: datetime) -> bool:
    """
    Sign a person out where they were signed in.

    :returns: whether there was such a session of theirs
    """
    found = UserSession.objects.select_for_update(no_key=True).filter(pk=session_id, user=by).first()
    if found is None:
        return False
    found.end()
    record(by, "session_ended", by=by, at=at)
    return True

"""Scheduled work of the kernel."""

from datetime import datetime
from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session

from iecsite import bell, incidents, stored_files
from iecsite.beat import every
from iecsite.turns import Turn

HOUR = 3600


@every(60)
def notice_standstill(*, at: datetime) -> None:
    """Tell the public when scheduled work stood still, once it goes on."""
    incidents.notice_standstill(at=at)


@every(HOUR)
def forget_ended_sessions(*, at: datetime) -> None:
    """Delete the sessions that have ended, with the words of searches that they keep and the note of where they were."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()


@every(60, queue="files")
def remove_files(*, at: datetime) -> None:
    """Remove the stored files that no row needs any more; after a full turn, ring for the next one."""
    turn = Turn()
    while stored_files.remove_next(at=at):
        if turn.is_over():
            bell.ring("iecsite.tasks.remove_files", queue="files")
            return

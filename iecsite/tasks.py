"""Scheduled work of the kernel."""

from datetime import datetime
from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session

from iecsite import incidents
from iecsite.beat import every

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

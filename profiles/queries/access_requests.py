"""Requests for records or a correction."""

from datetime import datetime

from django.db.models import Q, QuerySet

from profiles.models import AccessRequest


def of(account_id: int) -> QuerySet[AccessRequest]:
    """A person's own requests, the latest first."""
    return AccessRequest.objects.filter(person=account_id).order_by("-id")


def is_open(account_id: int) -> bool:
    """Whether a person waits for an answer."""
    return of(account_id).filter(outcome=AccessRequest.Outcome.OPEN).exists()


def unread(since: datetime) -> QuerySet[AccessRequest]:
    """Requests that are open or were answered after a moment, whose persons may not have read the answer yet."""
    return AccessRequest.objects.filter(Q(outcome=AccessRequest.Outcome.OPEN) | Q(answered_at__gt=since))

"""Requests for records or a correction."""

from django.db.models import QuerySet

from profiles.models import AccessRequest


def of(account_id: int) -> QuerySet[AccessRequest]:
    """A person's own requests, the latest first."""
    return AccessRequest.objects.filter(person=account_id).order_by("-id")


def is_open(account_id: int) -> bool:
    """Whether a person waits for an answer."""
    return of(account_id).filter(outcome=AccessRequest.Outcome.OPEN).exists()

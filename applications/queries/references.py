"""Accounts by the number of an application, which stands on its letters and receipts."""

from django.db.models import QuerySet

from applications.models import Application


def of_application(key: str) -> QuerySet:
    """The account of the application with a number, in capitals and without spaces."""
    return Application.objects.filter(reference=key).values_list("profile__user_id", flat=True)

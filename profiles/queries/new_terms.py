"""New terms whose day has come and that were not applied to the people in pools yet."""

from datetime import date

from django.db.models import QuerySet

from profiles.models import AgreementDraft


def to_apply(today: date) -> QuerySet[AgreementDraft]:
    """Approved versions that are in force on a day and not applied, those that began first before the others."""
    waiting = AgreementDraft.objects.filter(version__isnull=False, applied_at__isnull=True, effective_from__lte=today)
    return waiting.select_related("version__country").order_by("effective_from", "id")

"""The versions of an agreement row, and new terms whose day has come and that were not applied to the people in pools yet."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from profiles.models import Agreement, AgreementDraft
from profiles.rules import new_terms as rules
from profiles.rules.new_terms import Difference


def to_apply(today: date) -> QuerySet[AgreementDraft]:
    """Approved versions that are in force on a day and not applied, those that began first before the others."""
    waiting = AgreementDraft.objects.filter(version__isnull=False, applied_at__isnull=True, effective_from__lte=today)
    return waiting.select_related("base", "version__country").order_by("effective_from", "id")


def versions_of(row: Agreement | AgreementDraft) -> QuerySet[Agreement]:
    """Every version of the country, category and stream of a row or draft, the latest first."""
    same = Agreement.objects.filter(country=row.country_id, category=row.category, stream=row.stream)
    return same.order_by(F("effective_from").desc(nulls_last=True), "-id")


def open_drafts_of(row: Agreement) -> QuerySet[AgreementDraft]:
    """The drafts that wait for a decision about a row, by the day from which they would hold."""
    same = AgreementDraft.objects.filter(country=row.country_id, category=row.category, stream=row.stream)
    return same.filter(approved_at__isnull=True, dropped_at__isnull=True).order_by("effective_from", "id")


def version_before(draft: AgreementDraft) -> Agreement | None:
    """The version that would hold on the day before a draft's, and which it would end; None where none would."""
    held = versions_of(draft).exclude(effective_from__gte=draft.effective_from)
    return held.first()


def compared(before: Mapping[str, str], after: Mapping[str, str]) -> list[tuple[Any, Difference]]:
    """Every column of two versions, changed or not, with what it is called where staff read it."""
    return [(Agreement._meta.get_field(one.column).verbose_name, one) for one in rules.differences(before, after)]

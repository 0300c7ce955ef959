"""What the app holds about one person, for the file that they are given."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from applications.models import Application, ApplicationEntry, Document, Payment, Refund
from iecsite.personal_file import Part, rows_of


def facts(account_id: int) -> dict[str, Any]:
    """A person's applications with documents, decisions, payments and refunds, and what happened to them."""
    mine = Application.objects.filter(profile__user=account_id).select_related("pool", "decision").order_by("id")
    return {
        "applications": [
            {
                "pool": str(one.pool),
                **rows_of([one], but={"officer_id", "proposal_note", "proposal_reasons"})[0],
                "decision": rows_of([one.decision], but={"decided_by_id"})[0] if hasattr(one, "decision") else None,
            }
            for one in mine
        ],
        "documents": rows_of(Document.objects.filter(application__in=mine).order_by("id"), but={"reviewed_by_id", "file"}),
        "payments": rows_of(Payment.objects.filter(application__in=mine).order_by("id"), but={"session", "gateway_key"}),
        "refunds": rows_of(Refund.objects.filter(application__in=mine).order_by("id"), but={"created_by_id"}),
        "events": rows_of(
            ApplicationEntry.objects.filter(application__in=mine).order_by("sequence"),
            but={"actor_id", "previous", "digest", "stream"},
        ),
    }


def files(account_id: int) -> Iterator[tuple[str, str]]:
    """What the person added to their applications, and the letters of decision."""
    documents = Document.objects.filter(application__profile__user=account_id).select_related("application")
    for one in documents.exclude(file="").order_by("id"):
        suffix = PurePosixPath(one.file.name).suffix
        yield f"documents/{one.application.reference}/{one.requirement}-{one.pk}{suffix}", one.file.name
    decided = Application.objects.filter(profile__user=account_id, decision__pdf__isnull=False).select_related("decision")
    for application in decided.exclude(decision__pdf=""):
        yield f"documents/{application.reference}/decision.pdf", application.decision.pdf.name


PART = Part("applications", facts, files)

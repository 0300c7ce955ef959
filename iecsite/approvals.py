"""Four eyes as one primitive: prepare, approve by another person, carry out."""

import hashlib
from datetime import datetime
from typing import Any

from iecsite.models import Approval
from iecsite.refusal import Refused


class NotApproved(Refused):
    """The act may not be approved or carried out."""


def digest_of(content: str) -> str:
    """The fingerprint of what was prepared, from its canonical text."""
    return hashlib.sha256(content.encode()).hexdigest()


def prepare(*, kind: str, subject: str, content: str, by: Any, at: datetime) -> Approval:
    """Write down inside the caller's transaction what a person prepared; preparing again replaces what nobody approved yet."""
    approval, _made = Approval.objects.update_or_create(
        kind=kind,
        subject=subject,
        approved_at=None,
        defaults={"digest": digest_of(content), "prepared_by": by, "prepared_at": at},
    )
    return approval


def is_prepared_by_another(*, kind: str, subject: str, content: str, by: Any) -> bool:
    """Whether exactly this was prepared by another person, and nobody has approved it."""
    waiting = Approval.objects.filter(kind=kind, subject=subject, approved_at=None, digest=digest_of(content))
    return waiting.exclude(prepared_by=by).exists()


def approve(*, kind: str, subject: str, content: str, by: Any, at: datetime) -> Approval:
    """
    Approve inside the caller's transaction what another person prepared.

    :raises NotApproved: by the person who prepared it (whatever their rights), when it changed since, or was never prepared
    """
    approval = Approval.objects.select_for_update(of=("self",), no_key=True).filter(kind=kind, subject=subject).first()
    if approval is None:
        raise NotApproved("Nothing was prepared here.", "Rien n'a été préparé ici.")
    if approval.prepared_by_id == by.pk:
        raise NotApproved(
            "You prepared this yourself. Another person must approve it.",
            "Vous avez préparé cet acte. Une autre personne doit l'approuver.",
        )
    if approval.digest != digest_of(content):
        raise NotApproved(
            "This was changed after it was prepared. It must be prepared again.",
            "L'acte a été modifié après sa préparation. Il faut le préparer de nouveau.",
        )
    if approval.approved_at is None:
        approval.approved_by, approval.approved_at = by, at
        approval.save(update_fields=["approved_by", "approved_at"])
    return approval


def carry_out(*, kind: str, subject: str, content: str, at: datetime) -> None:
    """
    Note inside the caller's transaction that the approved act is carried out.

    :raises NotApproved: when nobody approved exactly this
    """
    approval = Approval.objects.select_for_update(of=("self",), no_key=True).filter(kind=kind, subject=subject).first()
    if approval is None or approval.approved_at is None or approval.digest != digest_of(content):
        raise NotApproved("Another person must approve this first.", "Une autre personne doit d'abord approuver cet acte.")
    if approval.executed_at is None:
        Approval.objects.filter(pk=approval.pk).update(executed_at=at)

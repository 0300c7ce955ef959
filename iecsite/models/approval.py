"""Four eyes: what one person prepared and another must approve before it is carried out."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from iecsite.constraints import both_or_neither


class Approval(models.Model):
    """
    A prepared act. `kind` and `subject` name it ("round", "2026-004"); `digest` fixes what exactly was prepared, so that
    nobody approves one thing and carries out another.
    """

    kind = models.CharField(_("kind"), max_length=40)
    subject = models.CharField(_("subject"), max_length=80)
    digest = models.CharField(_("fingerprint of what was prepared"), max_length=64)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("prepared by")
    )
    prepared_at = models.DateTimeField(_("prepared at"))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("approved by")
    )
    approved_at = models.DateTimeField(_("approved at"), null=True)
    executed_at = models.DateTimeField(_("carried out at"), null=True)

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject"], name="approval_once_per_subject"),
            both_or_neither("approved_at", "approved_by", name="approval_approved_pair"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("prepared_by")),
                name="approval_by_another_person",
            ),
            models.CheckConstraint(
                condition=Q(executed_at__isnull=True) | Q(approved_at__isnull=False), name="approval_before_execution"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"

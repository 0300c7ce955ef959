"""Who of the staff looked at a person's file, and what keeps a file from being erased."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iecsite.constraints import append_only, both_or_neither


class FileView(models.Model):
    """One look of somebody of the staff at one page of a person's file. `role` is what they held then, as its group is named."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="file_views", verbose_name=_("file of")
    )
    viewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("looked at by")
    )
    viewed_at = models.DateTimeField(_("looked at"))
    role = models.CharField(_("role"), max_length=120, blank=True)
    page = models.CharField(_("page"), max_length=80)

    class Meta:
        verbose_name = _("look at a file")
        verbose_name_plural = _("looks at files")
        indexes = [models.Index(fields=["person", "-viewed_at"], name="fileview_person")]
        triggers = append_only("file_view")

    def __str__(self) -> str:
        return f"{self.person_id} by {self.viewed_by_id}"


class Hold(models.Model):
    """Why a file is kept although its time is over: a legal matter, or a person's own request for access."""

    class Reason(models.TextChoices):
        LEGAL = "legal", _("Legal matter")
        ACCESS = "access", _("Open access request")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="holds", verbose_name=_("file of")
    )
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices)
    file_number = models.CharField(_("number of the matter or request"), max_length=60)
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("placed by")
    )
    placed_at = models.DateTimeField(_("placed at"))
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("lifted by")
    )
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)

    class Meta:
        verbose_name = _("hold on a file")
        verbose_name_plural = _("holds on files")
        ordering = ["-id"]
        indexes = [models.Index(fields=["person"], condition=Q(lifted_at__isnull=True), name="hold_open")]
        constraints = [both_or_neither("lifted_by", "lifted_at", name="hold_lifted_pair")]

    def __str__(self) -> str:
        return self.file_number

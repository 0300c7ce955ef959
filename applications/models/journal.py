"""What happened to applications, documents, payments and decisions."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from iecsite.constraints import append_only
from iecsite.journal import Entry

STREAM = "applications"


class ApplicationEntry(Entry):
    SUBJECTS = ("application_id",)

    application = models.ForeignKey("applications.Application", null=True, on_delete=models.PROTECT, related_name="entries")

    class Meta:
        verbose_name = _("application journal entry")
        verbose_name_plural = _("application journal")
        constraints = [models.UniqueConstraint(fields=["stream", "sequence"], name="applicationentry_sequence_once")]
        triggers = append_only("application_entry")

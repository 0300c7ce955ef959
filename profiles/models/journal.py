"""What happened to accounts, profiles, agreements and letters."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from iecsite.constraints import append_only
from iecsite.journal import Entry

STREAM = "profiles"


class ProfileEntry(Entry):
    SUBJECTS = ("profile_id", "account_id")

    profile = models.ForeignKey("profiles.Profile", null=True, on_delete=models.PROTECT, related_name="entries")
    account = models.ForeignKey("profiles.User", null=True, on_delete=models.PROTECT, related_name="entries_about")

    class Meta:
        verbose_name = _("profile journal entry")
        verbose_name_plural = _("profile journal")
        constraints = [models.UniqueConstraint(fields=["stream", "sequence"], name="profileentry_sequence_once")]
        triggers = append_only("profile_entry")

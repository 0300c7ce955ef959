"""What people ask the privacy office for: their records, or a correction of them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iecsite.constraints import both_or_neither


class AccessRequest(models.Model):
    """
    One request of one person, with the day by which it must be answered. `words` is what they ask for, `answer` what they read
    when it is answered; `handed_over` how, where their account was closed. While it is open nothing of their file is erased.
    """

    class Kind(models.TextChoices):
        ACCESS = "access", _("Records that are not in the copy")
        CORRECTION = "correction", _("A correction")

    class Outcome(models.TextChoices):
        OPEN = "", _("Open")
        GIVEN = "given", _("Records given")
        GIVEN_IN_PART = "given_in_part", _("Records given in part")
        CORRECTED = "corrected", _("Corrected")
        NOTED = "noted", _("Not corrected; a note is attached to the file")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Taken back by the person")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="access_requests", verbose_name=_("file of")
    )
    kind = models.CharField(_("asked for"), max_length=12, choices=Kind.choices)
    words = models.TextField(_("in the person's words"), max_length=2000, blank=True)
    received_on = models.DateField(_("received on"))
    due_on = models.DateField(_("answer by"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("written down by")
    )
    recorded_at = models.DateTimeField(_("written down at"))
    outcome = models.CharField(_("outcome"), max_length=14, choices=Outcome.choices, blank=True)
    answer = models.TextField(_("answer to the person"), max_length=4000, blank=True)
    handed_over = models.CharField(_("how the answer was handed over"), max_length=200, blank=True, default="", db_default="")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("access request")
        verbose_name_plural = _("access requests")
        ordering = ["due_on", "id"]
        permissions = [("answer_accessrequest", _("Can answer access requests"))]
        indexes = [
            models.Index(fields=["person"], condition=Q(outcome=""), name="accessrequest_open"),
            models.Index(fields=["due_on", "id"], name="accessrequest_due"),
        ]
        constraints = [
            both_or_neither("answered_by", "answered_at", name="accessrequest_answered_pair"),
            models.CheckConstraint(
                condition=Q(outcome="", answered_at__isnull=True) | (~Q(outcome="") & Q(answered_at__isnull=False)),
                name="accessrequest_answered_with_outcome",
            ),
            models.CheckConstraint(condition=Q(due_on__gt=models.F("received_on")), name="accessrequest_due_after_received"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What letters and pages call it."""
        return f"P-{self.received_on:%Y}-{self.pk or 0:06d}"

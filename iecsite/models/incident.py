"""What happened to the service: what the public status page tells, now and for a year."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class IncidentKind(models.TextChoices):
    DOWN = "down", _("Not working")
    SLOW = "slow", _("Slow, or working in part")
    PLANNED = "planned", _("Planned work")


class Incident(models.Model):
    """One disturbance or planned work, in both languages. `ended_at` empty: it goes on."""

    kind = models.CharField(_("kind"), max_length=10, choices=IncidentKind.choices)
    title_en = models.CharField(_("in one line, in English"), max_length=120)
    title_fr = models.CharField(_("in one line, in French"), max_length=120)
    text_en = models.TextField(_("what people should know and do, in English"), blank=True)
    text_fr = models.TextField(_("what people should know and do, in French"), blank=True)
    began_at = models.DateTimeField(_("began at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    noted_at = models.DateTimeField(_("noted at"), editable=False)
    # Empty: the site noticed it by itself.
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        ordering = ["-began_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("began_at")), name="incident_ends_after_it_began"
            ),
            models.UniqueConstraint(fields=["began_at"], condition=Q(noted_by=None), name="incident_noticed_once"),
        ]

    def __str__(self) -> str:
        return self.title_en

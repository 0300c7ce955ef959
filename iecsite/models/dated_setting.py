"""Choices that may change by decision, each with the day from which it holds and the reason or conflict behind it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DatedSetting(models.Model):
    """One value of one setting from a day on. The value in force is the latest that has begun."""

    name = models.CharField(_("name"), max_length=60)
    effective_on = models.DateField(_("in force from"))
    value = models.JSONField(_("value"))
    note_en = models.TextField(_("reason, in English"))
    note_fr = models.TextField(_("reason, in French"))
    # Of a choice by which people in pools are judged anew: when all were, and until then through which of them.
    applied_at = models.DateTimeField(_("applied at"), null=True, blank=True, editable=False)
    applied_through = models.BigIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("dated setting")
        verbose_name_plural = _("dated settings")
        ordering = ["name", "-effective_on"]
        constraints = [models.UniqueConstraint(fields=["name", "effective_on"], name="dated_setting_once_per_day")]

    def __str__(self) -> str:
        return f"{self.name} ({self.effective_on})"

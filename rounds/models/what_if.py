"""A question to the simulator: what would become of a season if something were different."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class WhatIf(models.Model):
    """
    The row is the job: it is played while `finished_at` and `put_aside_at` are empty and `due_at` has come. A worker that takes
    it moves `due_at` on, so that another tries again should it die; after three tries the row is put aside.

    The changes are of one pool or, where `pool` is empty, of all. `plain` and `changed` are two reports of the simulator with the
    same seed: the season as planned, and as asked about.
    """

    season = models.ForeignKey("rounds.Season", on_delete=models.PROTECT, related_name="+", verbose_name=_("season"))
    pool = models.ForeignKey(
        "rounds.Pool", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("pool")
    )
    weeks = models.PositiveSmallIntegerField(_("weeks"))
    seed = models.PositiveIntegerField(_("seed"))
    places_percent = models.SmallIntegerField(_("places, change in percent"), default=0)
    entrants_percent = models.SmallIntegerField(_("entrants, change in percent"), default=0)
    accept_points = models.SmallIntegerField(_("who accept, change in points"), default=0)
    note = models.CharField(_("note"), max_length=200, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"))
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    weeks_played = models.PositiveSmallIntegerField(_("weeks played"), default=0)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    put_aside_at = models.DateTimeField(_("put aside at"), null=True)
    last_error = models.CharField(_("last error"), max_length=200, blank=True)
    plain = models.JSONField(null=True)
    changed = models.JSONField(null=True)

    class Meta:
        verbose_name = _("simulated season")
        verbose_name_plural = _("simulated seasons")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(finished_at=None, put_aside_at=None), name="what_if_due"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(plain__isnull=False, changed__isnull=False), name="what_if_finished_has_reports"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.season_id} #{self.pk}"

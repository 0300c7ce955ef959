"""The calendar of rounds: one week a row, with what the weekly plan proposes for it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rounds.states import RoundState, WeekState


class CalendarWeek(models.Model):
    """
    A week of a season in which a round is to be held, announced with its moments.

    It is held when the result of one of its rounds is out, skipped when staff (or the week's end) said why; else it is planned.
    `proposed_at`: when the task wrote which pools are due and how many it would invite from each (`proposed_pools`).
    """

    season = models.ForeignKey("rounds.Season", on_delete=models.PROTECT, related_name="weeks", verbose_name=_("season"))
    monday = models.DateField(_("week of"))
    freeze_at = models.DateTimeField(_("pools are frozen at"))
    draw_at = models.DateTimeField(_("drawn at"))
    proposed_at = models.DateTimeField(_("plan proposed at"), null=True, blank=True)
    skipped_at = models.DateTimeField(_("skipped at"), null=True, blank=True)
    skipped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("skipped by")
    )
    reason_en = models.CharField(_("reason in English"), max_length=300, blank=True)
    reason_fr = models.CharField(_("reason in French"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("week of the calendar")
        verbose_name_plural = _("weeks of the calendar")
        ordering = ["-monday"]
        constraints = [
            models.UniqueConstraint(fields=["season", "monday"], name="calendar_week_once"),
            models.CheckConstraint(condition=Q(monday__iso_week_day=1), name="calendar_week_begins_on_monday"),
            models.CheckConstraint(condition=Q(freeze_at__lte=F("draw_at")), name="calendar_week_frozen_before_draw"),
            models.CheckConstraint(
                condition=Q(skipped_at__isnull=True, skipped_by__isnull=True)
                | (Q(skipped_at__isnull=False) & ~Q(reason_en="") & ~Q(reason_fr="")),
                name="calendar_week_skipped_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.season_id} {self.monday}"

    @property
    def state(self) -> WeekState:
        """Planned, held or skipped."""
        if self.skipped_at is not None:
            return WeekState.SKIPPED
        held = any(one.closed_at is not None for one in self.rounds.all())
        return WeekState.HELD if held else WeekState.PLANNED

    @property
    def reason(self) -> str:
        """Why it is skipped, in the language of the page; empty where it is not."""
        return self.reason_fr if get_language() == "fr" else self.reason_en

    @property
    def round(self):
        """The round of this week that counts: the newest that is not void; None while there is none."""
        alive = [one for one in self.rounds.all() if one.state != RoundState.VOID]
        return max(alive, key=lambda one: one.code, default=None)

    @property
    def voided(self):
        """The newest round of this week that was voided, approved before or not; None where there is none."""
        void = [one for one in self.rounds.all() if one.state == RoundState.VOID]
        return max(void, key=lambda one: one.code, default=None)


class ProposedPool(models.Model):
    """One pool that is due in a week, and how many the rule would invite from it as things were when it was proposed."""

    week = models.ForeignKey(CalendarWeek, on_delete=models.PROTECT, related_name="proposed_pools", verbose_name=_("week"))
    pool = models.ForeignKey("rounds.Pool", on_delete=models.PROTECT, related_name="+", verbose_name=_("pool"))
    invite = models.PositiveIntegerField(_("invitations"))
    candidates = models.PositiveIntegerField(_("candidates"))
    reason = models.CharField(_("why so many"), max_length=20)

    class Meta:
        verbose_name = _("proposed pool")
        verbose_name_plural = _("proposed pools")
        ordering = ["week_id", "pool__order"]
        constraints = [models.UniqueConstraint(fields=["week", "pool"], name="proposed_pool_once")]

    def __str__(self) -> str:
        return f"{self.week_id} {self.pool_id}: {self.invite}"

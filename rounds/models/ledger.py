"""The ledger of places: what became of every invitation of a pool, written by triggers in the transaction of each act."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rounds.models.ledger_triggers import approved_agrees
from rounds.rules.ledger import STAGES


class LedgerLine(models.Model):
    """
    By how much the counts of a pool's ledger rose or fell in one statement; the ledger is the sum of the lines.

    Lines are only added, so that nobody who answers waits for a draw that invites tens of thousands; `operations.ledger.fold`
    makes one of many. Every line balances by itself, since an invitation that leaves one stage enters another, and so every
    commit does.
    """

    id = models.BigAutoField(primary_key=True)
    pool = models.ForeignKey("rounds.Pool", on_delete=models.PROTECT, related_name="ledger_lines", verbose_name=_("pool"))
    issued = models.IntegerField(db_default=0)
    unanswered = models.IntegerField(db_default=0)
    accepted = models.IntegerField(db_default=0)
    applied = models.IntegerField(db_default=0)
    awaiting = models.IntegerField(db_default=0)
    approved = models.IntegerField(db_default=0)
    refused = models.IntegerField(db_default=0)
    withdrawn = models.IntegerField(db_default=0)
    lapsed = models.IntegerField(db_default=0)
    declined = models.IntegerField(db_default=0)
    expired = models.IntegerField(db_default=0)
    cancelled = models.IntegerField(db_default=0)

    class Meta:
        verbose_name = _("ledger line")
        verbose_name_plural = _("ledger lines")
        constraints = [
            models.CheckConstraint(
                condition=Q(issued=sum((F(stage) for stage in STAGES[1:]), F(STAGES[0]))), name="ledger_line_balances"
            )
        ]
        triggers = [
            pgtrigger.Protect(name="ledger_line_never_changed", operation=pgtrigger.Update),
            approved_agrees("ledger_line_added", pgtrigger.Insert, pool="NEW.pool_id", when="NEW.approved <> 0"),
            approved_agrees("ledger_line_gone", pgtrigger.Delete, pool="OLD.pool_id", when="OLD.approved <> 0"),
        ]

    def __str__(self) -> str:
        return f"{self.pool_id} {self.issued:+d}"


class LedgerAlarm(models.Model):
    """A count of a pool's ledger that the watchdog found to differ from the rows; open until a later look finds it right."""

    pool = models.ForeignKey("rounds.Pool", on_delete=models.PROTECT, related_name="ledger_alarms", verbose_name=_("pool"))
    count = models.CharField(_("count"), max_length=12)
    ledger = models.IntegerField(_("in the ledger"))
    counted = models.IntegerField(_("counted"))
    found_at = models.DateTimeField(_("found at"))
    ended_at = models.DateTimeField(_("right again at"), null=True, blank=True)

    class Meta:
        verbose_name = _("alarm of the ledger")
        verbose_name_plural = _("alarms of the ledger")
        ordering = ["-found_at", "pool_id", "count"]
        constraints = [
            models.UniqueConstraint(fields=["pool", "count"], condition=Q(ended_at__isnull=True), name="ledger_alarm_open_once")
        ]

    def __str__(self) -> str:
        return f"{self.pool_id} {self.count}: {self.ledger} / {self.counted}"

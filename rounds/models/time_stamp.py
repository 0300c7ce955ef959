"""Time stamps of the manifests of rounds, as third parties gave them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iecsite.constraints import append_only
from rounds.models.round_triggers import never_emptied
from rounds.rules.time_stamps import MOST


class TimeStamp(models.Model):
    """An authority's answer that it saw a round's manifest at a moment (RFC 3161), whole; `number`: the first or the second."""

    round = models.ForeignKey("rounds.Round", on_delete=models.PROTECT, related_name="time_stamps", verbose_name=_("round"))
    number = models.PositiveSmallIntegerField(_("number"))
    authority = models.CharField(_("authority"), max_length=200)
    signer = models.CharField(_("signed by"), max_length=300)
    answer = models.BinaryField()
    stamped_at = models.DateTimeField(_("stamped at"))
    kept_at = models.DateTimeField(_("kept at"))

    class Meta:
        verbose_name = _("time stamp of a round")
        verbose_name_plural = _("time stamps of rounds")
        ordering = ["round_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="time_stamp_number_once"),
            models.UniqueConstraint(fields=["round", "authority"], name="time_stamp_once_each"),
            models.UniqueConstraint(fields=["round", "signer"], name="time_stamp_signer_once"),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=MOST), name="time_stamp_so_many"),
        ]
        triggers = [*append_only("time_stamp"), never_emptied("time_stamp")]

    def __str__(self) -> str:
        return f"{self.round_id} {self.authority}"

"""Which run of a scheduled task was taken, so that two beats or a late one do no harm."""

from django.db import models


class BeatSlot(models.Model):
    """One run of one scheduled task. `slot` is the run's start in whole periods since 1970."""

    name = models.CharField(max_length=60)
    slot = models.BigIntegerField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "beat slot"
        constraints = [models.UniqueConstraint(fields=["name", "slot"], name="beat_slot_taken_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.slot}"

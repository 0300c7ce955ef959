"""What happened to seasons, pools, candidacies, rounds and invitations."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from iecsite.constraints import append_only
from iecsite.journal import Entry

STREAM = "rounds"


def round_stream(code: str) -> str:
    """The stream of one round, so that a draw holds up nobody who enters or leaves a pool."""
    return f"round:{code}"


class RoundEntry(Entry):
    SUBJECTS = ("profile_id", "pool_id", "round_id", "invitation_id")

    profile = models.ForeignKey("profiles.Profile", null=True, on_delete=models.PROTECT, related_name="round_entries")
    pool = models.ForeignKey("rounds.Pool", null=True, on_delete=models.PROTECT, related_name="entries")
    round = models.ForeignKey("rounds.Round", null=True, on_delete=models.PROTECT, related_name="entries")
    invitation = models.ForeignKey("rounds.Invitation", null=True, on_delete=models.PROTECT, related_name="entries")

    class Meta:
        verbose_name = _("round journal entry")
        verbose_name_plural = _("round journal")
        constraints = [models.UniqueConstraint(fields=["stream", "sequence"], name="roundentry_sequence_once")]
        triggers = append_only("round_entry")

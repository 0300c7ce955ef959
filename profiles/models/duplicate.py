"""Two profiles that seem to be one person's."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from iecsite.constraints import both_or_neither
from profiles.models.profile import Profile
from profiles.states import ProfileState


class Ground(models.TextChoices):
    PASSPORT = "passport", _("The same passport")
    IDENTITY = "identity", _("The same names and birth")


class Outcome(models.TextChoices):
    OPEN = "", _("Not decided")
    KEPT = "kept", _("Two persons")
    CLOSED = "closed", _("One person: one profile was closed")


class Duplicate(models.Model):
    """
    A pair, found once. While a pair with one passport is not decided one of the two takes part in no round (`held`); a pair
    with the same names and birth may be two persons and changes nothing until somebody decides.
    """

    older = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="+", verbose_name=_("older profile"))
    newer = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="duplicates", verbose_name=_("newer profile"))
    ground = models.CharField(_("found by"), max_length=10, choices=Ground.choices)
    found_at = models.DateTimeField(_("found at"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    # Of a pair that is one person: the profile that goes on.
    kept = models.ForeignKey(
        Profile, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("profile that goes on")
    )

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        ordering = ["-id"]
        permissions = [("decide_duplicate", _("Can decide possible duplicates"))]
        indexes = [
            models.Index(fields=["newer"], condition=Q(outcome="", ground=Ground.PASSPORT), name="duplicate_holds_back"),
            models.Index(fields=["-id"], condition=Q(outcome=""), name="duplicate_undecided"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["older", "newer"], name="duplicate_pair_once"),
            models.CheckConstraint(condition=Q(older__lt=F("newer")), name="duplicate_older_first"),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at__isnull=True) | (~Q(outcome="") & Q(decided_at__isnull=False) & ~Q(reason="")),
                name="duplicate_decided_with_reason",
            ),
            both_or_neither("decided_by", "decided_at", name="duplicate_decided_pair"),
            models.CheckConstraint(
                condition=Q(kept__isnull=True) | Q(outcome=Outcome.CLOSED) & (Q(kept=F("older")) | Q(kept=F("newer"))),
                name="duplicate_kept_is_one_of_them",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.older_id} / {self.newer_id}"

    @property
    def held(self) -> Profile:
        """The profile that the pair keeps out of rounds: the newer one, or the older where the newer ended with its case."""
        return self.older if self.newer.state == ProfileState.ENDED else self.newer

    @property
    def held_against(self) -> Profile:
        """The other profile of the two."""
        return self.newer if self.newer.state == ProfileState.ENDED else self.older

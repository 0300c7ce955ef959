"""Letters of acceptance of recognized organizations: each nominates one person for one pool of the organization."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iecsite.constraints import both_or_neither


class Nomination(models.Model):
    """
    One letter, counted against the allotment of its pool until it is withdrawn.

    `letter` is its number in capitals, without spaces. `date_of_birth` tells whether somebody who names the number is the one
    whom the organization meant; it is emptied when the letter is used, since then the account stands for the person.
    """

    pool = models.ForeignKey("rounds.Pool", on_delete=models.PROTECT, related_name="nominations", verbose_name=_("pool"))
    letter = models.CharField(_("number of the letter"), max_length=20, db_collation="C")
    date_of_birth = models.DateField(_("date of birth"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded at"))
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("used by")
    )
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("letter of an organization")
        verbose_name_plural = _("letters of organizations")
        ordering = ["pool_id", "letter"]
        constraints = [
            # One that was withdrawn may be recorded anew: a slip in the day of birth is mended so.
            models.UniqueConstraint(
                fields=["pool", "letter"], condition=Q(withdrawn_at__isnull=True), name="nomination_letter_once_per_pool"
            ),
            both_or_neither("used_by", "used_at", name="nomination_used_pair"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_reason=""), name="nomination_withdrawn_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pool_id} {self.letter}"

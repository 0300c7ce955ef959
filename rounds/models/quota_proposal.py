"""A quota change or a transfer of places that one person proposed, until another approves it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from iecsite.constraints import both_or_neither
from rounds.models.season import Pool


def _person(verbose_name: str) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=verbose_name, editable=False
    )


class QuotaProposal(models.Model):
    """
    What is to stand in a pool's quota series from a day on. Neither a number nor unlimited: withdrawn, to be announced again.

    With `to_pool` it is a transfer: so many `places` of `pool` go there, and neither quota is named.
    """

    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="quota_proposals", verbose_name=_("pool"))
    to_pool = models.ForeignKey(
        Pool, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("places go to"), editable=False
    )
    places = models.PositiveIntegerField(_("places"), null=True, editable=False)
    effective_on = models.DateField(_("in force from"))
    quota = models.PositiveIntegerField(_("quota"), null=True, blank=True)
    unlimited = models.BooleanField(_("unlimited"), default=False)
    confirmed = models.BooleanField(_("date confirmed"), default=True)
    reason_en = models.CharField(_("reason in English"), max_length=300)
    reason_fr = models.CharField(_("reason in French"), max_length=300)
    source_url = models.URLField(_("source"), max_length=400, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("proposed by"), editable=False
    )
    proposed_at = models.DateTimeField(_("proposed at"), editable=False)
    approved_by = _person(_("approved by"))
    approved_at = models.DateTimeField(_("approved at"), null=True, editable=False)
    dropped_by = _person(_("dropped by"))
    dropped_at = models.DateTimeField(_("dropped at"), null=True, editable=False)

    class Meta:
        verbose_name = _("proposed quota change")
        verbose_name_plural = _("proposed quota changes")
        ordering = ["-id"]
        permissions = [("approve_quota", "Can approve a quota change that another person proposed")]
        constraints = [
            both_or_neither("to_pool", "places", name="quota_proposal_transfer_pair"),
            both_or_neither("approved_by", "approved_at", name="quota_proposal_approved_pair"),
            both_or_neither("dropped_by", "dropped_at", name="quota_proposal_dropped_pair"),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True) | Q(dropped_at__isnull=True), name="quota_proposal_decided_once"
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")), name="quota_proposal_by_another"
            ),
            models.CheckConstraint(
                condition=~Q(unlimited=True) | Q(quota__isnull=True), name="quota_proposal_unlimited_has_no_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pool} {self.effective_on}"

    @property
    def open(self) -> bool:
        """Whether it waits for somebody's decision."""
        return self.approved_at is None and self.dropped_at is None

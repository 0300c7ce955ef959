"""A candidacy: one profile waiting in one pool."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iecsite.constraints import begins_in, only_allowed_steps
from rounds.rules import lifecycle
from rounds.states import IN_POOL, CandidacyState


class Candidacy(models.Model):
    """
    `too_old_on` is the first day on which the agreement's age rule no longer holds for this person: stored when they enter, so
    that a sweep only asks whose day has come. `leave_asked_at`: the person wants to leave while they stand in a list that is
    fixed, and does after its draw.
    """

    profile = models.ForeignKey(
        "profiles.Profile", on_delete=models.PROTECT, related_name="candidacies", verbose_name=_("profile")
    )
    pool = models.ForeignKey("rounds.Pool", on_delete=models.PROTECT, related_name="candidacies", verbose_name=_("pool"))
    state = models.CharField(_("state"), max_length=10, choices=CandidacyState.choices, default=CandidacyState.WAITING)
    entered_at = models.DateTimeField(_("entered at"))
    too_old_on = models.DateField(_("over the age limit from"), null=True, blank=True)
    left_at = models.DateTimeField(_("left at"), null=True, blank=True)
    leave_asked_at = models.DateTimeField(_("asked to leave at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("candidacy")
        verbose_name_plural = _("candidacies")
        indexes = [
            models.Index(fields=["pool", "profile"], condition=Q(state=CandidacyState.WAITING), name="candidacy_waiting"),
            models.Index(fields=["too_old_on", "id"], condition=Q(state=CandidacyState.WAITING), name="candidacy_too_old"),
            models.Index(
                fields=["leave_asked_at", "id"],
                condition=Q(state=CandidacyState.WAITING, leave_asked_at__isnull=False),
                name="candidacy_leaving",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["profile", "pool"], condition=Q(state__in=sorted(IN_POOL)), name="candidacy_one_per_pool"
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(IN_POOL), left_at__isnull=True)
                | (~Q(state__in=sorted(IN_POOL)) & Q(left_at__isnull=False)),
                name="candidacy_left_has_moment",
            ),
        ]
        triggers = [only_allowed_steps(lifecycle.CANDIDACY), begins_in(lifecycle.CANDIDACY)]

    def __str__(self) -> str:
        return f"{self.profile_id} in {self.pool_id}"

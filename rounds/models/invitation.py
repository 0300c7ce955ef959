"""An invitation to apply: what a draw gives, and the answer to it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iecsite.constraints import begins_in, only_allowed_steps
from rounds.models.ledger_triggers import moves_the_ledger
from rounds.rules import lifecycle
from rounds.states import InvitationState

# Where an invitation stands in the ledger of places. What becomes of an accepted one is moved on by its application.
STAGES = {
    InvitationState.ISSUED: "unanswered",
    InvitationState.ACCEPTED: "accepted",
    InvitationState.DECLINED: "declined",
    InvitationState.EXPIRED: "expired",
    InvitationState.CANCELLED: "cancelled",
}


class Invitation(models.Model):
    """
    `answer_by` is the day shown (until 23:59 where the person is); `lapses_at` the instant enforced, never earlier than shown.
    Both are fixed when it is issued, by the rule named in `deadline_rule`.
    """

    round = models.ForeignKey("rounds.Round", on_delete=models.PROTECT, related_name="invitations", verbose_name=_("round"))
    pool = models.ForeignKey("rounds.Pool", on_delete=models.PROTECT, related_name="invitations", verbose_name=_("pool"))
    profile = models.ForeignKey(
        "profiles.Profile", on_delete=models.PROTECT, related_name="invitations", verbose_name=_("profile")
    )
    candidacy = models.ForeignKey("rounds.Candidacy", on_delete=models.PROTECT, related_name="invitations")
    state = models.CharField(_("state"), max_length=10, choices=InvitationState.choices, default=InvitationState.ISSUED)
    issued_at = models.DateTimeField(_("issued at"))
    answer_by = models.DateField(_("answer by"))
    lapses_at = models.DateTimeField(_("lapses at"))
    deadline_rule = models.CharField(_("rule of the deadline"), max_length=12)
    opened_at = models.DateTimeField(_("opened at"), null=True)
    answered_at = models.DateTimeField(_("answered or ended at"), null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["lapses_at", "id"], condition=Q(state=InvitationState.ISSUED), name="invitation_open"),
            models.Index(fields=["pool", "state"], name="invitation_pool_state"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["round", "profile"], name="invitation_one_per_round"),
            models.UniqueConstraint(
                fields=["profile"], condition=Q(state=InvitationState.ISSUED), name="invitation_one_live_per_person"
            ),
            models.CheckConstraint(
                condition=Q(state=InvitationState.ISSUED, answered_at__isnull=True)
                | (~Q(state=InvitationState.ISSUED) & Q(answered_at__isnull=False)),
                name="invitation_ended_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | Q(answered_at__isnull=False),
                name="invitation_answered_by_has_moment",
            ),
        ]
        triggers = [
            only_allowed_steps(lifecycle.INVITATION),
            begins_in(lifecycle.INVITATION),
            *moves_the_ledger("invitation", STAGES),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.profile_id}"

"""An answer that a person wants to change while it may not be changed at once."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iecsite.constraints import begins_in, both_or_neither, only_allowed_steps
from profiles.models.profile import Profile
from profiles.rules import lifecycle
from profiles.states import OPEN_CHANGES, ChangeState


class AnswerChange(models.Model):
    """
    The new answers of one section, kept until a draw is over or an officer decides.

    `before` and `values` are sections' values as `rules.kept_answers` packs them; `reason` is the person's, `answer` the
    officer's.
    """

    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="changes", verbose_name=_("profile"))
    section = models.CharField(_("section"), max_length=20)
    before = models.JSONField(default=dict, editable=False)
    values = models.JSONField(default=dict, editable=False)
    reason = models.CharField(_("reason for the change"), max_length=500, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ChangeState.choices)
    asked_at = models.DateTimeField(_("asked at"))
    answer = models.CharField(_("reason for the decision"), max_length=500, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("change of answers")
        verbose_name_plural = _("changes of answers")
        ordering = ["-id"]
        permissions = [("decide_answerchange", _("Can decide changes of answers"))]
        indexes = [
            models.Index(fields=["asked_at", "id"], condition=Q(state=ChangeState.WAITING), name="change_waiting"),
            models.Index(fields=["asked_at", "id"], condition=Q(state=ChangeState.ASKED), name="change_asked"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["profile", "section"], condition=Q(state__in=sorted(OPEN_CHANGES)), name="change_one_open_per_section"
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(OPEN_CHANGES), ended_at__isnull=True)
                | (~Q(state__in=sorted(OPEN_CHANGES)) & Q(ended_at__isnull=False)),
                name="change_ended_has_moment",
            ),
            both_or_neither("decided_by", "decided_at", name="change_decided_pair"),
        ]
        triggers = [only_allowed_steps(lifecycle.CHANGE), begins_in(lifecycle.CHANGE)]

    def __str__(self) -> str:
        return f"{self.profile_id} {self.section}"

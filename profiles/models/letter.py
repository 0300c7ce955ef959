"""Letters: the outbox, and what a person finds in their account."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iecsite.constraints import begins_in, only_allowed_steps
from profiles.rules import lifecycle
from profiles.states import LetterState


class Letter(models.Model):
    """
    One message to one person about one event.

    `kind` names its templates under `templates/letters/<kind>/` (`rounds/invited`); `context` fills them in and carries no
    more personal data
    than the words need. The words are frozen in `subject` and `body` when it is sent (or first opened); `event_key` is
    unique, so that one event is never told twice. `claimed_until` is a worker's hold on the row.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="letters", verbose_name=_("to"))
    profile = models.ForeignKey("profiles.Profile", null=True, on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField(_("kind"), max_length=60)
    event_key = models.CharField(max_length=120, unique=True)
    language = models.CharField(_("language"), max_length=2)
    context = models.JSONField(default=dict)
    subject = models.CharField(_("subject"), max_length=250, blank=True)
    body = models.TextField(_("text"), blank=True)
    enclosure = models.CharField(_("enclosed file"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=LetterState.choices, default=LetterState.QUEUED)
    queued_at = models.DateTimeField(_("written at"))
    due_at = models.DateTimeField(_("to be sent from"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    claimed_until = models.DateTimeField(null=True)
    last_error = models.CharField(_("last error"), max_length=120, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    opened_at = models.DateTimeField(_("opened in the account at"), null=True)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state=LetterState.QUEUED), name="letter_due"),
            models.Index(fields=["user", "-id"], name="letter_of_user"),
            models.Index(fields=["id"], condition=Q(state=LetterState.PUT_ASIDE), name="letter_put_aside"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=LetterState.SENT, sent_at__isnull=False)
                | (~Q(state=LetterState.SENT) & Q(sent_at__isnull=True)),
                name="letter_sent_has_moment",
            ),
        ]
        triggers = [only_allowed_steps(lifecycle.LETTER), begins_in(lifecycle.LETTER)]

    def __str__(self) -> str:
        return self.subject or self.kind

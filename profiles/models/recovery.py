"""Accounts recovered by identity: what was asked, the requests that fitted an account, and the letters to other addresses."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iecsite.constraints import begins_in, both_or_neither, only_allowed_steps
from profiles.models.small_outbox import SmallLetter
from profiles.rules import lifecycle
from profiles.states import OPEN_RECOVERIES, RecoveryState

LONGEST_WHY = 500
LANGUAGES = [("en", "English"), ("fr", "Français")]


class RecoveryAsk(models.Model):
    """
    What somebody typed who wants an account back. The row is the job: a task compares it with the accounts within a minute, and
    the row is gone, whether one fitted or not. Nobody waits for that, so that neither the page nor its time tells whether there
    is one.
    """

    reference = models.CharField(max_length=40)
    family_name = models.CharField(max_length=120)
    date_of_birth = models.DateField()
    email = models.EmailField(max_length=254)
    words = models.CharField(max_length=LONGEST_WHY)
    browser = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=2, choices=LANGUAGES)
    asked_at = models.DateTimeField(_("asked at"))

    class Meta:
        verbose_name = _("wish to recover an account")
        verbose_name_plural = _("wishes to recover accounts")
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.pk)


class Recovery(models.Model):
    """
    A request that fitted one open account. `email` is where its sender wants the link, `words` why, `browser` and `language` what
    they used; all but the language are blanked some time after the end.

    Nothing happens before `takes_effect_at`; the link holds from `ready_at` until `link_ends_at`.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="recoveries", verbose_name=_("account")
    )
    email = models.EmailField(_("address for the link"), max_length=254, blank=True)
    words = models.CharField(_("why, in the sender's words"), max_length=LONGEST_WHY, blank=True)
    browser = models.CharField(_("browser"), max_length=60, blank=True)
    language = models.CharField(_("language of the request"), max_length=2, choices=LANGUAGES)
    state = models.CharField(_("state"), max_length=10, choices=RecoveryState.choices, default=RecoveryState.ASKED)
    asked_at = models.DateTimeField(_("asked at"))
    takes_effect_at = models.DateTimeField(_("takes effect at"))
    ready_at = models.DateTimeField(_("link sent at"), null=True, blank=True)
    link_ends_at = models.DateTimeField(_("the link ends at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    reason_en = models.CharField(_("reason in English"), max_length=500, blank=True)
    reason_fr = models.CharField(_("reason in French"), max_length=500, blank=True)
    refused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("refused by")
    )
    refused_at = models.DateTimeField(_("refused at"), null=True, blank=True)

    class Meta:
        verbose_name = _("recovery of an account")
        verbose_name_plural = _("recoveries of accounts")
        ordering = ["-id"]
        permissions = [("refuse_recovery", _("Can refuse recoveries of accounts"))]
        indexes = [
            models.Index(fields=["takes_effect_at", "id"], condition=Q(state=RecoveryState.ASKED), name="recovery_waiting"),
            models.Index(fields=["link_ends_at", "id"], condition=Q(state=RecoveryState.READY), name="recovery_link_out"),
            models.Index(fields=["user", "-id"], name="recovery_of_user"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(state__in=sorted(OPEN_RECOVERIES)), name="recovery_one_open_per_account"
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(OPEN_RECOVERIES), ended_at__isnull=True)
                | (~Q(state__in=sorted(OPEN_RECOVERIES)) & Q(ended_at__isnull=False)),
                name="recovery_ended_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[RecoveryState.READY, RecoveryState.USED]) | Q(ready_at__isnull=False),
                name="recovery_link_was_sent",
            ),
            models.CheckConstraint(
                condition=Q(ready_at__isnull=True) | Q(ready_at__gte=models.F("takes_effect_at")), name="recovery_never_early"
            ),
            models.CheckConstraint(
                condition=~Q(state=RecoveryState.REFUSED) | (~Q(reason_en="") & ~Q(reason_fr="") & Q(refused_at__isnull=False)),
                name="recovery_refused_with_reason",
            ),
            both_or_neither("ready_at", "link_ends_at", name="recovery_link_pair"),
            both_or_neither("refused_by", "refused_at", name="recovery_refused_pair"),
        ]
        triggers = [only_allowed_steps(lifecycle.RECOVERY), begins_in(lifecycle.RECOVERY)]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What letters and pages call it."""
        return f"R-{self.asked_at:%Y}-{self.pk or 0:06d}"


class RecoveryLetter(SmallLetter):
    """
    One letter about a recovery to an address that is not, or no longer, the one of the account. The row is the job; `event_key`
    is unique, so that one event is told once to each address.

    The words are made when it is sent and kept nowhere: nobody of the staff ever sees a link.
    """

    recovery = models.ForeignKey(Recovery, on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField(_("kind"), max_length=30)
    address = models.EmailField(_("to"), max_length=254)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES)
    event_key = models.CharField(max_length=120, unique=True)

    class Meta:
        verbose_name = _("letter about a recovery")
        verbose_name_plural = _("letters about recoveries")
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(sent_at=None, put_aside_at=None), name="recovery_letter_due"),
        ]

    def __str__(self) -> str:
        return self.event_key

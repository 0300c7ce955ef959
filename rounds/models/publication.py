"""What was published: since when a file is as it is, and every forecast of a chance, to be held against what happened."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iecsite.constraints import append_only
from profiles.models.small_outbox import SmallLetter
from rounds.models.round_triggers import never_emptied
from rounds.states import ForecastKind


class PublishedFile(models.Model):
    """The digest of a file of open data and the moment since which it has it: what Last-Modified says, in every process."""

    name = models.CharField(primary_key=True, max_length=120)
    sha256 = models.CharField(max_length=64)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("published file")
        verbose_name_plural = _("published files")

    def __str__(self) -> str:
        return self.name


class KeptFile(models.Model):
    """
    The bytes of a published file of a round that another Python, or another secret of the site, would make otherwise: what was
    compressed, and each signature with the key it is by. Written once, as it is first published.

    `made_from` is the SHA-256 of what was compressed or signed; `public_key` is that of a signature in base64 (DER), else "".
    """

    round = models.ForeignKey("rounds.Round", on_delete=models.PROTECT, related_name="kept_files", verbose_name=_("round"))
    name = models.CharField(_("file"), max_length=40)
    made_from = models.CharField(_("fingerprint of what it was made from"), max_length=64)
    content = models.BinaryField()
    public_key = models.CharField(_("public key"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("kept file of a round")
        verbose_name_plural = _("kept files of rounds")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["round", "name", "made_from"], name="kept_file_once")]
        triggers = [*append_only("kept_file"), never_emptied("kept_file")]

    def __str__(self) -> str:
        return f"{self.round_id} {self.name}"


class Forecast(models.Model):
    """
    A chance as it was published on a day: never changed and never deleted, so that it can be held against what happened.

    `chance` is the middle of a forecast as a range, from `low` to `high`; `assumptions` are what it was made with.
    """

    pool = models.ForeignKey("rounds.Pool", on_delete=models.PROTECT, related_name="forecasts", verbose_name=_("pool"))
    kind = models.CharField(_("about"), max_length=10, choices=ForecastKind.choices)
    kept_on = models.DateField(_("published on"))
    kept_at = models.DateTimeField(_("published at"))
    candidates = models.PositiveIntegerField(_("candidates"))
    invitations = models.PositiveIntegerField(_("invitations"), null=True)
    chance = models.FloatField(_("chance"))
    low = models.FloatField(_("low"), null=True)
    high = models.FloatField(_("high"), null=True)
    exact = models.BooleanField(_("counted, not forecast"), default=False)
    assumptions = models.JSONField(_("assumptions"), default=dict)

    class Meta:
        verbose_name = _("forecast")
        verbose_name_plural = _("forecasts")
        ordering = ["pool_id", "kind", "kept_on"]
        constraints = [
            models.UniqueConstraint(fields=["pool", "kind", "kept_on"], name="forecast_once_a_day"),
            models.CheckConstraint(condition=Q(chance__gte=0, chance__lte=1), name="forecast_is_a_chance"),
        ]
        triggers = append_only("forecast")

    def __str__(self) -> str:
        return f"{self.pool_id} {self.kind} {self.kept_on}"


class Alert(models.Model):
    """
    Somebody without an account who wants to hear of rounds. `email` is "" once it is over: nothing is kept of who ended it.

    `pools` empty: of all pools. It is confirmed from the letter that went to the address, and by nothing else.
    """

    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=2)
    pools = models.ManyToManyField("rounds.Pool", related_name="+", verbose_name=_("pools"), blank=True)
    asked_at = models.DateTimeField(_("asked at"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        indexes = [models.Index(fields=["asked_at"], condition=Q(confirmed_at=None, ended_at=None), name="alert_unconfirmed")]
        constraints = [
            models.UniqueConstraint(fields=["email"], condition=~Q(email=""), name="alert_once_an_address"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) & ~Q(email="") | Q(ended_at__isnull=False, email=""),
                name="alert_ended_has_no_address",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class AlertLetter(SmallLetter):
    """
    One letter to an address without an account. The row is the job; `event_key` is unique, so that one event is told once.

    The words are made when it is sent, so that no address and no text lies about afterwards.
    """

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField(_("kind"), max_length=20)
    round = models.ForeignKey("rounds.Round", null=True, on_delete=models.PROTECT, related_name="+")
    event_key = models.CharField(max_length=120, unique=True)

    class Meta:
        verbose_name = _("letter to an address without an account")
        verbose_name_plural = _("letters to addresses without an account")
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(sent_at=None, put_aside_at=None), name="alert_letter_due"),
        ]
        triggers = [pgtrigger.Protect(name="alert_letter_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.event_key

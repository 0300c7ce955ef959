"""Browsers in which an account was signed in to, so that its owner hears of one that it has not seen."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class KnownBrowser(models.Model):
    """
    A browser that signed in to an account, known again by a cookie of which only the digest is kept.

    `told_at` stands where the owner was written that it is new; until `acknowledged_at` the pages of the account say it too.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="known_browsers", verbose_name=_("account")
    )
    digest = models.CharField(max_length=64)
    name = models.CharField(_("browser"), max_length=60, blank=True)
    ip = models.GenericIPAddressField(_("Internet address"), null=True)
    first_at = models.DateTimeField(_("first signed in at"))
    last_at = models.DateTimeField(_("last signed in at"))
    told_at = models.DateTimeField(_("told at"), null=True)
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True)

    class Meta:
        verbose_name = _("known browser")
        verbose_name_plural = _("known browsers")
        indexes = [
            models.Index(fields=["user"], condition=Q(told_at__isnull=False, acknowledged_at=None), name="known_browser_told")
        ]
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="known_browser_once")]

    def __str__(self) -> str:
        return self.name or str(self.pk)

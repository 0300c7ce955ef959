"""A wish to hear about an account that somebody may have forgotten."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AccountSearch(models.Model):
    """
    What was asked on the page that looks for an account: names and birth as the digests of `rules.likeness`. The row is the
    job: a task writes to the address of every account that is like them, and the row is gone. Nobody waits for that, so that
    neither the page nor its time tells whether there is one.
    """

    identity_key = models.CharField(max_length=64, editable=False)
    short_key = models.CharField(max_length=64, editable=False)
    asked_at = models.DateTimeField(_("asked at"))

    class Meta:
        verbose_name = _("search for an account")
        verbose_name_plural = _("searches for accounts")
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.pk)
